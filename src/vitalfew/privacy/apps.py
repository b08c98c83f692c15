"""The privacy app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Settings of the privacy app."""

    name = "vitalfew.privacy"
    default_auto_field = "django.db.models.BigAutoField"
