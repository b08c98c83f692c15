"""What is logged is told: each event that a webhook asks for waits for the worker, in the event's own transaction."""

from vitalfew.audit.api import Event, on_event
from vitalfew.webhooks.models import Delivery
from vitalfew.webhooks.policies import asking_for, may_be_told
from vitalfew.webhooks.rules import Kind


def queue(event: Event) -> None:
    """A call for each webhook that asks for it and whose owner sees what it is about."""
    if event.verb not in Kind.values:
        return
    Delivery.objects.bulk_create(
        Delivery(webhook=webhook, kind=event.verb, subject=event.subject, happened_at=event.at)
        for webhook in asking_for(event.verb)
        if may_be_told(webhook.owner, event.subject)
    )


on_event(queue)
