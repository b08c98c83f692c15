"""The customers app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Settings of the customers app."""

    name = "vitalfew.customers"
    default_auto_field = "django.db.models.BigAutoField"
