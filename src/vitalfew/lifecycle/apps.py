"""The lifecycle app."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    """Settings of the lifecycle app."""

    name = "vitalfew.lifecycle"
    default_auto_field = "django.db.models.BigAutoField"
