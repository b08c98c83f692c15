"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Settings of the outbox app."""

    name = "vitalfew.outbox"
    default_auto_field = "django.db.models.BigAutoField"
