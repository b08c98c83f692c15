"""Reading pairs and merges for a member."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Field, field_in, reads, shown
from vitalfew.customers.api import MAILS, PHONES, Customer, visible_to
from vitalfew.dossier.api import REGISTERED
from vitalfew.duplicates.merging import OWN_FACTS
from vitalfew.duplicates.models import Merge, Pair
from vitalfew.duplicates.pointing import pointers
from vitalfew.duplicates.policies import merges_visible_to, pairs_visible_to
from vitalfew.fields.api import OwnFields, Record, stored
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound

VERDICTS: dict[str, Promise] = {
    "same": gettext_lazy("The same"),
    "likely": gettext_lazy("Probably the same"),
}
PARTS: dict[str, Promise] = {
    "core": gettext_lazy("Name"),
    "place": gettext_lazy("Place in the name"),
    "trade": gettext_lazy("Trade in the name"),
    "form": gettext_lazy("Legal form"),
    "group": gettext_lazy("Group"),
    "branch": gettext_lazy("Branch"),
    "name": gettext_lazy("Name"),
    "family": gettext_lazy("Family name"),
    "given": gettext_lazy("Given name"),
    "phone": gettext_lazy("Phone"),
    "mail": gettext_lazy("E-mail"),
    "domain": gettext_lazy("Mail domain"),
    "registration": gettext_lazy("Registration number"),
    "identity": gettext_lazy("Identity number"),
    "born": gettext_lazy("Date of birth"),
    "company": gettext_lazy("Company"),
    "address": gettext_lazy("Address"),
    "street": gettext_lazy("Street"),
    "number": gettext_lazy("House number"),
    "suburb": gettext_lazy("District"),
    "postcode": gettext_lazy("Postcode"),
    "region": gettext_lazy("Region"),
}
# Parts that tell of a field with rules: that two are equal is told to whoever may read them.
LIMITED = {
    "phone": PHONES, "mail": MAILS, "domain": MAILS, "registration": REGISTERED, "identity": REGISTERED,
}  # fmt: skip
FINDINGS: dict[str, Promise] = {
    "equal": gettext_lazy("equal"),
    "close": gettext_lazy("nearly equal"),
    "contained": gettext_lazy("one within the other"),
    "one_side": gettext_lazy("only one says it"),
    "against": gettext_lazy("different"),
}
TONES = {
    "equal": "chip-good",
    "close": "chip-good",
    "contained": "chip-good",
    "against": "chip-bad",
}


@dataclass(frozen=True)
class Told:
    """One part of the reason, in words."""

    part: str | Promise
    finding: str | Promise
    tone: str


def told(
    actor: Member, reason: Iterable[list[str]], limited: Mapping[str, Field] = LIMITED
) -> list[Told]:
    """The reason of a pair in words, without what neither says anything about, and what ``actor`` may not read."""
    return [
        Told(PARTS.get(part, part), FINDINGS.get(finding, finding), TONES.get(finding, ""))
        for part, finding, weight in reason
        if (weight or finding != "equal") and (part not in limited or reads(actor, limited[part]))
    ]


@dataclass(frozen=True)
class FactRow:
    """A field of both customers, side by side."""

    name: str
    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.first != self.second


def pair_for(actor: Member, pk: int) -> Pair:
    """One pair, both of whose customers ``actor`` may change; NotFound otherwise."""
    pair = (
        pairs_visible_to(actor)
        .select_related("first__owner", "second__owner")
        .filter(pk=pk)
        .first()
    )
    if pair is None:
        raise NotFound(
            "pair_not_found",
            _("This pair is not there any more, or not yours to decide. Look at the list."),
        )
    return pair


def facts_of(actor: Member, first: Customer, second: Customer) -> list[FactRow]:
    """The fields that a merge chooses among, as ``actor`` may see them."""
    return [
        FactRow(name, _label(name), words_of(actor, first, name), words_of(actor, second, name))
        for name in OWN_FACTS
    ]


def beside(first: Customer, second: Customer) -> Iterator[FactRow]:
    """What else tells two customers apart, and is not chosen."""
    yield FactRow("owner", _("Owner"), *(str(one.owner or "") for one in (first, second)))
    days = (localtime(one.created_at) for one in (first, second))
    yield FactRow("added", _("Added"), *(date_format(day, "SHORT_DATE_FORMAT") for day in days))


def own_facts_of(actor: Member, first: Model, second: Model, record: Record) -> list[FactRow]:
    """The own fields that either has a value in, as ``actor`` may see them; what one may not read stays as it is."""
    own = OwnFields(record, actor)
    mine, theirs = (stored(record, one.pk) for one in (first, second)) if own.in_force else ({}, {})
    return [
        FactRow(
            one.column,
            str(one),
            own.text(one, mine.get(one.name)),
            own.text(one, theirs.get(one.name)),
        )
        for one in own.in_force
        if own.writes(one) and (one.name in mine or one.name in theirs)
    ]


def _label(name: str) -> str:
    field = Customer._meta.get_field(name)
    return str(capfirst(getattr(field, "verbose_name", name)))


def words_of(actor: Member, row: Model, name: str) -> str:
    """A field of a row in words, as ``actor`` may see it."""
    display = getattr(row, f"get_{name}_display", None)
    words = str(display() if display else getattr(row, name) or "")
    field = field_in(type(row), name)
    return words if field is None else str(shown(actor, field, words))


def attached(customer: Customer) -> list[tuple[str, int]]:
    """What hangs on a customer and would move: the models' own words, and how many rows."""
    counted: Counter[str] = Counter()
    for one in pointers():
        if one.moves is not None:
            counted[str(one.model._meta.verbose_name_plural)] += one.rows(customer.pk).count()
    return [(words, count) for words, count in counted.items() if count]


def gone_into(actor: Member, customer_id: int) -> int | None:
    """Where a merged customer went, for who may see that one; None when it is nowhere to be seen."""
    (end,) = followed([customer_id])
    if end == customer_id or not visible_to(actor).filter(pk=end).exists():
        return None
    return end


def merged_away(actor: Member, customer_id: int) -> Merge | None:
    """The merge that put this customer away, for who may see the one it went into."""
    standing = merges_visible_to(actor).filter(other_id=customer_id, undone_at__isnull=True)
    return standing.first()


def followed(ids: Iterable[int]) -> list[int]:
    """These customers, each merged one replaced by the one it went into."""
    ways = dict(Merge.objects.filter(undone_at__isnull=True).values_list("other_id", "survivor_id"))
    return list(dict.fromkeys(_end(pk, ways) for pk in ids))


def merged_into(customer_id: int) -> list[int]:
    """The customers that went into this one, also by way of others."""
    found: list[int] = []
    ends = [customer_id]
    while ends:
        standing = Merge.objects.filter(survivor_id__in=ends, undone_at__isnull=True)
        ends = [pk for pk in standing.values_list("other_id", flat=True) if pk not in found]
        found += ends
    return found


def _end(pk: int, ways: dict[int, int]) -> int:
    seen = set()
    while pk in ways and pk not in seen:
        seen.add(pk)
        pk = ways[pk]
    return pk
