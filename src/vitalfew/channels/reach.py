"""All the ways to reach somebody, as one value: read from a form, compared with and stored as rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from vitalfew.channels.handles import HandleKind, HandleText
from vitalfew.channels.models import Handle, Phone, handle_columns, phone_columns
from vitalfew.channels.phones import PhoneNumber
from vitalfew.kernel.rewriting import add_values, among, update_rows


@dataclass(frozen=True)
class Channels:
    """Numbers and addresses, the first of each kind first."""

    phones: tuple[PhoneNumber, ...] = ()
    handles: tuple[HandleText, ...] = ()

    def of(self, kind: HandleKind) -> list[str]:
        """The addresses of one kind."""
        return [handle.value for handle in self.handles if handle.kind == kind]

    @property
    def unclear(self) -> list[str]:
        """The numbers that nobody can dial as they stand."""
        return [phone.raw for phone in self.phones if not phone.is_clear]


def channels_of(owner: Any) -> Channels:  # noqa: ANN401 - any row with ``phones`` and ``handles``
    """How this customer or contact is reached; uses what was prefetched."""
    by_place = sorted(owner.phones.all(), key=lambda row: (row.place, row.pk))
    handles = sorted(owner.handles.all(), key=lambda row: (row.place, row.pk))
    return Channels(tuple(p.read() for p in by_place), tuple(h.read() for h in handles))


def store_channels(owner: Any, wanted: Channels) -> bool:  # noqa: ANN401 - as above
    """Make the rows of ``owner`` say what is wanted, touching none that already does; whether anything changed."""
    phones = [(phone.e164 or phone.raw, phone.extension) for phone in wanted.phones]
    handles = [(handle.kind.value, handle.value) for handle in wanted.handles]
    changed = _store(owner.phones, phones, [phone_columns(phone) for phone in wanted.phones])
    return (
        _store(owner.handles, handles, [handle_columns(one) for one in wanted.handles]) or changed
    )


def _store(
    manager: Any,  # noqa: ANN401 - the related manager of any table of numbers or addresses
    keys: Sequence[tuple[str, str]],
    columns: Sequence[dict[str, Any]],
) -> bool:
    standing: dict[tuple[str, str], Phone | Handle] = {row.key: row for row in manager.all()}
    gone = [row.pk for key, row in standing.items() if key not in keys]
    changed = bool(gone)
    if gone:
        manager.filter(pk__in=gone).delete()
    for place, (key, values) in enumerate(zip(keys, columns, strict=True)):
        row = standing.get(key)
        if row is None:
            manager.create(place=place, **values)
        elif row.place != place or any(
            getattr(row, name) != value for name, value in values.items()
        ):
            manager.filter(pk=row.pk).update(place=place, **values)
        else:
            continue
        changed = True
    return changed


def store_many(
    model: type[Model], wanted: Mapping[int, Channels], *, are_new: bool = False
) -> None:
    """``store_channels`` for many rows of one model by their keys; ``are_new``: they have none yet."""
    phones = {
        pk: [((p.e164 or p.raw, p.extension), phone_columns(p)) for p in one.phones]
        for pk, one in wanted.items()
    }
    handles = {
        pk: [((h.kind.value, h.value), handle_columns(h)) for h in one.handles]
        for pk, one in wanted.items()
    }
    _store_many(model, "phones", phones, are_new=are_new)
    _store_many(model, "handles", handles, are_new=are_new)


type Wanted = Mapping[int, Sequence[tuple[tuple[str, str], dict[str, Any]]]]


def _store_many(model: type[Model], name: str, wanted: Wanted, *, are_new: bool) -> None:
    link: Any = model._meta.get_field(name)
    table, owner = link.related_model, link.field.attname
    standing: dict[int, dict[tuple[str, str], Any]] = defaultdict(dict)
    rows = [] if are_new else table.objects.filter(**{f"{owner}__in": among(wanted)})
    for row in rows:
        standing[getattr(row, owner)][row.key] = row
    new: list[list[object]] = []
    moved, gone = [], []
    for pk, told in wanted.items():
        own = standing[pk]
        for place, (key, values) in enumerate(told):
            row = own.pop(key, None)
            if row is None:
                new.append([pk, place, *values.values()])
            elif row.place != place:
                row.place = place
                moved.append(row)
        gone += [row.pk for row in own.values()]
    if gone:
        table.objects.filter(pk__in=gone).delete()
    columns = next((values for told in wanted.values() for _key, values in told), {})
    add_values(table, [owner, "place", *columns], new)
    update_rows(moved, ["place"])
