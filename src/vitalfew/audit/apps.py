"""The audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Settings of the audit app."""

    name = "vitalfew.audit"
    default_auto_field = "django.db.models.BigAutoField"
