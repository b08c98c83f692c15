"""The funnel app."""

from django.apps import AppConfig


class FunnelConfig(AppConfig):
    """Settings of the funnel app."""

    name = "vitalfew.funnel"
    default_auto_field = "django.db.models.BigAutoField"
