"""The jobs app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Finds every app's ``tasks`` module, where kinds of jobs are registered."""

    name = "vitalfew.jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every app make its jobs known."""
        autodiscover_modules("tasks")
