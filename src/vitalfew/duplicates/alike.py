"""Whether a customer is here already: asked while somebody types, and before one is added.

The answer reaches across rights. Of a customer that the asker may not see it tells only that there
is one, and whom to ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vitalfew.customers.api import Arriving, Customer, ask_before_adding, visible_to
from vitalfew.duplicates.describing import record, records_of
from vitalfew.duplicates.keeping import numbers_of
from vitalfew.duplicates.matching import Comparison, Finding, Record, Verdict, compare
from vitalfew.duplicates.matching.pairing import LARGEST_BLOCK
from vitalfew.duplicates.models import MatchKey, Unkeyed
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import Conflict

SHOWN = 5
JUST_ADDED = 200  # customers whose keys the worker has yet to make are looked through one by one


@dataclass(frozen=True)
class Alike:
    """A customer like the one that is typed; ``customer`` only for who may see it."""

    found: Comparison
    customer: Customer | None
    owner: str

    @property
    def is_same(self) -> bool:
        """Whether it is the same beyond doubt."""
        return self.found.verdict == Verdict.SAME

    @property
    def has_same_number(self) -> bool:
        """Whether both have one registration number."""
        return any(
            p.name == "registration" and p.finding == Finding.EQUAL for p in self.found.parts
        )


def alike(actor: Member, record: Record, but: int | None = None) -> list[Alike]:
    """The customers most like ``record``, the best first; ``but`` leaves one out, the record itself."""
    found = sorted(_compared(record, but), key=lambda pair: -pair[1].score)[:SHOWN]
    rows = Customer.objects.select_related("owner").in_bulk([pk for pk, _found in found])
    seen = set(visible_to(actor).filter(pk__in=rows).values_list("pk", flat=True))
    return [
        Alike(comparison, rows[pk] if pk in seen else None, str(rows[pk].owner or ""))
        for pk, comparison in found
        if pk in rows
    ]


def _compared(record: Record, but: int | None) -> list[tuple[int, Comparison]]:
    records = records_of([pk for pk in _candidates(record) if pk != but])
    pairs = [(pk, compare(record, other)) for pk, other in records.items()]
    return [(pk, found) for pk, found in pairs if found.is_duplicate]


def _candidates(record: Record) -> set[int]:
    """Customers that share a key; of a key that very many share, the first."""
    found: set[int] = set(
        Unkeyed.objects.order_by("-pk").values_list("customer_id", flat=True)[:JUST_ADDED]
    )
    for number in numbers_of(record):
        keys = MatchKey.objects.filter(number=number).values_list("customer_id", flat=True)
        found.update(keys.order_by("customer_id")[:LARGEST_BLOCK])
    return found


class CustomerIsHere(Conflict):
    """There is a customer like this one; it may be added all the same, with a reason."""

    def __init__(self, found: Sequence[Alike]) -> None:
        super().__init__(
            "customer_is_here",
            _(
                "There is a customer like this one already. Open it, or say why this is another one."
            ),
            alike=list(found),
        )


def ask_first(actor: Member, arriving: Arriving) -> None:
    """CustomerIsHere when a customer like this is here and nobody said why this is another one.

    Against the same registration number no reason helps: there the numbers say that it is the same.
    """
    typed = record(arriving.name, arriving.kind, arriving.phones, arriving.mails)
    found = alike(actor, typed)
    if found and (not arriving.because or any(one.has_same_number for one in found)):
        raise CustomerIsHere(found)


ask_before_adding(ask_first)
