"""Reasons that people typed for work on many rows, and taking out those that name somebody who is erased."""

from collections.abc import Sequence

from django.db.models import F, Func, JSONField, Value
from django.db.models.fields.json import KT

from vitalfew.jobs.models import Job, Plan, PlanRow

# Where the reason stands: in the parameters of plans and jobs, and in what a row said before.
PLACES = ((Plan, "parameters"), (Job, "parameters"), (PlanRow, "before"))


def reasons_of_work() -> set[str]:
    """Every reason, each once."""
    told: set[str] = set()
    for model, column in PLACES:
        rows = model._base_manager.filter(**{f"{column}__has_key": "reason"}).order_by()
        said = rows.annotate(said=KT(f"{column}__reason")).values_list("said", flat=True)
        told.update(reason for reason in said.distinct() if reason)
    return told


def blank_reasons(reasons: Sequence[str]) -> None:
    """Let work say nothing where it said one of these."""
    for model, column in PLACES:
        rows = model._base_manager.annotate(said=KT(f"{column}__reason"))
        nothing = Func(F(column), Value(["reason"]), Value("", JSONField()), function="jsonb_set")
        rows.filter(said__in=reasons).update(**{column: nothing})
