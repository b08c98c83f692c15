"""The api app: what programs get of what people see."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Settings of the api app."""

    name = "vitalfew.api"
    default_auto_field = "django.db.models.BigAutoField"
