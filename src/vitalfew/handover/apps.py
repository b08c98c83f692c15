"""The hand-over app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HandoverConfig(AppConfig):
    """Its trigger stands on the customers' table, and is made anew after each migration."""

    name = "vitalfew.handover"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for the end of migrations."""
        autodiscover_modules("triggers")
