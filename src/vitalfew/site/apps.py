"""The pages composed from the apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vitalfew.web.api import NavEntry, SearchBox, register


class SiteConfig(AppConfig):
    """Puts the composed pages into the frame; entries that take a right stand in ``policies``."""

    name = "vitalfew.site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what everybody sees in the frame."""
        register(NavEntry("today", _("Today"), "site:home", icon="today", order=10, phone=True))
        register(SearchBox("search:all", _("Customer, contact, number, pinyin initials…")))
