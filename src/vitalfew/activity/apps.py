"""The activity app."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Settings of the activity app."""

    name = "vitalfew.activity"
    default_auto_field = "django.db.models.BigAutoField"
