"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Settings of the people app."""

    name = "vitalfew.people"
    default_auto_field = "django.db.models.BigAutoField"
