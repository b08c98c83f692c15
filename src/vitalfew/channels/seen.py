"""How somebody is reached, as far as a reader may know: numbers and addresses are fields with rules like any other.

The apps whose rows have them say which fields these are; whoever shows, finds or stores them asks here.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Model

from vitalfew.access.api import Field, FieldRule, reads, rule_for, writes
from vitalfew.channels.handles import HandleKind, HandleText
from vitalfew.channels.phones import PhoneNumber, masked, shown
from vitalfew.channels.reach import Channels, channels_of
from vitalfew.identity.api import Member
from vitalfew.web.api import NOT_TOLD


@dataclass(frozen=True)
class Guards:
    """The fields that hold the numbers, and the addresses and names in messengers, of one model's rows."""

    phones: Field
    handles: Field
    route: str = (
        ""  # that shows what is behind a mask; it takes the key of the row and of the field
    )

    def of(self, form_field: str) -> Field:
        """The field behind a field of a form."""
        return self.phones if form_field == "phones" else self.handles


@dataclass(frozen=True)
class Way:
    """One way to reach somebody, as it may be seen; ``url`` is empty where it cannot be used."""

    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Seen:
    """All ways, as they may be seen."""

    phones: list[Way]
    handles: list[Way]
    masked: list[Field]  # of which something is there, behind a mask
    route: str


_guards: dict[type[Model], Guards] = {}


def guard_channels(model: type[Model], *, phones: Field, handles: Field, route: str = "") -> None:
    """Say which fields hold how the rows of a model are reached, and which address shows what is behind a mask."""
    _guards[model] = Guards(phones, handles, route)


def guards_of(model: type[Model]) -> Guards:
    """What was said for that model."""
    return _guards[model]


def channels_seen(actor: Member | None, owner: Any) -> Seen:  # noqa: ANN401 - any row with phones and handles
    """How ``owner`` is reached, as ``actor`` may see it."""
    guards, how = guards_of(type(owner)), channels_of(owner)
    there = [
        field
        for field, ways in ((guards.phones, how.phones), (guards.handles, how.handles))
        if ways
    ]
    return Seen(
        _told(actor, guards.phones, [(way_of_phone(one), masked(one.e164, one.raw)) for one in how.phones]),
        _told(actor, guards.handles, [(_handle(one), _masked(guards.handles, one)) for one in how.handles]),
        [field for field in there if rule_for(actor, field) == FieldRule.MASKED], guards.route,
    )  # fmt: skip


def behind_masks(owner: Any, field: Field) -> list[str]:  # noqa: ANN401 - as above
    """The numbers, or the addresses, of ``owner`` as they are. The caller asks whether one may, and notes it."""
    guards, how = guards_of(type(owner)), channels_of(owner)
    if field == guards.phones:
        return [way_of_phone(one).text for one in how.phones]
    return [_handle(one).text for one in how.handles] if field == guards.handles else []


def _told(actor: Member | None, field: Field, ways: list[tuple[Way, str]]) -> list[Way]:
    if reads(actor, field):
        return [way for way, _behind in ways]
    if rule_for(actor, field) == FieldRule.MASKED:
        return [Way(behind, label=way.label) for way, behind in ways]
    return [Way(NOT_TOLD)] if ways else []  # not even how many there are


def way_of_phone(number: PhoneNumber) -> Way:
    """A number in groups, as it is dialled at home, and the address that dials it."""
    text = shown(number.e164, number.extension, number.raw, settings.HOME_REGION)
    if not number.e164:
        return Way(text, f"tel:{''.join(filter(str.isdigit, number.raw))}")
    return Way(
        text, f"tel:{number.e164}" + (f";ext={number.extension}" if number.extension else "")
    )


def _handle(handle: HandleText) -> Way:
    if handle.kind == HandleKind.MAIL:
        return Way(handle.value, f"mailto:{handle.value}")
    return Way(handle.value, label=str(handle.kind.label))


def _masked(field: Field, handle: HandleText) -> str:
    return field.mask(handle.value) if field.mask else str(NOT_TOLD)


def allowed_channels(actor: Member | None, owner: Any, wanted: Channels) -> Channels:  # noqa: ANN401 - as above
    """What may be stored: of what ``actor`` may not type, that which is stored stays."""
    guards, standing = guards_of(type(owner)), channels_of(owner)
    if not writes(actor, guards.phones):
        wanted = replace(wanted, phones=standing.phones)
    if not writes(actor, guards.handles):
        wanted = replace(wanted, handles=standing.handles)
    return wanted


def typed_channels(actor: Member | None, model: type[Model], wanted: Channels) -> Channels:
    """Of what was typed about somebody new, that which ``actor`` may type."""
    guards = guards_of(model)
    return Channels(
        wanted.phones if writes(actor, guards.phones) else (),
        wanted.handles if writes(actor, guards.handles) else (),
    )
