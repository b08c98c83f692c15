"""Whose webhooks a member sees, and what a webhook may tell."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may, require
from vitalfew.customers.api import CUSTOMERS, once_visible_to
from vitalfew.funnel.api import opportunity_policy
from vitalfew.identity.api import Member
from vitalfew.people.api import CONTACTS, contact_policy
from vitalfew.web.api import MemberLink, register
from vitalfew.webhooks.models import Webhook


def webhooks_visible_to(actor: Member) -> QuerySet[Webhook]:
    """Everybody's own, and nobody else's."""
    return Webhook.objects.filter(owner=actor)


def asking_for(kind: str) -> QuerySet[Webhook]:
    """Everybody's webhooks that are to be told of such events: for the worker, which shows them to nobody."""
    asked = Webhook.objects.filter(is_paused=False, kinds__contains=[kind])
    return asked.select_related("owner").order_by("pk")


def check_may_have(actor: Member) -> None:
    """Whoever may take customers out of the house as a file may have them told to another program."""
    require(actor, CUSTOMERS, Verb.EXPORT)


def may_be_told(owner: Member, subject: str) -> bool:
    """Whether the owner sees what an event is about: now, or until it was deleted."""
    kind, _colon, key = subject.partition(":")
    if not owner.is_active or not key.isdecimal() or not may(owner, CUSTOMERS, Verb.EXPORT):
        return False
    if kind == "customer":
        allowed = may(owner, CUSTOMERS, Verb.VIEW)
        return bool(allowed) and once_visible_to(owner).filter(pk=int(key)).exists()
    if kind == "opportunity":
        return opportunity_policy.rows(owner).filter(pk=int(key)).exists()
    allowed = may(owner, CONTACTS, Verb.VIEW)
    return bool(allowed) and contact_policy.rows(owner).filter(pk=int(key)).exists()


def _may_have(request: HttpRequest) -> bool:
    return isinstance(request.user, Member) and bool(may(request.user, CUSTOMERS, Verb.EXPORT))


register(MemberLink("webhooks:list", _("Webhooks"), "columns", order=8, visible=_may_have))
