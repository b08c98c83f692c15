"""Reasons as data: a stable code and its numbers, never a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact behind a class: a stable code and its numbers."""

    code: str
    component: str | None  # the component or measure it speaks of
    data: Mapping[str, float]
