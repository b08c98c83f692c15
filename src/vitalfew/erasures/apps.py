"""The erasures app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ErasuresConfig(AppConfig):
    """Settings of the erasures app."""

    name = "vitalfew.erasures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every app say how what it erases is erased again."""
        autodiscover_modules("after_restore")
