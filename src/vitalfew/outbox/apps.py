"""The outbox app."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vitalfew.web.api import NavEntry, register


class OutboxConfig(AppConfig):
    """Settings of the outbox app."""

    name = "vitalfew.outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand in the left bar of administrators."""
        register(
            NavEntry("outbox", _("Outbox"), "outbox:list", "inbox", order=140, visible=_may_see)
        )


def _may_see(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_administrator", False))
