"""The timeline tab of a customer's page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone

from vitalfew.identity.api import Member
from vitalfew.timeline.forms import Asked, PeriodForm, asked_of, written
from vitalfew.timeline.queries import Placed, Stretch, stretch_of
from vitalfew.timeline.sources import Kind, Text, kinds_of, sources_for


@dataclass(frozen=True)
class Step:
    """A stretch of the customer's life, by which happenings can be gathered: what it is called, its first day."""

    label: Text
    since: date | None  # none: as long as anybody knows


@dataclass(frozen=True)
class Chosen:
    """A kind to choose: whether it is chosen, and the address that changes that."""

    kind: Kind
    is_on: bool
    url: str


@dataclass(frozen=True)
class Group:
    """Happenings under one heading: a month's first day, or a step's name; empty where the page before had it."""

    month: date | None
    step: Text
    placed: list[Placed]


@dataclass(frozen=True)
class TimelineTab:
    """What the tab shows."""

    kinds: list[Chosen]
    form: PeriodForm
    groups: list[Group]
    older_url: str
    all_url: str
    by_stage: bool
    other_order_url: str
    is_narrowed: bool

    @property
    def kept(self) -> list[str]:
        """The chosen kinds, for the form that changes the period."""
        return [chosen.kind.key for chosen in self.kinds if chosen.is_on]


def timeline_tab(
    actor: Member,
    customer: Model,
    *,
    address: str,
    query: QueryDict,
    steps: Callable[[], list[Step]],
) -> TimelineTab:
    """What happened with one customer, as far as ``actor`` may know and ``query`` asks."""
    where = f"timeline {customer.pk}"
    asked = asked_of(query, where)
    sources = sources_for(actor)
    wanted = [one for one in sources if not asked.kinds or one.kind.key in asked.kinds]
    stretch = stretch_of(actor, customer, wanted, asked)
    return TimelineTab(
        kinds=list(_choices(kinds_of(sources), asked, address)),
        form=asked.form or PeriodForm(),
        groups=_grouped(stretch, asked, steps() if asked.by_stage else []),
        older_url=_url(address, asked, asked.kinds, before=written(stretch.next, where))
        if stretch.next
        else "",
        all_url=address,
        by_stage=asked.by_stage,
        other_order_url=_url(address, asked, asked.kinds, by="" if asked.by_stage else "stage"),
        is_narrowed=bool(asked.kinds or asked.since or asked.until),
    )


def _choices(kinds: Iterable[Kind], asked: Asked, address: str) -> Iterable[Chosen]:
    for kind in kinds:
        others = [key for key in asked.kinds if key != kind.key]
        is_on = kind.key in asked.kinds
        yield Chosen(
            kind, is_on, _url(address, asked, others if is_on else [*asked.kinds, kind.key])
        )


def _url(address: str, asked: Asked, kinds: Sequence[str], **more: str) -> str:
    """The timeline with these kinds, and for the rest as it is asked for now."""
    days = asked.form.cleaned_data if asked.form else {}
    named = {name: day.isoformat() for name, day in days.items() if day}
    order = {"by": "stage"} if asked.by_stage else {}
    rest = {name: value for name, value in {**named, **order, **more}.items() if value}
    query = urlencode([*(("kind", kind) for kind in kinds), *rest.items()])
    return f"{address}?{query}" if query else address


def _grouped(stretch: Stretch, asked: Asked, steps: Sequence[Step]) -> list[Group]:
    """Under months, or under the steps of the customer's life; a heading of the page before is not said again."""
    groups: list[Group] = []
    last = _heading(asked.before[0], asked, steps) if asked.before else None
    for placed in stretch.placed:
        heading = _heading(placed.place[0], asked, steps)
        if heading != last or not groups:
            said = heading if heading != last else (None, "")
            groups.append(Group(*said, []))
        groups[-1].placed.append(placed)
        last = heading
    return groups


def _heading(at: datetime, asked: Asked, steps: Sequence[Step]) -> tuple[date | None, Text]:
    day = timezone.localdate(at)
    if not asked.by_stage:
        return day.replace(day=1), ""
    reached = [step.label for step in steps if step.since is None or step.since <= day]
    return None, reached[-1] if reached else ""
