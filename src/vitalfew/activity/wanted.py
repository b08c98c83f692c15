"""When somebody of ours was last in touch with a customer."""

from django.db.models import DateField, Max, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.activity.policies import FOLLOW_UPS
from vitalfew.activity.queries import visible_follow_ups
from vitalfew.identity.api import Member
from vitalfew.kernel.wanted import Fact, register


def _last(reader: Member) -> Subquery:
    rows = visible_follow_ups(reader).filter(customer=OuterRef("pk")).order_by().values("customer")
    last = rows.annotate(last=Max(TruncDate("happened_at")))
    return Subquery(last.values("last"), output_field=DateField())


register(
    Fact(
        "follow_up", _("Last follow-up"), lambda pk: reverse("activity:write", args=[pk]),
        last=_last, seen_by=lambda reader: may(reader, FOLLOW_UPS, Verb.VIEW), order=39,
    )
)  # fmt: skip
