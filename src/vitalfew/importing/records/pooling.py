"""The pool that a customer of a file goes to: named in its row, or chosen for the whole file."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.identity.api import Member
from vitalfew.importing.cells import reader
from vitalfew.importing.cells.parsing import Unreadable
from vitalfew.importing.fields import ImportField
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.records.fields import named
from vitalfew.importing.records.rows import Plan
from vitalfew.kernel.errors import BadInput
from vitalfew.pool.api import Pool, pools_to_fill

COUNTED = "pool_"  # before a pool's key: how many of the preview go to it


def pool_field(actor: Member) -> list[ImportField]:
    """The column, for who may bring customers into a pool."""
    offered = pools_to_fill(actor)
    if not offered:
        return []
    names = "pool|high seas|public pool|公海|所属公海|公海名称|公海池|客户公海|公海客户池|所屬公海|公海名稱"
    known = _by_name(offered)

    def parse(text: str) -> str:
        found = known.get(text.strip()) or known.get(text.strip().casefold())
        if found is None:
            raise Unreadable("no_such_pool")
        return found

    return [
        ImportField(
            "pool", gettext_lazy("Pool"), named(names), reader.read_by(parse),
            choices=lambda: [pool.name for pool in offered],
        )
    ]  # fmt: skip


def _by_name(pools: Iterable[Pool]) -> dict[str, str]:
    """The name of each pool by how it may be written; one that two pools could be meant by is none."""
    known: dict[str, list[str]] = defaultdict(list)
    for pool in pools:
        known[pool.name.casefold()].append(pool.name)
    exact = {pool.name: pool.name for pool in pools}
    return exact | {text: names[0] for text, names in known.items() if len(names) == 1}


def checked_pool(actor: Member | None, chosen: str, *, has_owner: bool) -> dict[str, str]:
    """The pool chosen for the whole file, as it is kept; BadInput for one that cannot be."""
    if not chosen:
        return {}
    offered = pools_to_fill(actor) if actor else []
    if chosen not in {str(pool.pk) for pool in offered}:
        raise BadInput(
            "no_such_pool",
            _("There is no such pool to bring customers into. Choose one from the list."),
            field="default_pool",
        )
    if has_owner:
        raise BadInput(
            "owner_or_pool",
            _("New customers get an owner or go into a pool. Choose one of the two."),
            field="default_pool",
        )
    return {"pool": chosen}


def pools_of(found: LedgerImport, plans: Sequence[Plan]) -> dict[int, int]:
    """By the number of each row that goes into a pool, the pool's key; -1 for one that is gone meanwhile."""
    assert found.actor is not None  # noqa: S101 - ``insist`` refused it
    named_in = {plan.row.number: plan.row.said.get("pool", "") for plan in plans}
    keys: Mapping[str, int] = {}
    if any(named_in.values()):
        keys = {pool.name: pool.pk for pool in pools_to_fill(found.actor)}
    whole = int(found.chosen.get("pool") or 0)
    told = {
        plan.row.number: keys.get(name, -1) if (name := named_in[plan.row.number])
        else (0 if plan.row.said.get("owner") else whole)
        for plan in plans
    }  # fmt: skip
    return {number: pool for number, pool in told.items() if pool}


def counted(found: LedgerImport, plans: Sequence[Plan]) -> Counter[str]:
    """How many go to which pool, for the preview."""
    return Counter(f"{COUNTED}{pool}" for pool in pools_of(found, plans).values())


def previewed(actor: Member, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The same by the pools' names, those that the reader sees."""
    names = {f"{COUNTED}{pool.pk}": pool.name for pool in pools_to_fill(actor)}
    return [(names[key], number) for key, number in counts.items() if key in names and number]
