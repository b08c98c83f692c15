"""The pool app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PoolConfig(AppConfig):
    """Its triggers stand on the customers' table, and are made anew after each migration."""

    name = "vitalfew.pool"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for the end of migrations, and for customers that are opened."""
        autodiscover_modules("triggers", "looking")
