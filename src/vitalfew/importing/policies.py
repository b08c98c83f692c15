"""Who may bring data in."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vitalfew.identity.api import Member
from vitalfew.importing.models import LedgerImport
from vitalfew.kernel.errors import NotAllowed


def may_import(actor: Member) -> bool:
    """Administrators bring ledgers in and take them back."""
    return actor.is_active and actor.is_administrator


def check_may_import(actor: Member | None) -> None:
    """NotAllowed for a member who may not; None is the command line, whose user owns the installation."""
    if actor is not None and not may_import(actor):
        raise NotAllowed(
            "may_not_import",
            _("Only administrators import data. Ask one of them to do it or to make you one."),
        )


def imports_visible_to(actor: Member) -> QuerySet[LedgerImport]:
    """Every read of imports starts here."""
    return LedgerImport.objects.all() if may_import(actor) else LedgerImport.objects.none()
