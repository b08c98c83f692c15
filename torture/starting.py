"""Queues a job and prints its key: ``python -m torture.starting purge|bulk|undo|value|retention|member``."""

import sys
from collections.abc import Callable

import config.started  # noqa: F401 - Django first
from vitalfew.access.api import PROPRIETOR, RoleRef, give_role
from vitalfew.customers.api import plan_delete, visible_to
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, Plan
from vitalfew.jobs.planning import confirm, take_back
from vitalfew.privacy.actions import set_days, start_retention
from vitalfew.privacy.models import Keeping, RetentionRule
from vitalfew.privacy.retention import due
from vitalfew.site.api import purge_when_due
from vitalfew.value.api import start_run


def member() -> Member:
    """Who may do everything."""
    found, _ = Member.objects.get_or_create(username="pia")
    give_role(actor=None, member=found, role=RoleRef(ready=PROPRIETOR))
    return found


def bulk() -> Job:
    """Every customer into the bin."""
    actor = member()
    plan = plan_delete(actor=actor, rows=visible_to(actor), reason="torture")
    return confirm(actor=actor, plan_id=plan.pk)


def undo() -> Job:
    """The last plan taken back."""
    return take_back(actor=member(), plan_id=Plan.objects.latest("created_at").pk)


def retention() -> Job:
    """Everybody who never bought, erased."""
    actor = member()
    set_days(actor=actor, what=Keeping.NEVER_BOUGHT, days=30)
    rule = RetentionRule.objects.get(what=Keeping.NEVER_BOUGHT)
    return start_retention(actor=actor, what=Keeping.NEVER_BOUGHT, shown=due(rule).keys)


JOBS: dict[str, Callable[[], Job | None]] = {
    "purge": purge_when_due, "bulk": bulk, "undo": undo, "retention": retention,
    "value": lambda: start_run(actor=None),
}  # fmt: skip


def main() -> None:
    """Start what was asked for."""
    if sys.argv[1] == "member":
        print(member().pk)
        return
    job = JOBS[sys.argv[1]]()
    print(job.pk if job else "")


if __name__ == "__main__":
    main()
