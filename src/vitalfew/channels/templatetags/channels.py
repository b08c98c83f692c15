"""Telephone numbers in templates."""

from django import template
from django.conf import settings

from vitalfew.channels.phones import PhoneNumber, masked, shown
from vitalfew.channels.reach import Channels, channels_of

register = template.Library()


@register.filter
def reach(owner: object) -> Channels:
    """How a customer or contact is reached."""
    return channels_of(owner)


@register.filter
def phone(number: PhoneNumber) -> str:
    """The number in groups, as it is dialled at home."""
    return shown(number.e164, number.extension, number.raw, settings.HOME_REGION)


@register.filter
def masked_phone(number: PhoneNumber) -> str:
    """The number as those see it who may not know it."""
    return masked(number.e164, number.raw)


@register.filter
def dialled(number: PhoneNumber) -> str:
    """The address that dials the number: ``tel:+8621…;ext=805``."""
    if not number.e164:
        return f"tel:{''.join(filter(str.isdigit, number.raw))}"
    return f"tel:{number.e164}" + (f";ext={number.extension}" if number.extension else "")
