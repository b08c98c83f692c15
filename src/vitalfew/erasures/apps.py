"""The erasures app."""

from django.apps import AppConfig


class ErasuresConfig(AppConfig):
    """Settings of the erasures app."""

    name = "vitalfew.erasures"
    default_auto_field = "django.db.models.BigAutoField"
