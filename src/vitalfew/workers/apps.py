"""The workers app."""

from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """Settings of the workers app."""

    name = "vitalfew.workers"
    default_auto_field = "django.db.models.BigAutoField"
