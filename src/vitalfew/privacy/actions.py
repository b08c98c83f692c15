"""Starting an erasure, carrying one out after a restore, and setting how long people are kept."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, require
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, start
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.kernel.versions import refuse_if_changed
from vitalfew.privacy.models import RetentionRule
from vitalfew.privacy.persons import person_for
from vitalfew.privacy.policies import PRIVACY, check_may_keep
from vitalfew.privacy.retention import due

ERASE_JOB = "privacy.erase"
RETENTION_JOB = "privacy.retention"


@transaction.atomic
def start_erasing(*, actor: Member, kind: str, key: int, ground: str) -> Job:
    """Erase one person that ``actor`` sees, by a job that says afterwards how much went."""
    require(actor, PRIVACY, Verb.DELETE)
    person = person_for(actor, kind, key)
    return start(actor=actor, kind=ERASE_JOB, person=person.kind, key=person.key, ground=ground)


@transaction.atomic
def set_days(
    *, actor: Member, what: str, days: int | None, opened: Mapping[str, str] | None = None
) -> None:
    """How long such people may be kept; None: for ever.

    ChangedSince when ``opened``, as the form showed it, names another number than is set.
    """
    check_may_keep(actor)
    with connection.cursor() as cursor:  # one after the other, also where there is no row yet
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"days {what}"])
    rule = RetentionRule.objects.filter(what=what).first()
    refuse_if_changed(opened or {}, {"days": rule.days if rule else None})
    if days is None:
        RetentionRule.objects.filter(what=what).delete()
    else:
        RetentionRule.objects.update_or_create(what=what, defaults={"days": days})
    record(actor=actor, verb="privacy.set_days", subject=f"retention:{what}", days=days)


@transaction.atomic
def start_retention(*, actor: Member, what: str, shown: list[int]) -> Job:
    """Erase exactly those whom the page has shown; Conflict when the rule finds others by now."""
    check_may_keep(actor)
    require(actor, PRIVACY, Verb.DELETE)
    rule = RetentionRule.objects.filter(what=what).first()
    if rule is None or not shown:
        raise BadInput("nobody_due", _("Nobody is due by this rule. Look at the page again."))
    if set(shown) != set(due(rule).keys):
        raise Conflict(
            "others_due_by_now",
            _("Others are due by now. Look at the page again, and confirm those."),
        )
    return start(actor=actor, kind=RETENTION_JOB, what=what, keys=shown)
