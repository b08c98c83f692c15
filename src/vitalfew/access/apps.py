"""The access app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccessConfig(AppConfig):
    """Finds every app's ``policies`` module, where the parts of the product make their rights known."""

    name = "vitalfew.access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Know all modules, and give new members their first role."""
        autodiscover_modules("modules", "policies", "arrivals", "departures", "frame")
