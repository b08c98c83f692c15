"""The search app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """Finds what each app lets be found."""

    name = "vitalfew.search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the apps say what can be found."""
        autodiscover_modules("finding")
