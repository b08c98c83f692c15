"""The sample: one year of a real wholesaler's sales, loaded and taken back like any other ledger."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vitalfew.identity.api import Member
from vitalfew.importing import actions
from vitalfew.importing.applying import apply_work
from vitalfew.importing.checking import check_work
from vitalfew.importing.models import ImportState, LedgerImport
from vitalfew.importing.moving import move
from vitalfew.importing.policies import check_may_import, imports_visible_to
from vitalfew.jobs.api import Job, Progress, start
from vitalfew.kernel.errors import Conflict, NotFound

FILE = Path(__file__).parent / "sample" / "online_retail.parquet"
CURRENCY = "GBP"
SOURCE = "UCI Online Retail, Chen 2015, doi 10.24432/C5BW33, CC BY 4.0"
PIECE = 1024 * 1024


@transaction.atomic
def load_sample(*, actor: Member | None) -> Job:
    """Start loading the sample; Conflict when it is here already, or on its way."""
    check_may_import(actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sample', 0))")
    _make_room(actor)
    ledger = actions.receive(actor=actor, name=FILE.name, chunks=_pieces(), is_sample=True)
    actions.prepare_check(ledger, ledger.mapping, ledger.date_order, CURRENCY)
    ledger.job = start(actor=actor, kind="sample.load", **{"import": str(ledger.pk)})
    ledger.save(update_fields=["job"])
    return ledger.job


def _pieces() -> Iterator[bytes]:
    with FILE.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _make_room(actor: Member | None) -> None:
    """Refuse a second sample; clear away what a failed attempt left."""
    for ledger in _present().select_for_update():
        if ledger.state == ImportState.APPLIED:
            raise Conflict(
                "sample_is_here", _("The sample is already here. Remove it first to load it again.")
            )
        if ledger.job is not None and not ledger.job.is_finished:
            raise Conflict(
                "sample_is_coming",
                _("The sample is already being loaded or removed. Wait until that has ended."),
            )
        actions.remove(actor, ledger)


def load_sample_work(job: Job, report: Progress) -> dict[str, object]:
    """Check the sample and add it. Interrupted at any point, it goes on from the last step that was committed."""
    ledger = LedgerImport.objects.get(pk=job.parameters["import"])
    if ledger.state == ImportState.CHECKING:
        check_work(job, report)
        ledger.refresh_from_db()
    if ledger.state == ImportState.CHECKED:
        move(ledger, ImportState.APPLYING)
    return apply_work(job, report)


def remove_sample(*, actor: Member | None) -> Job:
    """Start taking the sample back; NotFound when it is not here."""
    check_may_import(actor)
    ledger = _present().filter(state=ImportState.APPLIED).first()
    if ledger is None:
        raise NotFound(
            "sample_is_not_here", _("The sample is not here, so there is nothing to remove.")
        )
    return actions.undo(actor=actor, ledger=ledger)


def _present(rows: QuerySet[LedgerImport] | None = None) -> QuerySet[LedgerImport]:
    rows = LedgerImport.objects.all() if rows is None else rows
    return rows.filter(is_sample=True).exclude(state=ImportState.UNDONE)


def sample_import(actor: Member) -> LedgerImport | None:
    """The sample's import while it is here or on its way, if ``actor`` may see it; None otherwise."""
    present = _present(imports_visible_to(actor))
    return present.select_related("job").order_by("-created_at").first()
