"""The duplicates app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DuplicatesConfig(AppConfig):
    """Its triggers follow the models of all apps, and are made anew after each migration."""

    name = "vitalfew.duplicates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for the end of migrations."""
        autodiscover_modules("triggers")
