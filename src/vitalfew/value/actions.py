"""The verbs of value: start a run, change how value is reckoned."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, JobState, start
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.value.models import ValueSettings
from vitalfew.value.policies import check_may_change_value
from vitalfew.value.queries import settings_in_force
from vitalfew.value.rules import RUN_JOB, totals_100


@dataclass(frozen=True)
class Proposal:
    """How value shall be reckoned, before it is saved."""

    weights: dict[str, int]
    margin_percent: Decimal
    horizon_months: int
    discount_percent: Decimal

    def upon(self, base: ValueSettings) -> ValueSettings:
        """The unsaved next version; what the proposal does not speak of stays as it is."""
        return ValueSettings(
            version=base.version + 1,
            weights=self.weights,
            margin_percent=self.margin_percent,
            horizon_months=self.horizon_months,
            discount_percent=self.discount_percent,
            scheme=base.scheme,
            currency=base.currency,
            exchange_rates=base.exchange_rates,
        )


@transaction.atomic
def start_run(actor: Member | None, reason: str = "", as_of: date | None = None) -> Job:
    """Queue a run of every customer's value, by default as of the latest order; one that still waits will do."""
    check_may_change_value(actor)
    with (
        connection.cursor() as cursor
    ):  # two clicks at once: the second finds what the first queued
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('value run', 0))")
    waiting = Job.objects.select_for_update().filter(kind=RUN_JOB, state=JobState.WAITING)
    job = waiting.order_by("created_at").first()
    if job is not None and as_of is None and "as_of" not in job.parameters:
        return job
    parameters: dict[str, object] = {"reason": reason} if reason else {}
    if as_of is not None:
        parameters["as_of"] = as_of.isoformat()
    return start(actor=actor, kind=RUN_JOB, **parameters)


@transaction.atomic
def save_settings(
    *, actor: Member | None, proposal: Proposal, reason: str, based_on: int
) -> tuple[ValueSettings, Job]:
    """Make the proposal the next version and start a run with it; Conflict when another version came in between."""
    check_may_change_value(actor)
    base = _locked(based_on)
    if not totals_100(proposal.weights):
        raise BadInput(
            "weights_do_not_total_100", _("The weights must total 100. Raise or lower one of them.")
        )
    return _added(actor, proposal.upon(base), reason)


@transaction.atomic
def save_currency(
    *, actor: Member | None, currency: str, rates: dict[str, str], reason: str, based_on: int
) -> tuple[ValueSettings, Job]:
    """Set the company's currency and what one unit of each other currency is worth in it."""
    check_may_change_value(actor)
    base = _locked(based_on)
    following = ValueSettings(version=base.version + 1, currency=currency, exchange_rates=rates)
    for name in ("weights", "margin_percent", "horizon_months", "discount_percent", "scheme"):
        setattr(following, name, getattr(base, name))
    return _added(actor, following, reason)


def _locked(based_on: int) -> ValueSettings:
    # One at a time: a lock on the newest row alone lets the next one pass on the version that is no longer the newest.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('value settings', 0))")
    newest = settings_in_force()
    if newest.version != based_on:
        raise Conflict(
            "settings_changed",
            _("Somebody saved version %(version)s while you were typing. Compare both and choose.")
            % {"version": newest.version},
        )
    return newest


def _added(
    actor: Member | None, following: ValueSettings, reason: str
) -> tuple[ValueSettings, Job]:
    if not reason.strip():
        raise BadInput(
            "reason_missing",
            _("Say why, in a few words: it stands in the history of every customer who moves."),
            field="reason",
        )
    following.actor, following.reason = actor, reason.strip()
    following.save(force_insert=True)
    record(
        actor=actor,
        verb="value.settings",
        subject=f"value_settings:{following.version}",
        weights=following.weights,
        reason=following.reason,
    )
    return following, start_run(actor, following.reason)
