"""Before a file is added: which of its new customers look like one that is here."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vitalfew.customers.api import Customer, visible_to
from vitalfew.duplicates.describing import record, records_of
from vitalfew.duplicates.keeping import numbers_of
from vitalfew.duplicates.matching import Comparison, Record, compare
from vitalfew.duplicates.matching.pairing import LARGEST_BLOCK
from vitalfew.duplicates.models import MatchKey
from vitalfew.identity.api import Member
from vitalfew.kernel.rewriting import among

type Found = list[tuple[str, int]]


def alike_among(names: Sequence[str]) -> Found:
    """Those of the names that look like a customer that is here, each with the most alike."""
    met = most_alike({name: record(name, "business") for name in names})
    return [(name, pk) for name, (pk, _comparison) in met.items()]


def any_here() -> bool:
    """Whether there is any customer to look like: into an empty base a file moves without being compared."""
    return MatchKey.objects.exists()


def most_alike[Key: Hashable](
    typed: Mapping[Key, Record],
) -> dict[Key, tuple[int, Comparison]]:
    """Those of the records that look like a customer that is here: the most alike, and how."""
    met = _met(typed)
    here = records_of(sorted({pk for keys in met.values() for pk in keys}))
    found: dict[Key, tuple[int, Comparison]] = {}
    for name, keys in met.items():
        compared = [(pk, compare(typed[name], here[pk])) for pk in keys if pk in here]
        best = max(
            (one for one in compared if one[1].is_duplicate),
            key=lambda one: one[1].score,
            default=None,
        )
        if best is not None:
            found[name] = best
    return found


def _met[Key: Hashable](typed: Mapping[Key, Record]) -> dict[Key, set[int]]:
    """For each record the customers that share a key, where not very many do."""
    wanted: dict[int, list[Key]] = defaultdict(list)
    for name, one in typed.items():
        for number in numbers_of(one):
            wanted[number].append(name)
    owners: dict[int, list[int]] = defaultdict(list)
    rows = MatchKey.objects.filter(number__in=among(wanted)).values_list("number", "customer_id")
    for number, pk in rows.iterator():
        owners[number].append(pk)
    met: dict[Key, set[int]] = defaultdict(set)
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
