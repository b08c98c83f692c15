"""The resource app."""

from django.apps import AppConfig


class ResourceConfig(AppConfig):
    """How well the customers are kept, and what is made of them."""

    name = "vitalfew.resource"
    default_auto_field = "django.db.models.BigAutoField"
