"""What can be said of an opportunity, and what cannot."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from vitalfew.customers.api import Customer
from vitalfew.funnel.models import LONGEST_NAME, Opportunity
from vitalfew.funnel.queries import inquiries_at, sees_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput
from vitalfew.web.api import base_currency

CURRENCY = re.compile(r"[A-Z]{3}")
MOST = Decimal(10) ** 14


def check_facts(
    actor: Member, customer: Customer, row: Opportunity, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts as they are stored; BadInput for the first that cannot be."""
    checked = dict(facts)
    name = str(facts.get("name", row.name)).strip()
    if not name:
        raise BadInput("name_missing", _("Say what is to be sold, in a few words."), field="name")
    if len(name) > LONGEST_NAME:
        raise BadInput(
            "name_too_long",
            _("This is longer than %(most)s characters. Shorten it.") % {"most": LONGEST_NAME},
            field="name",
        )
    checked["name"] = name
    if "currency" in facts:
        checked["currency"] = _currency(facts["currency"])
    _check_amount(facts.get("amount"))
    _check_owner(customer, row, facts)
    _check_inquiry(actor, customer, row, facts)
    return checked


def _currency(typed: str) -> str:
    code = typed.strip().upper() or base_currency()
    if not CURRENCY.fullmatch(code):
        raise BadInput(
            "no_such_currency",
            _("Write the currency as a code of three letters, such as CNY."),
            field="currency",
        )
    return code


def _check_amount(amount: Decimal | None) -> None:
    if amount is not None and not 0 <= amount < MOST:
        raise BadInput(
            "no_such_amount", _("Write an amount that is not below nothing, or leave it empty."), field="amount"
        )  # fmt: skip


def _check_owner(customer: Customer, row: Opportunity, facts: Mapping[str, Any]) -> None:
    """Somebody who may sign in and sees the customer; who owns it already stays."""
    if "owner" not in facts:
        return
    owner = facts["owner"]
    if owner is None:
        raise BadInput("owner_missing", _("Choose who looks after it."), field="owner")
    if owner.pk == row.owner_id and row.pk:
        return
    if not owner.is_active or not sees_customer(owner, customer.pk):
        raise BadInput(
            "owner_sees_nothing",
            _("%(owner)s does not see this customer. Choose somebody who does, or put them on the account team first.")
            % {"owner": owner},
            field="owner",
        )  # fmt: skip


def _check_inquiry(
    actor: Member, customer: Customer, row: Opportunity, facts: Mapping[str, Any]
) -> None:
    inquiry = facts.get("inquiry")
    if inquiry is None or inquiry.pk == row.inquiry_id:
        return
    if not inquiries_at(actor, customer).filter(pk=inquiry.pk).exists():
        raise BadInput(
            "not_an_inquiry_here", _("Choose an inquiry of this customer."), field="inquiry"
        )
