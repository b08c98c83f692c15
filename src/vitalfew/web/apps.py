"""The web app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Settings of the web app."""

    name = "vitalfew.web"
    default_auto_field = "django.db.models.BigAutoField"
