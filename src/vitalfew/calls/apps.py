"""The calls app."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Says who is calling."""

    name = "vitalfew.calls"
    default_auto_field = "django.db.models.BigAutoField"
