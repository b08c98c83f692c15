"""What templates say about fields that not everybody sees."""

from django import template
from django.template.context import Context

from vitalfew.access.fields import FieldRule, field_of
from vitalfew.access.sight import Sight, rule_for, why_limited
from vitalfew.identity.api import Member

register = template.Library()


@register.simple_tag(takes_context=True)
def seen(context: Context, key: str, value: object) -> object:
    """The value as the reader sees it, nothing where it is hidden: ``{% seen "customers.code" it.code as code %}``."""
    sight = Sight(_reader(context))
    return "" if sight.is_hidden(key) else sight.shown(key, value)


@register.simple_tag(takes_context=True)
def reads(context: Context, key: str) -> bool:
    """Whether the reader sees a field as it is: ``{% reads "value.sales" as reads_sales %}``."""
    return Sight(_reader(context)).reads(key)


@register.simple_tag(takes_context=True)
def masked(context: Context, key: str) -> str:
    """Why the reader sees a field masked; nothing where it is not."""
    field, reader = field_of(key), _reader(context)
    if field is None or rule_for(reader, field) != FieldRule.MASKED:
        return ""
    return why_limited(reader, field)


def _reader(context: Context) -> Member:
    reader = context["request"].user
    assert isinstance(reader, Member)  # noqa: S101 - fields are shown behind the sign-in alone
    return reader
