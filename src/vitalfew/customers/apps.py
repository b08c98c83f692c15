"""The customers app."""

from django.apps import AppConfig

from vitalfew.customers import lookups  # noqa: F401 - registers the LIKE lookup


class CustomersConfig(AppConfig):
    """Settings of the customers app."""

    name = "vitalfew.customers"
    default_auto_field = "django.db.models.BigAutoField"
