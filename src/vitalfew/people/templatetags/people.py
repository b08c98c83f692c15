"""A person's birthday in words."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vitalfew.people.birthdays import Birthday
from vitalfew.people.models import Contact

register = template.Library()


@register.simple_tag
def birthday(contact: Contact, today: date) -> str:
    """The day as it is kept, and when it comes next."""
    born = contact.birthday
    if born is None:
        return ""
    following = date_format(born.after(today), "SHORT_DATE_FORMAT")
    return _("%(day)s, next on %(next)s") % {"day": _day(born), "next": following}


def _day(born: Birthday) -> str:
    parts = {"year": f"{born.year}-" if born.year else "", "month": born.month, "day": born.day}
    if born.is_leap:
        return _("%(year)s%(month)s-%(day)s of the lunar calendar, leap month") % parts
    if born.is_lunar:
        return _("%(year)s%(month)s-%(day)s of the lunar calendar") % parts
    return "%(year)s%(month)02d-%(day)02d" % parts  # noqa: UP031 - the same parts as above
