"""The dossier app."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Settings of the dossier app."""

    name = "vitalfew.dossier"
    default_auto_field = "django.db.models.BigAutoField"
