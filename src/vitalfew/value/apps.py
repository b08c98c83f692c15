"""The value app."""

from django.apps import AppConfig


class ValueConfig(AppConfig):
    """Settings of the value app."""

    name = "vitalfew.value"
    default_auto_field = "django.db.models.BigAutoField"
