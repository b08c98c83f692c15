"""Who may bring data in."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    Module,
    Scope,
    Verb,
    insist,
    insist_reads,
    may,
    may_all,
    reads,
    register,
    require,
    rights_of,
)
from vitalfew.customers.api import CODE, COUNTRY, CUSTOMERS
from vitalfew.identity.api import Member
from vitalfew.importing.models import LedgerImport
from vitalfew.trade.api import AMOUNTS
from vitalfew.web.api import NavEntry
from vitalfew.web.api import register as put_into_frame

IMPORTS = register(
    Module(
        key="importing",
        label=_("Imports"),
        verbs=(Verb.VIEW, Verb.CREATE),
        ready={CUSTOMER_OFFICE: {Verb.VIEW: Scope.ALL, Verb.CREATE: Scope.ALL}},
        order=70,
    )
)
# What the rows of a ledger tell as they stand.
TOLD = (CODE, COUNTRY, AMOUNTS)


def may_import(actor: Member) -> bool:
    """Whether ``actor`` brings ledgers in and takes them back: a ledger writes to any customer it names."""
    may_bring = may(actor, IMPORTS, Verb.CREATE) and may_all(actor, CUSTOMERS, Verb.EDIT)
    return bool(may_bring) and all(reads(actor, field) for field in TOLD)


def check_may_import(actor: Member | None) -> None:
    """Refused for a member who may not; None is the command line, whose user owns the installation."""
    require(actor, IMPORTS, Verb.CREATE)
    if actor is not None:
        insist(may_all(actor, CUSTOMERS, Verb.EDIT))
        insist_reads(actor, *TOLD)


def _sees_entry(request: HttpRequest) -> bool:
    return isinstance(request.user, Member) and may_import(request.user)


put_into_frame(
    NavEntry("import", _("Import"), "importing:list", "import", order=130, visible=_sees_entry)
)


def imports_visible_to(actor: Member) -> QuerySet[LedgerImport]:
    """Every read of imports starts here: those of the people in reach, and only for those who may import."""
    if not may_import(actor):
        return LedgerImport.objects.none()
    reach = rights_of(actor).reach(IMPORTS.key, Verb.VIEW)
    if reach.everything:
        return LedgerImport.objects.all()
    return LedgerImport.objects.filter(actor_id__in=reach.owners | {actor.pk})
