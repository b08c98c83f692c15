"""The fixed answers about an inquiry: how it came in, where it stands, why it was closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Via(models.TextChoices):
    """The way in. Why somebody came is the source; this is only by which door."""

    STAFF = "staff", _("Entered by staff")
    PHONE = "phone", _("Phone note")
    FORM = "form", _("Form on a website")
    MAIL = "mail", _("Mailbox")
    API = "api", _("A program")
    FILE = "file", _("A file from another program")


class State(models.TextChoices):
    """Where an inquiry stands."""

    UNCONFIRMED = "unconfirmed", _("Waits for the sender's confirmation")
    NEW = "new", pgettext_lazy("inquiry", "New")
    ASSIGNED = "assigned", pgettext_lazy("inquiry", "Assigned")
    ANSWERED = "answered", pgettext_lazy("inquiry", "Answered")
    QUALIFIED = "qualified", pgettext_lazy("inquiry", "Became a customer")
    CLOSED = "closed", pgettext_lazy("inquiry", "Closed")


class ClosedReason(models.TextChoices):
    """Why nothing became of it."""

    NO_NEED = "no_need", _("No need for what we sell")
    NO_REPLY = "no_reply", _("Cannot be reached")
    TOO_SMALL = "too_small", _("Too small or too far away")
    BOUGHT_ELSEWHERE = "elsewhere", _("Bought elsewhere")
    REPEATED = "repeated", _("The same inquiry came twice")
    JUNK = "junk", _("Advertising or nonsense")
    OTHER = "other", pgettext_lazy("reason", "Other")


class Target(models.TextChoices):
    """Who gets what a rule fits."""

    MEMBER = "member", _("One member")
    IN_TURN = "in_turn", _("A department, each in turn")
    LEAST_LOAD = "least_load", _("A department, whoever has the fewest open")
