"""What a member's program is told of a field: itself, masked, or that it is hidden."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from vitalfew.access.api import Field, FieldRule, rule_for, shown
from vitalfew.identity.api import Member


@dataclass
class Teller:
    """Tells the fields of one thing, and notes which of them are limited."""

    actor: Member
    limited: dict[str, Literal["masked", "hidden"]] = field(default_factory=dict)

    def text(self, name: str, of: Field, value: object) -> str | None:
        """A field as text; None where it is empty or hidden."""
        rule = rule_for(self.actor, of)
        if rule == FieldRule.HIDDEN:
            self.limited[name] = "hidden"
            return None
        if rule == FieldRule.MASKED:
            self.limited[name] = "masked"
        told = shown(self.actor, of, value)
        return None if told is None or told == "" else plain(told)


def plain(value: object) -> str:
    """Amounts without an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
