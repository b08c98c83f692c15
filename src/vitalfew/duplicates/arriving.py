"""Before a ledger is added: which of its new customers look like one that is here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vitalfew.customers.api import Customer, visible_to
from vitalfew.duplicates.describing import record, records_of
from vitalfew.duplicates.keeping import numbers_of
from vitalfew.duplicates.matching import Record, compare
from vitalfew.duplicates.matching.pairing import LARGEST_BLOCK
from vitalfew.duplicates.models import MatchKey
from vitalfew.identity.api import Member

type Found = list[tuple[str, int]]


def alike_among(names: Sequence[str]) -> Found:
    """Those of the names that look like a customer that is here, each with the most alike."""
    typed = {name: record(name, "business") for name in names}
    met = _met(typed)
    here = records_of(sorted({pk for keys in met.values() for pk in keys}))
    found: Found = []
    for name, keys in met.items():
        compared = [(compare(typed[name], here[pk]), pk) for pk in keys if pk in here]
        best = max(
            (one for one in compared if one[0].is_duplicate),
            key=lambda one: one[0].score,
            default=None,
        )
        if best is not None:
            found.append((name, best[1]))
    return found


def _met(typed: dict[str, Record]) -> dict[str, set[int]]:
    """For each name the customers that share a key, where not very many do."""
    wanted: dict[int, list[str]] = defaultdict(list)
    for name, one in typed.items():
        for number in numbers_of(one):
            wanted[number].append(name)
    owners: dict[int, list[int]] = defaultdict(list)
    rows = MatchKey.objects.filter(number__in=list(wanted)).values_list("number", "customer_id")
    for number, pk in rows.iterator():
        owners[number].append(pk)
    met: dict[str, set[int]] = defaultdict(set)
    for number, keys in owners.items():
        for name in wanted[number] if len(keys) <= LARGEST_BLOCK else ():
            met[name].update(keys)
    return met


@dataclass(frozen=True)
class Meets:
    """A new name, and the customer it looks like: its page only for who may see it."""

    name: str
    customer: Customer | None
    told: str


def told_to(actor: Member, found: Found) -> list[Meets]:
    """The found ones in the words that ``actor`` may read."""
    rows = Customer.objects.select_related("owner").in_bulk([pk for _name, pk in found])
    seen = set(visible_to(actor).filter(pk__in=rows).values_list("pk", flat=True))
    return [_meets(name, rows[pk], is_seen=pk in seen) for name, pk in found if pk in rows]


def _meets(name: str, customer: Customer, *, is_seen: bool) -> Meets:
    if is_seen:
        return Meets(name, customer, _("looks like %(name)s") % {"name": customer.name})
    if customer.owner:
        return Meets(
            name, None, _("looks like a customer of %(owner)s") % {"owner": customer.owner}
        )
    return Meets(name, None, _("looks like a customer that you may not see"))
