"""The webhooks app: tells other programs what happened."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Settings of the webhooks app."""

    name = "vitalfew.webhooks"
    default_auto_field = "django.db.models.BigAutoField"
