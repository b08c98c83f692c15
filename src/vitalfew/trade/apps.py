"""The trade app."""

from django.apps import AppConfig


class TradeConfig(AppConfig):
    """Settings of the trade app."""

    name = "vitalfew.trade"
    default_auto_field = "django.db.models.BigAutoField"
