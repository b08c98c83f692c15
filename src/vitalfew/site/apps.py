"""The pages composed from the apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from vitalfew.web.api import CreateButton, MemberLink, NavEntry, SearchBox, register


class SiteConfig(AppConfig):
    """Puts the composed pages into the frame."""

    name = "vitalfew.site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what stands in the frame."""
        register(MemberLink("site:bin", _("Bin"), "undo", order=20))
        register(NavEntry("today", _("Today"), "site:home", icon="today", order=10, phone=True))
        register(
            NavEntry(
                "customers",
                _("Customers"),
                "site:customers",
                icon="customers",
                order=20,
                phone=True,
            )
        )
        register(NavEntry("orders", _("Orders and money"), "trade:orders", icon="orders", order=70))
        register(SearchBox("customers:search", _("Customer, number, pinyin initials…")))
        register(CreateButton("customers:add", _("New customer")))
