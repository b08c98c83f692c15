"""The identity app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vitalfew.web.api import MemberLink, register


class IdentityConfig(AppConfig):
    """Settings of the identity app."""

    name = "vitalfew.identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the member's own pages into their menu."""
        register(MemberLink("identity:preferences", _("Preferences"), "settings"))
