"""What programs send of contacts, as the verbs of people take it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vitalfew.api.v1.reaching import REACH
from vitalfew.kernel.errors import BadInput
from vitalfew.people.api import Birthday, is_possible

ELSEWHERE = {*REACH, "birthday", "fields", "position", "because"}
NO_BIRTHDAY = {
    "birth_calendar": "", "birth_year": None, "birth_month": None, "birth_day": None, "birth_leap": False,
}  # fmt: skip


def facts_sent(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a contact."""
    facts = {name: value for name, value in sent.items() if name not in ELSEWHERE}
    if facts.get("name", "") is None:
        raise BadInput("cannot_be_empty", _("The name cannot be null."), field="name")
    return facts | (_birthday(sent["birthday"]) if "birthday" in sent else {})


def _birthday(told: Mapping[str, Any] | None) -> dict[str, Any]:
    if told is None:
        return NO_BIRTHDAY
    told = {"calendar": "solar", "year": None, "is_leap_month": False, **told}
    is_lunar = told["calendar"] == "lunar"
    if not is_possible(Birthday(told["month"], told["day"], told["year"], is_lunar)):
        raise BadInput(
            "no_such_day",
            _("There is no such day. Give month and day; the year may stay empty."),
            field="birthday",
        )
    return {
        "birth_calendar": told["calendar"], "birth_year": told["year"], "birth_month": told["month"],
        "birth_day": told["day"], "birth_leap": is_lunar and told["is_leap_month"],
    }  # fmt: skip
