"""The worker's side: makes each due call, and writes down what became of it.

As with mail: a call is claimed, and the claim committed, before it is made, under a lock that dies with the worker's
connection. Killed in between, it is made once more under the same id; then a person decides.
"""

import json
from dataclasses import dataclass
from time import time

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone
from requests.exceptions import (
    ChunkedEncodingError,
    ConnectTimeout,
    InvalidSchema,
    InvalidURL,
    ReadTimeout,
    RequestException,
)

from vitalfew.kernel.outgoing import AddressRefused, Outgoing
from vitalfew.kernel.sealed import unseal
from vitalfew.outbox.api import (
    MOST_INTERRUPTIONS,
    give_up_turn,
    is_at_home,
    pause_after,
    take_turn,
)
from vitalfew.webhooks.actions import PURPOSE
from vitalfew.webhooks.models import Delivery, DeliveryState
from vitalfew.webhooks.policies import may_be_told
from vitalfew.webhooks.rules import KEEP, NOT_NOW, PING, signature

AT_ONCE = 50
LONGEST_DETAIL = 300


@dataclass(frozen=True)
class Outcome:
    """What became of one call; ``reason``: given up for it; ``cut_off``: it may have arrived."""

    status: int | None = None
    reason: str = ""
    cut_off: bool = False
    detail: str = ""

    @property
    def received(self) -> bool:
        """Whether the other side said yes."""
        return self.status is not None and 200 <= self.status < 300


def deliver_due() -> int:
    """Make every call that is due; how many were tried. None away from home: a copy tells nobody anything."""
    if not is_at_home():
        return 0
    tried = 0
    while (delivery := _claimed()) is not None:
        try:
            _settle(delivery, _attempt(delivery))
        finally:
            _let_go(delivery)
        tried += 1
    return tried


def forget_old() -> int:
    """Drop what was told, or given up, more than a month ago."""
    over = [DeliveryState.SENT, DeliveryState.PARKED]
    old = Delivery.objects.filter(state__in=over, happened_at__lt=timezone.now() - KEEP)
    return old.delete()[0]


@transaction.atomic
def _claimed() -> Delivery | None:
    """The next call, marked as being made and locked for this connection; None when nothing is due."""
    due = Delivery.objects.filter(
        state__in=[DeliveryState.WAITING, DeliveryState.SENDING], due_at__lte=timezone.now()
    )
    rows = due.select_related("webhook__owner").order_by("due_at")
    for delivery in rows.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]:
        if not _take(delivery):
            continue  # another worker is making it
        if delivery.state == DeliveryState.SENDING:
            delivery.interruptions += 1  # its caller died: the lock was free
        if not _is_still_told(delivery):
            delivery.delete()
            _let_go(delivery)
            continue
        if delivery.interruptions > MOST_INTERRUPTIONS:
            _park(delivery, "interrupted")
            _let_go(delivery)
            continue
        delivery.state, delivery.attempts = DeliveryState.SENDING, delivery.attempts + 1
        delivery.save(update_fields=["state", "attempts", "interruptions"])
        return delivery
    return None


def _is_still_told(delivery: Delivery) -> bool:
    """Rights may have changed since it happened; a test tells nothing."""
    if delivery.kind == PING:
        return delivery.webhook.owner.is_active
    return not delivery.webhook.is_paused and may_be_told(delivery.webhook.owner, delivery.subject)


def _take(delivery: Delivery) -> bool:
    return take_turn(f"delivery {delivery.pk}")


def _let_go(delivery: Delivery) -> None:
    give_up_turn(f"delivery {delivery.pk}")


def body_of(delivery: Delivery) -> bytes:
    """What is told: that something happened, to what, when. What it says is read by the API, within one's rights."""
    kind, _colon, key = delivery.subject.partition(":")
    told = {
        "id": str(delivery.pk),
        "event": delivery.kind,
        "happened_at": delivery.happened_at.isoformat(),
        "subject": {"type": kind, "id": int(key)} if key else None,
    }
    return json.dumps(told).encode()


def _attempt(delivery: Delivery) -> Outcome:
    """One call."""
    body = body_of(delivery)
    try:
        secret = unseal(delivery.webhook.secret, PURPOSE)
    except InvalidToken:
        return Outcome(reason="secret")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "VitalFew-Webhooks",
        "Vitalfew-Delivery": str(delivery.pk),
        "Vitalfew-Event": delivery.kind,
        "Vitalfew-Signature": signature(secret, int(time()), body),
    }
    try:
        with Outgoing() as session:
            answer = session.post(delivery.webhook.url, data=body, headers=headers)
    except (AddressRefused, InvalidURL, InvalidSchema) as error:
        return Outcome(reason="address", detail=str(error))
    except ConnectTimeout as error:
        return Outcome(detail=str(error))
    except RequestException as error:
        # Only who was reached can have heard half of it.
        cut_off = isinstance(error, ReadTimeout | ChunkedEncodingError)
        return Outcome(cut_off=cut_off, detail=f"{type(error).__name__}: {error}")
    refused = 400 <= answer.status_code < 500 and answer.status_code not in NOT_NOW
    return Outcome(answer.status_code, reason="refused" if refused else "")


@transaction.atomic
def _settle(delivery: Delivery, outcome: Outcome) -> None:
    delivery.status, delivery.detail = outcome.status, outcome.detail[:LONGEST_DETAIL]
    if outcome.received:
        delivery.state, delivery.sent_at, delivery.reason = DeliveryState.SENT, timezone.now(), ""
        _keep(delivery)
        return
    delivery.interruptions += outcome.cut_off
    pause = pause_after(delivery.attempts)
    if outcome.reason:
        _park(delivery, outcome.reason)
    elif delivery.interruptions > MOST_INTERRUPTIONS:
        _park(delivery, "interrupted")
    elif pause is None:
        _park(delivery, "unreachable")
    else:
        delivery.state, delivery.due_at = DeliveryState.WAITING, timezone.now() + pause
        _keep(delivery)


def _park(delivery: Delivery, reason: str) -> None:
    delivery.state, delivery.reason = DeliveryState.PARKED, reason
    _keep(delivery)


def _keep(delivery: Delivery) -> None:
    """Write it down; who removed the webhook meanwhile removed this with it."""
    values = ("state", "reason", "due_at", "sent_at", "status", "detail", "interruptions")
    Delivery.objects.filter(pk=delivery.pk).update(
        **{name: getattr(delivery, name) for name in values}
    )
