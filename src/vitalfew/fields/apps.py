"""The fields app."""

from django.apps import AppConfig


class FieldsConfig(AppConfig):
    """Fields that a company adds to its records."""

    name = "vitalfew.fields"
    default_auto_field = "django.db.models.BigAutoField"
