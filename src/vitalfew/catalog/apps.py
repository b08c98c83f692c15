"""The catalog app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Settings of the catalog app."""

    name = "vitalfew.catalog"
    default_auto_field = "django.db.models.BigAutoField"
