"""Telephone numbers and addresses in templates."""

from django import template
from django.template.context import Context

from vitalfew.channels.seen import Seen, channels_seen
from vitalfew.identity.api import Member

register = template.Library()


@register.simple_tag(takes_context=True)
def reach(context: Context, owner: object) -> Seen:
    """How a customer or contact is reached, as the reader may see it: ``{% reach customer as how %}``."""
    reader = context["request"].user
    assert isinstance(reader, Member)  # noqa: S101 - fields are shown behind the sign-in alone
    return channels_seen(reader, owner)
