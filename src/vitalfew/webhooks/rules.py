"""What webhooks tell, how a call is signed, and how long it is kept. Pure; no database."""

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PREFIX = "whsec_"
MOST_WEBHOOKS = 10
KEEP = timedelta(days=30)
# What is answered with these may be answered otherwise later; any other refusal is for good.
NOT_NOW = {408, 425, 429}


class Kind(TextChoices):
    """What can be told: the words of the log, so that nothing is told that is not logged."""

    CUSTOMER_CREATE = "customer.create", _("A customer was added")
    CUSTOMER_CHANGE = "customer.change", _("A customer was changed")
    CUSTOMER_ASSIGN = "customer.assign", _("A customer got another owner")
    CUSTOMER_DELETE = "customer.delete", _("A customer was deleted")
    CUSTOMER_RESTORE = "customer.restore", _("A customer was restored")
    CUSTOMER_MERGE = "customer.merge", _("Two customers were merged")
    CONTACT_CREATE = "contact.create", _("A contact was added")
    CONTACT_CHANGE = "contact.change", _("A contact was changed")
    CONTACT_MERGE = "contact.merge", _("Two contacts were merged")
    OPPORTUNITY_OPEN = "opportunity.open", _("An opportunity was opened")
    OPPORTUNITY_CHANGE = "opportunity.change", _("An opportunity was changed")
    OPPORTUNITY_ADVANCE = "opportunity.advance", _("An opportunity went to another stage")
    OPPORTUNITY_WIN = "opportunity.win", _("An opportunity was won")
    OPPORTUNITY_LOSE = "opportunity.lose", _("An opportunity was lost")
    OPPORTUNITY_REOPEN = "opportunity.reopen", _("An opportunity was opened again")


PING = "ping"
REASONS: dict[str, Promise] = {
    "refused": _("The other side refused it for good."),
    "address": _("The address leads to where nothing is called. Choose another one."),
    "unreachable": _("The other side could not be reached, or was not ready, again and again."),
    "interrupted": _(
        "The call was cut off twice; it may have arrived. Ask before you send it again."
    ),
    "secret": _("The secret cannot be read any more. Make the webhook anew."),
}


def new_secret() -> str:
    """A secret nobody guesses: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def signature(secret: str, moment: int, body: bytes) -> str:
    """What proves that a call is ours, and from when: HMAC-SHA256 over the seconds since 1970, a dot, and the body."""
    proof = hmac.new(secret.encode(), b"%d." % moment + body, sha256).hexdigest()
    return f"t={moment},v1={proof}"
