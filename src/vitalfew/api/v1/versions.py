"""No lost update: what is read carries a tag, and what is changed names the tag that was read (RFC 9110)."""

import re
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from vitalfew.kernel.errors import Conflict, ProductError
from vitalfew.web.api import problem

TAG = re.compile(r'"([a-z])([0-9]{1,18})-v([0-9]{1,9})"')
STALE = "_changed_meanwhile"  # how every verb calls it that somebody else was faster


class NoVersion(ProductError):
    """A change that does not say what it changes."""

    status = 428

    def __init__(self) -> None:
        super().__init__(
            "version_missing", _("Send the ETag as you read it, in the header If-Match.")
        )


def if_match(what: str) -> dict[str, object]:
    """The header, for the description of an operation."""
    return {
        "parameters": [
            {
                "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
                "description": f"The ETag of the {what} as it was read.",
            }
        ]
    }  # fmt: skip


def tag(letter: str, pk: int, version: int) -> str:
    """A thing in this version; the letter says of which kind."""
    return f'"{letter}{pk}-v{version}"'


def version_sent(request: HttpRequest, letter: str, pk: int) -> int:
    """The version that was read; 0, which nothing has, for what is no tag of this thing. NoVersion without any."""
    sent = request.headers.get("If-Match", "").strip()
    if not sent:
        raise NoVersion
    found = TAG.fullmatch(sent)
    return int(found[3]) if found and (found[1], int(found[2])) == (letter, pk) else 0


def both(
    error: Conflict, yours: Mapping[str, object], stored: Mapping[str, object], newest: str
) -> HttpResponse:
    """Both texts and the newest tag, for who was slower; any other conflict is told as it is."""
    if not error.code.endswith(STALE):
        raise error
    answer = problem(412, error.code, error.sentence, yours=dict(yours), stored=dict(stored))
    answer["ETag"] = newest
    return answer
