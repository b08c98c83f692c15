"""The lifecycle app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LifecycleConfig(AppConfig):
    """Settings of the lifecycle app."""

    name = "vitalfew.lifecycle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow what moves orders from one customer to another."""
        autodiscover_modules("following")
