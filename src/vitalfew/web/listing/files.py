"""Which file of a list an address asks for, and its name."""

from typing import Literal

from django.http import QueryDict
from django.utils import timezone

type Format = Literal["csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx")


def file_asked(asked: QueryDict) -> Format | None:
    """The kind of file that ``?format=`` names; None for a page. Whoever guards files asks this, and nothing else."""
    wanted = asked.get("format")
    return next((known for known in FORMATS if known == wanted), None)


def file_name(key: str, kind: Format) -> str:
    """What the file is called: the list and the day."""
    return f"{key}-{timezone.localdate():%Y-%m-%d}.{kind}"
