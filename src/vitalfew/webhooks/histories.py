"""What is logged is told: each event that a webhook asks for waits for the worker, in the event's own transaction."""

from vitalfew.audit.api import Event, on_event
from vitalfew.webhooks.models import Delivery, Webhook
from vitalfew.webhooks.policies import may_be_told
from vitalfew.webhooks.rules import Kind


def queue(event: Event) -> None:
    """A call for each webhook that asks for it and whose owner sees what it is about."""
    if event.verb not in Kind.values:
        return
    asked = Webhook.objects.filter(is_paused=False, kinds__contains=[event.verb])
    Delivery.objects.bulk_create(
        Delivery(webhook=webhook, kind=event.verb, subject=event.subject, happened_at=event.at)
        for webhook in asked.select_related("owner").order_by("pk")
        if may_be_told(webhook.owner, event.subject)
    )


on_event(queue)
