"""The web app."""

from django.apps import AppConfig
from django.core.checks import register

from vitalfew.web.assets import check_assets


class WebConfig(AppConfig):
    """Settings of the web app."""

    name = "vitalfew.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at start-up when the browser's files are missing."""
        register(check_assets)
