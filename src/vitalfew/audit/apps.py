"""The audit app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from vitalfew.audit.rights import grant
from vitalfew.audit.triggers import sync


class AuditConfig(AppConfig):
    """Keeps the triggers of the history in step with the models."""

    name = "vitalfew.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find whose history is readable; after migrating, see that every kept table has its triggers."""
        autodiscover_modules("histories")
        post_migrate.connect(sync_after_migrating, sender=self, dispatch_uid="audit triggers")


def sync_after_migrating(sender: AppConfig, using: str, **_more: object) -> None:
    """Bring the triggers and the application's rights up to date."""
    sync(using)
    grant(using)
