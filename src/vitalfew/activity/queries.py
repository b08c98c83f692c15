"""Reading follow-ups for a member."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb
from vitalfew.activity.models import FollowUp
from vitalfew.activity.policies import follow_up_policy
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound
from vitalfew.people.api import Contact, contact_policy, position_policy


def visible_follow_ups(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[FollowUp]:
    """Every read of follow-ups starts here."""
    return follow_up_policy.rows(actor, verb)


def follow_ups_of(actor: Member, customer_id: int) -> QuerySet[FollowUp]:
    """One customer's, the newest first."""
    rows = visible_follow_ups(actor).filter(customer_id=customer_id)
    return rows.select_related("author").order_by("-happened_at", "-pk")


def follow_up_for(actor: Member, pk: int) -> FollowUp:
    """One follow-up with its customer; NotFound when there is none to be seen."""
    rows = visible_follow_ups(actor).select_related("customer", "author")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "follow_up_not_found",
            _("There is no such follow-up, or it is not yours to see. Look at the list."),
        )
    return found


def contacts_at(actor: Member, customer: Customer) -> QuerySet[Contact]:
    """Whom a follow-up of this customer can name: those who work there, as far as ``actor`` sees contacts."""
    there = position_policy.rows(actor).filter(customer=customer, left_on__isnull=True)
    keys = there.order_by().values("contact_id")
    return contact_policy.rows(actor).filter(pk__in=keys).order_by("sort_key", "pk")


def with_words(rows: QuerySet[FollowUp], words: str) -> QuerySet[FollowUp]:
    """Those whose text, or whose customer's name, holds every word."""
    found = Q()
    for word in words.split():
        found &= Q(text__icontains=word) | Q(customer__name__icontains=word)
    return rows.filter(found)


def followed_up_since(moment: datetime) -> QuerySet[FollowUp]:
    """Everybody's from a moment on: for rules that ask whether somebody still cares for a customer, not for members."""
    return FollowUp.objects.filter(happened_at__gte=moment)
