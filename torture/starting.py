"""What the workshop starts: jobs of every kind, and what they need; each tells the key of what it made."""

from collections.abc import Callable, Mapping

from vitalfew.access.api import PROPRIETOR, RoleRef, give_role
from vitalfew.customers.api import plan_delete, visible_to
from vitalfew.duplicates.api import start_merge, start_undo
from vitalfew.duplicates.models import Merge
from vitalfew.identity.api import Member
from vitalfew.importing import api as importing
from vitalfew.importing.api import LedgerImport
from vitalfew.jobs.api import Job, Plan, finish
from vitalfew.jobs.planning import confirm, take_back
from vitalfew.outbox.api import is_at_home, send_mail
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


def merge() -> Job:
    """The two customers that are there become one."""
    actor = member()
    versions = dict(visible_to(actor).order_by("pk").values_list("pk", "version"))
    survivor, other = versions
    return start_merge(
        actor=actor, survivor_id=survivor, other_id=other, versions=versions, reason="twice"
    )


def unmerge() -> Job:
    """The last merge is taken back."""
    return start_undo(actor=member(), merge_id=Merge.objects.latest("at").pk)


LINES, MESSAGES = 5000, 5
HEAD = "customer id,order no,date,product,quantity,price\n"


def ledger(name: str) -> LedgerImport:
    """A checked file whose orders, customers and products nobody else has."""
    rows = "".join(
        f"{name}-C{i // 5 % 50},{name}-A{i // 5},2026-03-05,{name}-P{i % 40},{i % 7 + 1},1.25\n"
        for i in range(LINES)
    )
    made = importing.receive(actor=None, name=f"{name}.csv", chunks=[(HEAD + rows).encode()])
    finish(
        importing.check(
            actor=None, ledger=made, mapping=made.mapping, date_order="", currency="CNY"
        )
    )
    made.refresh_from_db()
    return made


def number_of_files() -> str:
    """A name that no file has had."""
    return f"file{LedgerImport.objects.count()}"


def adding() -> Job:
    """A file is being added."""
    return importing.apply(actor=None, ledger=ledger(number_of_files()), leave_out_bad_rows=False)


def taking_back() -> Job:
    """A file was added, and is being taken back."""
    made = ledger(number_of_files())
    finish(importing.apply(actor=None, ledger=made, leave_out_bad_rows=False))
    made.refresh_from_db()
    return importing.undo(actor=None, ledger=made)


def mail() -> str:
    """Messages that are due."""
    is_at_home()  # a new database takes its name before it has anything to send
    for number in range(MESSAGES):
        send_mail(to=["lin@example.org"], subject=f"No. {number}", body="Welcome")
    return ""


def keys_of(start: Callable[[], Job | None]) -> Callable[[], str]:
    """The key of the job that it starts."""

    def started() -> str:
        job = start()
        return str(job.pk) if job else ""

    return started


START: Mapping[str, Callable[[], str]] = {
    "purge": keys_of(purge_when_due), "bulk": keys_of(bulk), "undo": keys_of(undo),
    "retention": keys_of(retention), "value": keys_of(lambda: start_run(actor=None)), "adding": keys_of(adding),
    "taking back": keys_of(taking_back), "merge": keys_of(merge), "unmerge": keys_of(unmerge),
    "mail": mail, "member": lambda: str(member().pk),
}  # fmt: skip
