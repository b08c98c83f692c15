"""Amounts of money as the member likes to read them, with the exact one within reach."""

from django.utils.html import format_html

from vitalfew.web import numbers, preferences


def amount(value: numbers.Numeric | None, currency: str = "") -> str:
    """Text; a shortened amount is markup that shows the exact one when pointed at."""
    text = numbers.money(value, currency, unit=preferences.current().amount_unit)
    full = numbers.money(value, currency)
    return (
        text
        if text == full
        else format_html('<data value="{}" title="{}">{}</data>', str(value), full, text)
    )
