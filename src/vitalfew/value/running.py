"""The job that reckons every customer's value. One transaction: a run is there whole, or not at all."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from vitalfew.audit.api import record
from vitalfew.jobs.api import Job, Progress
from vitalfew.value import facts as books
from vitalfew.value.models import ValueRun, ValueSettings
from vitalfew.value.queries import settings_in_force
from vitalfew.value.reckoning import Reckoned, reckon
from vitalfew.value.reporting import (
    concentration_report,
    distribution_report,
    model_report,
    scaling_report,
    tiers_report,
)
from vitalfew.value.storing import store_scores


def run_work(job: Job, report: Progress) -> dict[str, object]:
    """Read the orders, fit, score, store. Interrupted, nothing of it is there, and the job is simply run again."""
    done = ValueRun.objects.filter(job=job).first()
    if done is not None:
        return _result(done)  # the last attempt was committed and then cut off
    started = timezone.now()
    settings = settings_in_force()
    with transaction.atomic():
        report("facts")
        loaded = books.load(settings, _as_of(job))
        reckoned = reckon(loaded, settings, report)
        report("store")
        run = _run(job, settings, reckoned, started)
        store_scores(run, reckoned)
        record(actor=job.actor, verb="value.run", subject=f"value_run:{run.pk}", **_result(run))
    return _result(run)


def _as_of(job: Job) -> date | None:
    given = job.parameters.get("as_of")
    return date.fromisoformat(given) if given else None


def _run(job: Job, settings: ValueSettings, reckoned: Reckoned, started: datetime) -> ValueRun:
    facts, forecast = reckoned.facts, reckoned.forecast
    known = {} if facts.is_empty else _days(reckoned)
    return ValueRun.objects.create(
        **known,
        currency=facts.currency,
        settings=settings,
        job=job,
        actor=job.actor,
        reason=job.parameters.get("reason", ""),
        customers=facts.customers.size,
        buyers=int((forecast.purchases > 0).sum()),
        without_orders=facts.without_orders,
        orders=facts.customer.size,
        later_orders=facts.later_orders,
        net_sales=books.money(reckoned.sales.net.sum()),
        unassigned_lines=facts.unassigned_lines,
        unassigned_amount=books.money(facts.unassigned),
        model=model_report(forecast),
        scaling=scaling_report(reckoned),
        tiers=tiers_report(reckoned, settings.scheme),
        concentration=concentration_report(reckoned),
        distribution=distribution_report(reckoned.standings),
        started_at=started,
        finished_at=timezone.now(),
    )


def _days(reckoned: Reckoned) -> dict[str, date]:
    first = int(reckoned.sales.first_day.min())
    return {"as_of": books.day_of(reckoned.facts.as_of), "first_on": books.day_of(first)}


def _result(run: ValueRun) -> dict[str, object]:
    return {"run": run.pk, "customers": run.customers, "net_sales": str(run.net_sales)}
