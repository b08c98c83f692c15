"""The value app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vitalfew.web.navigation import NavEntry, register


class ValueConfig(AppConfig):
    """Settings of the value app."""

    name = "vitalfew.value"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand in the left bar."""
        register(NavEntry("value", _("Value"), "value:overview", "value", order=100, phone=True))
