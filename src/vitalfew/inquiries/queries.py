"""Reading inquiries for a member."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import reads
from vitalfew.channels.api import tail_of
from vitalfew.customers.api import is_short_latin, search_key
from vitalfew.fields.api import OwnFields, with_own_text
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Assignment, Inquiry
from vitalfew.inquiries.policies import MAIL, OWN_FIELDS, PHONE, visible_to
from vitalfew.inquiries.rules import UNANSWERED
from vitalfew.kernel.aggregates import Median
from vitalfew.kernel.errors import NotFound

SEARCH_CAP = 2000
LOOKED_BACK = timedelta(days=90)
LINKED = ("owner", "department", "entered_by", "answered_by", "customer", "contact", "form")


@dataclass(frozen=True)
class Speed:
    """How soon inquiries are answered: the median of those answered lately, and what waits."""

    median: timedelta | None
    answered: int
    waiting: int
    oldest: datetime | None


def speed_of(rows: QuerySet[Inquiry]) -> Speed:
    """Of the inquiries received in the last ninety days."""
    recent = rows.order_by().filter(received_at__gte=timezone.now() - LOOKED_BACK)
    waits = Q(state__in=UNANSWERED, answered_at__isnull=True)
    told = recent.aggregate(
        median=Median(F("answered_at") - F("received_at"), filter=Q(answered_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        waiting=Count("pk", filter=waits),
        oldest=Min("received_at", filter=waits),
    )
    return Speed(**told)


def inquiry_for(actor: Member, pk: int) -> Inquiry:
    """One inquiry that ``actor`` may see; NotFound otherwise."""
    found = visible_to(actor).filter(pk=pk).select_related(*LINKED).first()
    if found is None:
        raise no_such_inquiry()
    return found


def no_such_inquiry() -> NotFound:
    """The same words whether there is none or it is not to be seen."""
    return NotFound(
        "inquiry_not_found",
        _("There is no such inquiry, or it is not yours to see. Search for it in the list."),
    )


def assignments_of(inquiry: Inquiry) -> QuerySet[Assignment]:
    """To whom it was given, the newest first."""
    return inquiry.assignments.select_related("member", "rule", "by").order_by("-pk")


def search(actor: Member, rows: QuerySet[Inquiry], text: str) -> QuerySet[Inquiry]:
    """Those whose name, company, pinyin or wish holds every word; or with this mail or end of a number."""
    named = Q()
    for word in text.split():
        named &= _named(word)
    found = named
    if reads(actor, MAIL) and "@" in text:
        found |= Q(mail__iexact=text.strip())
    tail = tail_of(text, settings.HOME_REGION)
    if tail and reads(actor, PHONE):
        found |= Q(e164__endswith=tail[::-1])
    if not is_short_latin(text):
        keys = with_own_text(OwnFields(OWN_FIELDS, actor), visible_to(actor), text, SEARCH_CAP)
        found |= Q(pk__in=keys) if keys else Q()
    return rows.filter(found)


def _named(word: str) -> Q:
    if is_short_latin(word):  # too short for the trigram index
        return Q(initials__startswith=word.lower()) | Q(company__istartswith=word)
    return Q(search_text__contains=search_key(word))
