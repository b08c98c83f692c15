"""What somebody wants to see of a timeline, as it stands in the address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vitalfew.timeline.windows import Place, beginning_of
from vitalfew.web.listing import Cursor, read_cursor

LAST_DAY = date(9999, 1, 1)


class PeriodForm(forms.Form):
    """From which day, until which day; both may be open."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


@dataclass(frozen=True)
class Asked:
    """Kinds (none: every kind), a period, the place the page begins after, and whether by stage."""

    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before: Place | None = None
    by_stage: bool = False
    form: PeriodForm | None = None


def asked_of(query: QueryDict, place: str) -> Asked:
    """What an address asks for; what makes no sense in it is not asked."""
    form = PeriodForm({name: query.get(name, "") for name in ("since", "until")})
    form.is_valid()
    days: dict[str, Any] = form.cleaned_data
    since, until = days.get("since"), days.get("until")
    return Asked(
        kinds=tuple(dict.fromkeys(query.getlist("kind"))),
        since=_begins(since),
        until=_begins(until + timedelta(days=1)) if until and until < LAST_DAY else None,
        before=_place(query.get("before", ""), place),
        by_stage=query.get("by") == "stage",
        form=form,
    )


def _begins(day: date | None) -> datetime | None:
    # The first days of all have no moment in every zone, and nothing happened before them.
    return beginning_of(day) if day is not None and day.year > 1 else None


def written(place: Place, where: str) -> str:
    """A place as text for an address of ``where``."""
    at, source, key = place
    return Cursor(at, f"{source} {key}").write(where)


def _place(text: str, where: str) -> Place | None:
    cursor = read_cursor(text, where) if text else None
    if cursor is None or not isinstance(cursor.value, datetime):
        return None
    source, _space, key = str(cursor.key).partition(" ")
    return cursor.value, source, int(key)
