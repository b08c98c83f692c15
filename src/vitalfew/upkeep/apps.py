"""The upkeep app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UpkeepConfig(AppConfig):
    """Says what should be known of which customers, and what is missing."""

    name = "vitalfew.upkeep"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the apps say which facts they hold."""
        autodiscover_modules("wanted")
