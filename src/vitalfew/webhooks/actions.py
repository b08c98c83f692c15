"""Making, trying, pausing and removing webhooks."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.kernel.outgoing import AddressRefused, check_address
from vitalfew.kernel.sealed import seal
from vitalfew.webhooks.models import Delivery, DeliveryState, Webhook
from vitalfew.webhooks.policies import check_may_have, webhooks_visible_to
from vitalfew.webhooks.rules import MOST_WEBHOOKS, PING, Kind, new_secret

PURPOSE = "vitalfew.webhooks"


@dataclass(frozen=True)
class NewWebhook:
    """A webhook that was just made; its secret is never told again."""

    webhook: Webhook
    secret: str


@transaction.atomic
def make_webhook(*, actor: Member, name: str, url: str, kinds: Iterable[str]) -> NewWebhook:
    """Tell an address of chosen events from now on."""
    check_may_have(actor)
    chosen = _complete(name, url, kinds)
    if webhooks_visible_to(actor).count() >= MOST_WEBHOOKS:
        raise BadInput("too_many_webhooks", _("You have 10 webhooks. Remove one you do not need."))
    secret = new_secret()
    sealed = seal(secret, PURPOSE)
    webhook = Webhook(owner=actor, name=name.strip(), url=url, kinds=chosen, secret=sealed)
    webhook.save()
    record(actor=actor, verb="webhook.make", subject=f"webhook:{webhook.pk}", kinds=chosen)
    return NewWebhook(webhook, secret)


def _complete(name: str, url: str, kinds: Iterable[str]) -> list[str]:
    """The events in their order; BadInput where something is missing or wrong."""
    chosen = [kind for kind in Kind.values if kind in set(kinds)]
    if not name.strip() or not chosen:
        raise BadInput("webhook_incomplete", _("Give the webhook a name and at least one event."))
    refuse_inner(url)
    return chosen


def refuse_inner(url: str) -> None:
    """BadInput for an address that would not be called."""
    try:
        check_address(url)
    except AddressRefused as error:
        raise BadInput(
            "webhook_address",
            _(
                "This address is not called: it must begin with https:// and lead to a public server. "
                "An administrator can allow one of the house."
            ),
            field="url",
        ) from error


def webhook_of(actor: Member, pk: int) -> Webhook:
    """One's own webhook; NotFound for anybody else's."""
    check_may_have(actor)
    found = webhooks_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("webhook_not_found", _("There is no such webhook. Look at the list."))
    return found


def _locked(actor: Member, pk: int) -> Webhook:
    """One's own webhook for the rest of the transaction."""
    webhook_of(actor, pk)
    return webhooks_visible_to(actor).select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def change(
    *, actor: Member, pk: int, version: int, name: str, url: str, kinds: Iterable[str], is_on: bool
) -> Webhook:
    """Change a webhook; what waits goes to the new address. Conflict when it was changed since it was shown."""
    webhook = _locked(actor, pk)
    if webhook.version != version:
        raise Conflict(
            "webhook_changed_meanwhile",
            _("This webhook was changed while you were typing. Compare both texts and choose."),
        )
    chosen = _complete(name, url, kinds)
    wanted = {"name": name.strip(), "url": url, "kinds": chosen, "is_paused": not is_on}
    changed = {key: value for key, value in wanted.items() if value != getattr(webhook, key)}
    for key, value in changed.items():
        setattr(webhook, key, value)
    webhook.version += 1
    webhook.save()
    record(actor=actor, verb="webhook.change", subject=f"webhook:{pk}", changed=sorted(changed))
    return webhook


@transaction.atomic
def renew_secret(*, actor: Member, pk: int) -> NewWebhook:
    """Sign with a new secret from the next call on; the old one is worth nothing more."""
    webhook, secret = _locked(actor, pk), new_secret()
    webhook.secret = seal(secret, PURPOSE)
    webhook.version += 1
    webhook.save()
    record(actor=actor, verb="webhook.renew_secret", subject=f"webhook:{pk}")
    return NewWebhook(webhook, secret)


@transaction.atomic
def pause(*, actor: Member, pk: int, is_paused: bool) -> Webhook:
    """Stop telling, or go on; what happens in between is not told later."""
    webhook = _locked(actor, pk)
    webhook.is_paused = is_paused
    webhook.version += 1
    webhook.save(update_fields=["is_paused", "version"])
    verb = "webhook.pause" if is_paused else "webhook.resume"
    record(actor=actor, verb=verb, subject=f"webhook:{webhook.pk}")
    return webhook


@transaction.atomic
def remove(*, actor: Member, pk: int) -> Webhook:
    """Take a webhook away, with what it has not told yet."""
    webhook = webhook_of(actor, pk)
    record(actor=actor, verb="webhook.remove", subject=f"webhook:{webhook.pk}", name=webhook.name)
    webhook.delete()
    return webhook


@transaction.atomic
def send_test(*, actor: Member, pk: int) -> Delivery:
    """A call that says only that it is a test, also while the webhook is paused."""
    webhook = webhook_of(actor, pk)
    return Delivery.objects.create(webhook=webhook, kind=PING, happened_at=timezone.now())


@transaction.atomic
def retry(*, actor: Member, pk: UUID) -> Delivery:
    """Try a parked call again, from the first attempt."""
    check_may_have(actor)
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("webhook")
    found = rows.filter(webhook__in=webhooks_visible_to(actor), pk=pk).first()
    if found is None:
        raise NotFound("delivery_not_found", _("There is no such call. Look at the list."))
    if found.state != DeliveryState.PARKED:
        raise Conflict("not_parked", _("This call is on its way or has arrived already."))
    found.state, found.due_at, found.reason = DeliveryState.WAITING, timezone.now(), ""
    found.attempts = found.interruptions = 0
    found.save()
    return found
