"""The jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Settings of the jobs app."""

    name = "vitalfew.jobs"
    default_auto_field = "django.db.models.BigAutoField"
