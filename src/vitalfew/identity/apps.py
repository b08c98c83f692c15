"""The identity app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Settings of the identity app."""

    name = "vitalfew.identity"
    default_auto_field = "django.db.models.BigAutoField"
