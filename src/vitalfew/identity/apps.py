"""The identity app."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from vitalfew.web.api import MemberLink, NavEntry, register


class IdentityConfig(AppConfig):
    """Settings of the identity app."""

    name = "vitalfew.identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the pages into the frame, and note every sign-in, whichever way it came."""
        register(
            MemberLink("identity:preferences", _("Preferences"), "settings"),
            MemberLink("identity:security", _("Sign-in and security"), "member", order=5),
            NavEntry("members", _("Members"), "identity:members", "people", 140, visible=_sees),
        )
        autodiscover_modules("receivers")


def _sees(request: HttpRequest) -> bool:
    """Members are looked after by administrators."""
    return bool(getattr(request.user, "is_administrator", False))
