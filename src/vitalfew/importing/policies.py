"""Who may bring data in."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    CUSTOMER_OFFICE,
    Module,
    Scope,
    Verb,
    may,
    register,
    require,
    rights_of,
)
from vitalfew.identity.api import Member
from vitalfew.importing.kinds import kind_named, kinds
from vitalfew.importing.models import LedgerImport
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


def may_import(actor: Member, kind: str = "") -> bool:
    """Whether ``actor`` brings files of this kind in and takes them back; of any kind while none is named."""
    if not may(actor, IMPORTS, Verb.CREATE):
        return False
    return any(one.may(actor) for one in kinds() if kind in {"", one.key})


def check_may_import(actor: Member | None, kind: str = "") -> None:
    """Refused for a member who may not; None is the command line, whose user owns the installation."""
    require(actor, IMPORTS, Verb.CREATE)
    named = kind_named(kind)
    if named is not None:
        named.insist(actor)
    elif actor is not None and not may_import(actor):
        for one in kinds():
            one.insist(actor)


def _sees_entry(request: HttpRequest) -> bool:
    return isinstance(request.user, Member) and may_import(request.user)


put_into_frame(
    NavEntry("import", _("Import"), "importing:list", "import", order=130, visible=_sees_entry)
)


def imports_visible_to(actor: Member) -> QuerySet[LedgerImport]:
    """Every read of imports starts here: those of the people in reach, and only for those who may import."""
    if not may_import(actor):
        return LedgerImport.objects.none()
    mine = LedgerImport.objects.filter(kind__in=[one.key for one in kinds() if one.may(actor)])
    reach = rights_of(actor).reach(IMPORTS.key, Verb.VIEW)
    if reach.everything:
        return mine
    return mine.filter(actor_id__in=reach.owners | {actor.pk})
