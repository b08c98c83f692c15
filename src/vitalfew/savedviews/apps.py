"""The saved views app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SavedViewsConfig(AppConfig):
    """Gives every list its tabs."""

    name = "vitalfew.savedviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lists ask the shelf from now on."""
        autodiscover_modules("shelf")
