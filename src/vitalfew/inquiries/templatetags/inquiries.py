"""States and spans of time in templates."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from vitalfew.inquiries import rules
from vitalfew.inquiries.words import State

register = template.Library()
TONES = {
    State.NEW: "chip-act",
    State.ASSIGNED: "chip-warn",
    State.QUALIFIED: "chip-good",
}


@register.filter
def lasting(span: timedelta | None) -> str:
    """A span in words; nothing where there is none."""
    return "" if span is None else rules.lasting(span)


@register.filter
def waiting(since: datetime) -> str:
    """How long it has been."""
    return rules.lasting(timezone.now() - since)


@register.filter
def state_tone(state: str) -> str:
    """The colour of a state's chip."""
    return TONES.get(State(state), "")
