"""The roles that come with the product. They cannot be changed, only copied; what each may stands with each module."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.access.registry import Rights, modules
from vitalfew.access.rules import Scope, Verb

ADMINISTRATOR = "administrator"
PROPRIETOR = "proprietor"
SALESPERSON = "salesperson"
SALESPERSON_ALL = "salesperson_all"
SALES_MANAGER = "sales_manager"
KEY_ACCOUNT_MANAGER = "key_account_manager"
CUSTOMER_OFFICE = "customer_office"
MARKETING = "marketing"
SERVICE = "service"
FINANCE = "finance"
EXECUTIVE = "executive"
AUDITOR = "auditor"


@dataclass(frozen=True)
class ReadyRole:
    """A role that comes with the product."""

    key: str
    name: Promise
    sentence: Promise

    @property
    def grants(self) -> Mapping[str, Rights]:
        """What it may, by module."""
        if self.key == PROPRIETOR:
            return {
                module.key: dict.fromkeys(module.verbs, Scope.ALL)
                for module in modules()
                if not module.is_administration
            }
        return {module.key: module.ready.get(self.key, {}) for module in modules()}


READY: dict[str, ReadyRole] = {
    role.key: role
    for role in (
        ReadyRole(SALESPERSON, _("Salesperson"), _("Works on the own customers.")),
        ReadyRole(
            SALESPERSON_ALL,
            _("Salesperson who sees all"),
            _("Works on every customer: for small teams that share them."),
        ),
        ReadyRole(
            SALES_MANAGER,
            _("Sales manager"),
            _(
                "Works on the customers of the department and of those below it, and hands them over."
            ),
        ),
        ReadyRole(
            KEY_ACCOUNT_MANAGER,
            _("Key-account manager"),
            _("Works on the own customers and on those of the account teams, and takes them out."),
        ),
        ReadyRole(
            CUSTOMER_OFFICE,
            _("Customer-management office"),
            _("Keeps all customers, brings data in, sets how value is reckoned."),
        ),
        ReadyRole(MARKETING, _("Marketing"), _("Reads and takes out all customers.")),
        ReadyRole(SERVICE, _("Service"), _("Reads all customers and their orders.")),
        ReadyRole(FINANCE, _("Finance"), _("Reads and takes out all customers and orders.")),
        ReadyRole(EXECUTIVE, _("Executive"), _("Reads everything, company totals included.")),
        ReadyRole(AUDITOR, _("Auditor"), _("Reads everything and takes nothing out.")),
        ReadyRole(
            PROPRIETOR,
            _("Proprietor"),
            _("Sees and does everything with customers, orders and value."),
        ),
        ReadyRole(
            ADMINISTRATOR,
            _("Administrator"),
            _("Sets up members, departments and roles; sees no customer without another role."),
        ),
    )
}


def rights_table(key: str) -> list[tuple[str, Verb, Scope]]:
    """What a ready role may, as rows: module, verb, scope."""
    return [
        (module, verb, scope)
        for module, rights in READY[key].grants.items()
        for verb, scope in rights.items()
    ]
