"""Queues a job and prints its key: ``python -m torture.starting purge|bulk``."""

import sys

import config.started  # noqa: F401 - Django first
from vitalfew.access.api import PROPRIETOR, RoleRef, give_role
from vitalfew.customers.api import plan_delete, visible_to
from vitalfew.identity.api import Member
from vitalfew.jobs.planning import confirm
from vitalfew.site.api import purge_when_due


def main() -> None:
    """Start what was asked for."""
    if sys.argv[1] == "purge":
        job = purge_when_due()
    else:
        member, _ = Member.objects.get_or_create(username="pia")
        give_role(actor=None, member=member, role=RoleRef(ready=PROPRIETOR))
        plan = plan_delete(actor=member, rows=visible_to(member), reason="torture")
        job = confirm(actor=member, plan_id=plan.pk)
    print(job.pk if job else "")


if __name__ == "__main__":
    main()
