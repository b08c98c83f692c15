"""The importing app."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vitalfew.web.api import NavEntry, register


class ImportingConfig(AppConfig):
    """Settings of the importing app."""

    name = "vitalfew.importing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the import into the frame of those who may."""
        register(
            NavEntry(
                "import", _("Import"), "importing:list", "import", order=130, visible=_may_import
            )
        )


def _may_import(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_administrator", False))
