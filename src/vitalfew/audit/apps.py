"""The audit app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from vitalfew.audit.triggers import sync


class AuditConfig(AppConfig):
    """Keeps the triggers of the history in step with the models."""

    name = "vitalfew.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After the last app's migrations, every table that is kept has its triggers."""
        post_migrate.connect(sync_after_migrating, dispatch_uid="audit triggers")


def sync_after_migrating(sender: AppConfig, using: str, **_more: object) -> None:
    """Bring the triggers up to date."""
    sync(using)
