"""What a token may be for, and how long it lasts. Pure; no database."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PREFIX = "vf_"
SHOWN = 8  # characters by which its owner recognises a token
LONGEST_LIFE = timedelta(days=366)
USUAL_LIFE = timedelta(days=90)
MOST_TOKENS = 20
WINDOW_SECONDS = 10


class Scope(TextChoices):
    """A part of the product, to read or to write: never more than the member's own rights."""

    CUSTOMERS_READ = "customers.read", _("Read customers")
    CUSTOMERS_WRITE = "customers.write", _("Add and change customers")
    CUSTOMERS_ASSIGN = (
        "customers.assign",
        _("Give customers to another owner, keep them out of recycling, and put them into the bin"),
    )
    CALLS_WRITE = "calls.write", _("Say who is calling")
    CONTACTS_READ = "contacts.read", _("Read contacts")
    CONTACTS_WRITE = "contacts.write", _("Add, change and delete contacts")
    INQUIRIES_READ = "inquiries.read", _("Read inquiries")
    INQUIRIES_WRITE = "inquiries.write", _("Send inquiries")
    INQUIRIES_EDIT = "inquiries.edit", _("Work on inquiries and make customers of them")
    OPPORTUNITIES_READ = "opportunities.read", _("Read opportunities")
    OPPORTUNITIES_WRITE = (
        "opportunities.write",
        _("Open and change opportunities, and close them as won or lost"),
    )
    ORDERS_READ = "orders.read", _("Read orders")
    VIEWS_READ = "views.read", _("Read saved views of lists")
    VIEWS_WRITE = "views.write", _("Keep, change, share and delete views of lists")
    HANDOVERS_READ = "handovers.read", _("Read hand-overs")
    HANDOVERS_WRITE = "handovers.write", _("Hand customers over and answer hand-overs")
    VALUE_READ = "value.read", _("Read what customers are worth")


def new_secret() -> str:
    """A token nobody guesses: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is stored of it. It is random, so no slow hash is needed."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
