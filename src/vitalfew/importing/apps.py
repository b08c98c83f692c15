"""The importing app."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Settings of the importing app."""

    name = "vitalfew.importing"
    default_auto_field = "django.db.models.BigAutoField"
