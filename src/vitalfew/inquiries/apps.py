"""The inquiries app."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """Settings of the inquiries app."""

    name = "vitalfew.inquiries"
    default_auto_field = "django.db.models.BigAutoField"
