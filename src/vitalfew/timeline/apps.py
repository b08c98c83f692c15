"""The timeline app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TimelineConfig(AppConfig):
    """Tells what happened, as each app tells it."""

    name = "vitalfew.timeline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the apps say what they know of."""
        autodiscover_modules("happenings")
