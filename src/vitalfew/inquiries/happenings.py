"""What the timeline tells of inquiries: that somebody asked, and what was answered."""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import INQUIRIES, visible_to
from vitalfew.timeline.api import Happening, Kind, Source, Window, register
from vitalfew.web.api import by_key

KIND = Kind("inquiries", gettext_lazy("Inquiries and answers"), "inbox", order=20)
LONGEST = 300
ANSWERED = "_answered"


def asked_and_answered(actor: Member, customer: Customer, window: Window) -> Iterator[Happening]:
    """Somebody asked; somebody of ours answered first."""
    rows = visible_to(actor).filter(customer=customer).select_related("entered_by", "answered_by")
    asked = window.newest(rows, "received_at")
    answered = window.of(ANSWERED).newest(rows.filter(answered_at__isnull=False), "answered_at")
    url = by_key("inquiries:inquiry")
    found = list(asked.union(answered))
    streams = (_asked(found, url), _answered(found, url))
    yield from merge(*streams, key=lambda one: (one.at, one.stream, one.key), reverse=True)


def _asked(found: Iterable[Inquiry], url: Callable[[Inquiry], str]) -> Iterator[Happening]:
    for inquiry in sorted(found, key=lambda one: (one.received_at, one.pk), reverse=True):
        yield Happening(
            at=inquiry.received_at,
            key=inquiry.pk,
            title=_("Inquiry: %(source)s") % {"source": inquiry.get_source_display()},
            detail=_short(inquiry.wants),
            who=str(inquiry.entered_by or ""),
            url=url(inquiry),
        )


def _answered(found: Iterable[Inquiry], url: Callable[[Inquiry], str]) -> Iterator[Happening]:
    moments = ((one.answered_at, one) for one in found if one.answered_at is not None)
    for at, inquiry in sorted(moments, key=lambda pair: (pair[0], pair[1].pk), reverse=True):
        yield Happening(
            at=at,
            key=inquiry.pk,
            title=_("Inquiry answered"),
            detail=_short(inquiry.answer),
            who=str(inquiry.answered_by or ""),
            url=url(inquiry),
            stream=ANSWERED,
        )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else Truncator(text).chars(LONGEST)


def _sees(actor: Member) -> object:
    return may(actor, INQUIRIES, Verb.VIEW)


register(Source("inquiry", KIND, asked_and_answered, _sees, in_order=True))
