"""The way to somebody's personal data, for those who may take it."""

from typing import Any

from django import template

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.privacy.policies import PRIVACY

register = template.Library()


@register.inclusion_tag("privacy/_link.html", takes_context=True)
def personal_data(context: Any, kind: str, key: int) -> dict[str, object]:  # noqa: ANN401 - Django's own context
    """A button; nothing for who may not."""
    actor = context["request"].user
    shown = isinstance(actor, Member) and may(actor, PRIVACY, Verb.EXPORT)
    return {"shown": bool(shown), "kind": kind, "key": key}
