"""The fixed answers to "which industry" and "where from": the same for everybody, so that they can be counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Industry(models.TextChoices):
    """The sections of GB/T 4754, the national classification of industries; their letters are its own."""

    FARMING = "A", _("Agriculture, forestry, animal husbandry and fishery")
    MINING = "B", _("Mining")
    MANUFACTURING = "C", _("Manufacturing")
    UTILITIES = "D", _("Electricity, heat, gas and water supply")
    CONSTRUCTION = "E", _("Construction")
    TRADE = "F", _("Wholesale and retail trade")
    TRANSPORT = "G", _("Transport, storage and post")
    LODGING = "H", _("Accommodation and catering")
    SOFTWARE = "I", _("Information transmission, software and IT services")
    FINANCE = "J", pgettext_lazy("industry", "Finance")
    PROPERTY = "K", _("Real estate")
    BUSINESS = "L", _("Leasing and business services")
    SCIENCE = "M", _("Scientific research and technical services")
    ENVIRONMENT = "N", _("Water conservancy, environment and public facilities")
    HOUSEHOLD = "O", _("Resident services, repair and other services")
    EDUCATION = "P", _("Education")
    HEALTH = "Q", _("Health and social work")
    CULTURE = "R", _("Culture, sports and entertainment")
    GOVERNMENT = "S", _("Public administration, social security and organisations")
    INTERNATIONAL = "T", _("International organisations")


class Source(models.TextChoices):
    """How the customer first came to us. It is written once."""

    REFERRAL = "referral", _("Referral")
    PHONE = "phone", _("Phone inquiry")
    MAIL = "mail", _("Mail inquiry")
    ONLINE_INQUIRY = "online_inquiry", _("Online inquiry")
    ONLINE_SIGN_UP = "online_sign_up", _("Online registration")
    SEARCH = "search", _("Search engine")
    ADVERTISING = "advertising", _("Advertising")
    PROMOTION = "promotion", _("Promotion")
    APPOINTMENT = "appointment", _("Visit by appointment")
    COLD_VISIT = "cold_visit", _("Cold visit")
    OTHER = "other", pgettext_lazy("source", "Other")
