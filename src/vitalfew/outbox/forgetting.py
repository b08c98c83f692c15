"""Mail to somebody who is erased: what waits is not sent, what was sent says no more what it said, or to whom."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from vitalfew.outbox.models import Message, MessageState


def mail_to(addresses: Sequence[str]) -> QuerySet[Message]:
    """Every message to one of these addresses, whatever the case of their letters."""
    wanted = Q(pk__in=())
    for address in {form for one in addresses for form in (one, one.lower())}:
        wanted |= Q(recipients__contains=[address])
    return Message.objects.filter(wanted).order_by("created_at")


def forget_mail(addresses: Sequence[str]) -> list[str]:
    """Take back what waits and blank the rest; the keys of all. Call inside a transaction."""
    found = mail_to(addresses)
    keys = [str(key) for key in found.values_list("pk", flat=True)]
    found.filter(state__in=[MessageState.WAITING, MessageState.PARKED]).delete()
    Message.objects.filter(pk__in=keys).update(
        recipients=[], subject="", body="", html="", detail=""
    )
    return keys
