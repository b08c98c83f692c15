"""Reads what programs send, strictly: what two programs could understand differently is refused."""

import json
from collections.abc import Iterator
from typing import Any, Never

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from vitalfew.kernel.errors import ProductError

LONGEST_NUMBER = 40


class Unreadable(ProductError):
    """Not JSON, or JSON that means different things to different readers."""

    def __init__(self) -> None:
        super().__init__(
            "unreadable", _("This cannot be read. Send JSON, as the description of the API says.")
        )


class NotJson(ProductError):
    """Another kind of content."""

    status = 415

    def __init__(self) -> None:
        super().__init__("not_json", _("Send JSON, with the content type application/json."))


class StrictParser(Parser):
    """JSON in UTF-8 with each name once, numbers that can be kept, and text that a database can hold."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """What was sent; ProductError when it is not that."""
        if request.content_type != "application/json":
            raise NotJson
        try:
            text = request.body.decode("utf-8")
            return json.loads(  # type: ignore[no-any-return]
                text, object_pairs_hook=_once_each, parse_int=_short, parse_float=_short_float,
                parse_constant=_refuse,
            )  # fmt: skip
        except (ValueError, RecursionError) as error:
            raise Unreadable from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    texts = [text for pair in pairs for one in pair for text in _texts(one)]
    if len(told) != len(pairs) or any("\x00" in text or not _is_whole(text) for text in texts):
        raise Unreadable
    return told


def _texts(value: object) -> Iterator[str]:
    """The text that a value is, or those of a list; what is inside of objects was looked at before."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _is_whole(text: str) -> bool:
    """Without halves of characters, which no database holds."""
    return not any("\ud800" <= mark <= "\udfff" for mark in text)


def _short(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise Unreadable
    return int(digits)


def _short_float(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER:
        raise Unreadable
    return float(digits)


def _refuse(_name: str) -> Never:
    raise Unreadable
