"""Whether anybody spoke with a customer lately, as far as inquiries tell."""

from django.db.models import DateField, Max, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.identity.api import Member
from vitalfew.inquiries.policies import INQUIRIES, visible_to
from vitalfew.kernel.wanted import Fact, register


def _last(reader: Member) -> Subquery:
    rows = visible_to(reader).filter(customer=OuterRef("pk")).order_by().values("customer")
    answered = rows.annotate(last=Max(TruncDate("answered_at")))
    return Subquery(answered.values("last"), output_field=DateField())


register(
    Fact(
        "answer", _("Last answer to an inquiry"), lambda pk: reverse("site:timeline", args=[pk]),
        last=_last, seen_by=lambda reader: may(reader, INQUIRIES, Verb.VIEW), order=41,
    )
)  # fmt: skip
