"""Bringing records in, the short way, for tests."""

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.identity.api import Member
from vitalfew.importing import actions
from vitalfew.importing.models import LedgerImport
from vitalfew.jobs.api import finish


def office() -> Member:
    """Somebody who may bring in everything."""
    found = Member.objects.filter(username="office").first()
    return found or make_member("office", CUSTOMER_OFFICE)


def received(
    kind: str, data: str | bytes, actor: Member | None = None, name: str = "old.csv"
) -> LedgerImport:
    content = data.encode() if isinstance(data, str) else data
    return actions.receive(actor=actor or office(), kind=kind, name=name, chunks=[content])


def checked(
    kind: str, data: str | bytes, actor: Member | None = None, name: str = "old.csv", **chosen: str
) -> LedgerImport:
    found = received(kind, data, actor, name)
    return check(found, **chosen)


def check(found: LedgerImport, **chosen: str) -> LedgerImport:
    finish(
        actions.check(
            actor=found.actor, ledger=found, mapping=found.mapping, date_order=found.date_order,
            chosen=chosen,
        )
    )  # fmt: skip
    return _fresh(found)


def apply(found: LedgerImport, alike: str = "skip") -> LedgerImport:
    finish(actions.apply(actor=found.actor, ledger=found, leave_out_bad_rows=True, alike=alike))
    return _fresh(found)


def added(kind: str, data: str | bytes, alike: str = "skip", **how: str) -> LedgerImport:
    return apply(checked(kind, data, **how), alike)  # type: ignore[arg-type]


def undone(found: LedgerImport) -> LedgerImport:
    finish(actions.undo(actor=found.actor, ledger=found))
    return _fresh(found)


def _fresh(found: LedgerImport) -> LedgerImport:
    found = LedgerImport.objects.get(pk=found.pk)
    assert found.job is not None
    assert not found.job.error, found.job.error
    return found
