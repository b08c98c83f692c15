"""Writing opportunities: each verb a function of its own, and each step a fact that stays."""

from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, insist
from vitalfew.audit.api import record
from vitalfew.customers.api import Customer, customer_for
from vitalfew.funnel.checking import check_facts
from vitalfew.funnel.following import tell_of
from vitalfew.funnel.models import (
    LONGEST_NOTE,
    LossReason,
    Opportunity,
    Outcome,
    SalesStage,
    Step,
    StepKind,
)
from vitalfew.funnel.policies import binned, may_open_at, opportunity_policy
from vitalfew.funnel.queries import opportunity_for
from vitalfew.funnel.stages import stage_for, stages
from vitalfew.identity.api import Member
from vitalfew.inquiries.api import Inquiry
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import base_currency


class Facts(TypedDict, total=False):
    """What can be said of an opportunity."""

    name: str
    owner: Member | None
    amount: Decimal | None
    currency: str
    closes_on: date | None
    inquiry: Inquiry | None


@transaction.atomic
def open_opportunity(
    *, actor: Member, customer_id: int, stage_id: int | None = None, **facts: Unpack[Facts]
) -> Opportunity:
    """Open an opportunity of a customer, in the first stage or in another; it is the actor's unless said otherwise."""
    customer = customer_for(actor, customer_id)
    insist(may_open_at(actor, customer))
    stage = stages()[0] if stage_id is None else stage_for(stage_id)
    made = Opportunity(customer=customer, stage=stage, owner=actor, currency=base_currency())
    _set(actor, customer, made, facts)
    made.save()
    _step(made, StepKind.OPENED, actor, after=stage)
    _record(actor, "open", made, customer=customer.pk, stage=stage.pk)
    tell_of([customer.pk])
    return made


@transaction.atomic
def change(
    *, actor: Member, opportunity_id: int, version: int, **facts: Unpack[Facts]
) -> Opportunity:
    """Change what is said of it; Conflict when somebody else was faster."""
    found = _locked(actor, opportunity_id, version)
    _set(actor, found.customer, found, facts)
    _save(found)
    _record(actor, "change", found)
    return found


@transaction.atomic
def advance(*, actor: Member, opportunity_id: int, version: int, stage_id: int) -> Opportunity:
    """Move an open opportunity to another stage, forward or back; to the one it is in changes nothing."""
    found = _locked(actor, opportunity_id, version)
    _check_open(found)
    before, after = found.stage, stage_for(stage_id)
    if before == after:
        return found
    found.stage = after
    _save(found)
    _step(found, StepKind.MOVED, actor, after=after, before=before)
    _record(actor, "advance", found, stage=[before.pk, after.pk])
    return found


@transaction.atomic
def win(*, actor: Member, opportunity_id: int, version: int) -> Opportunity:
    """It is won, today."""
    found = _locked(actor, opportunity_id, version)
    _check_open(found)
    found.outcome, found.closed_on = Outcome.WON, timezone.localdate()
    _close(actor, found, StepKind.WON, "win")
    return found


@transaction.atomic
def lose(
    *, actor: Member, opportunity_id: int, version: int, reason: str, note: str = ""
) -> Opportunity:
    """It is lost, today, for a reason."""
    found = _locked(actor, opportunity_id, version)
    _check_open(found)
    if reason not in LossReason.values:
        raise BadInput("reason_missing", _("Choose why it was lost."), field="reason")
    if len(note.strip()) > LONGEST_NOTE:
        raise BadInput(
            "note_too_long",
            _("This is longer than %(most)s characters. Keep to what decided it.") % {"most": LONGEST_NOTE},
            field="note",
        )  # fmt: skip
    found.outcome, found.closed_on = Outcome.LOST, timezone.localdate()
    found.lost_reason, found.lost_note = reason, note.strip()
    _close(actor, found, StepKind.LOST, "lose", reason=reason)
    return found


@transaction.atomic
def reopen(*, actor: Member, opportunity_id: int, version: int) -> Opportunity:
    """Open a closed one again, in the stage in which it was closed."""
    found = _locked(actor, opportunity_id, version)
    if found.is_open:
        raise Conflict(
            "opportunity_is_open", _("This opportunity is open already. Nothing was changed.")
        )
    found.outcome, found.closed_on, found.lost_reason, found.lost_note = "", None, "", ""
    _close(actor, found, StepKind.REOPENED, "reopen")
    return found


@transaction.atomic
def delete(*, actor: Member, opportunity_id: int) -> Opportunity:
    """Put it into the bin: its steps and its history stay attached, and are seen no more."""
    found = opportunity_for(actor, opportunity_id)
    insist(opportunity_policy.may(actor, Verb.DELETE, found))
    found = _lock(opportunity_id)
    found.deleted_at, found.deleted_by = timezone.now(), actor
    _save(found)
    _record(actor, "delete", found)
    tell_of([found.customer_id])
    return found


@transaction.atomic
def restore(*, actor: Member, opportunity_id: int) -> Opportunity:
    """Take it out of the bin, as it was."""
    rows = binned(actor).filter(pk=opportunity_id)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise Conflict(
            "not_in_the_bin", _("This opportunity is not in the bin any more. Look at the list.")
        )
    found.deleted_at, found.deleted_by = None, None
    _save(found)
    _record(actor, "restore", found)
    tell_of([found.customer_id])
    return found


def _close(
    actor: Member, found: Opportunity, kind: StepKind, verb: str, **more: object
) -> None:  # fmt: skip
    """Closed, or opened again: the customer's stage follows."""
    _save(found)
    _step(found, kind, actor, after=found.stage, before=found.stage)
    _record(actor, verb, found, **more)
    tell_of([found.customer_id])


def _locked(actor: Member, pk: int, version: int) -> Opportunity:
    """The opportunity, locked, for who may edit it; Conflict when it is not the version that was seen."""
    found = opportunity_for(actor, pk)
    insist(opportunity_policy.may(actor, Verb.EDIT, found))
    found = _lock(pk)
    if found.version != version:
        raise Conflict(
            "opportunity_changed_meanwhile",
            _("Somebody changed this opportunity meanwhile. Look at it again, and choose."),
            stored=found,
        )
    return found


def _lock(pk: int) -> Opportunity:
    rows = Opportunity.everything.select_related("customer", "stage", "owner")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def _check_open(found: Opportunity) -> None:
    if not found.is_open:
        raise Conflict(
            "opportunity_is_closed",
            _("This opportunity is closed already. Open it again to go on with it."),
        )


def _save(found: Opportunity) -> None:
    found.version += 1
    found.save()


def _step(
    found: Opportunity, kind: StepKind, by: Member, *, after: SalesStage, before: SalesStage | None = None
) -> None:  # fmt: skip
    Step.objects.create(opportunity=found, kind=kind, before=before, after=after, by=by)


def _record(actor: Member, verb: str, found: Opportunity, **more: object) -> None:
    record(actor=actor, verb=f"opportunity.{verb}", subject=f"opportunity:{found.pk}", **more)


def _set(actor: Member, customer: Customer, row: Opportunity, facts: Any) -> None:  # noqa: ANN401 - Facts, of any caller
    """Put checked facts on a row; the row is not saved."""
    for name, value in check_facts(actor, customer, row, facts).items():
        setattr(row, name, value)
