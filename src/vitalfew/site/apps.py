"""The site app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Settings of the site app."""

    name = "vitalfew.site"
    default_auto_field = "django.db.models.BigAutoField"
