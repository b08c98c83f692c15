"""The submissions app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """Settings of the submissions app."""

    name = "vitalfew.submissions"
    default_auto_field = "django.db.models.BigAutoField"
