"""The channels app."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Settings of the channels app: it has no tables of its own."""

    name = "vitalfew.channels"
    default_auto_field = "django.db.models.BigAutoField"
