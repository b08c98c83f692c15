"""The account team: who helps with a customer of another owner, how far, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Answer, forget, insist
from vitalfew.audit.api import because, record
from vitalfew.customers.actions import locked
from vitalfew.customers.models import Customer, TeamMember
from vitalfew.customers.policies import in_force, may_change_team, team_visible_to
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotFound


@dataclass(frozen=True)
class Helping:
    """How somebody helps: reading or also writing, until a day or without end, and why."""

    may_write: bool
    expires_on: date | None
    reason: str


@dataclass(frozen=True)
class TeamTab:
    """What the customer's page shows of its team."""

    now: list[TeamMember]
    earlier: list[TeamMember]
    may_change: Answer


def team_of(actor: Member, customer_id: int) -> QuerySet[TeamMember]:
    """Everybody who helps or helped with one customer, by name."""
    rows = team_visible_to(actor).filter(customer_id=customer_id).select_related("member")
    return rows.order_by("member__name", "member__username", "pk")


def team_size(actor: Member, customer: Customer) -> int:
    """How many help today."""
    return team_of(actor, customer.pk).filter(in_force(timezone.localdate())).count()


def team_tab(actor: Member, customer: Customer) -> TeamTab:
    """One customer's team of today, and who helped before."""
    rows = list(team_of(actor, customer.pk))
    return TeamTab(
        now=[row for row in rows if not row.is_over],
        earlier=[row for row in rows if row.is_over],
        may_change=may_change_team(actor, customer),
    )


def helper_for(actor: Member, customer_id: int, member_id: int) -> TeamMember:
    """One helper of a customer; NotFound when there is none to be seen."""
    found = team_of(actor, customer_id).filter(member_id=member_id).first()
    if found is None:
        raise NotFound(
            "not_on_the_team", _("Nobody like that is on this team. Open the customer again.")
        )
    return found


def candidates(actor: Member, customer: Customer) -> QuerySet[Member]:
    """Who can be added: everybody who may sign in, but the owner and those who help already."""
    helping = team_of(actor, customer.pk).filter(in_force(timezone.localdate()))
    taken = {customer.owner_id or 0, *helping.values_list("member_id", flat=True)}
    return Member.objects.filter(is_active=True).exclude(pk__in=taken).order_by("name", "username")


@transaction.atomic
def add_to_team(*, actor: Member, customer_id: int, member: Member, helping: Helping) -> TeamMember:
    """Let somebody help with a customer; who helped before helps again."""
    customer = locked(actor, customer_id)
    insist(may_change_team(actor, customer))
    _check(helping)
    if not candidates(actor, customer).filter(pk=member.pk).exists():
        raise BadInput(
            "not_for_the_team",
            _("This member owns the customer, or is on its team already. Choose somebody else."),
            field="member",
        )
    known = team_of(actor, customer.pk).filter(member=member).first()
    row = known or TeamMember(customer=customer, member=member, version=0)
    return _write(actor, "add", row, helping)


@transaction.atomic
def change_helper(
    *, actor: Member, customer_id: int, member_id: int, version: int, helping: Helping
) -> TeamMember:
    """Let somebody help otherwise, or until another day; Conflict when somebody else was faster."""
    row = _helper_to_change(actor, customer_id, member_id, version)
    _check(helping)
    return _write(actor, "change", row, helping)


@transaction.atomic
def take_off_team(
    *, actor: Member, customer_id: int, member_id: int, version: int, reason: str
) -> TeamMember:
    """Somebody helps no more, from this moment on."""
    row = _helper_to_change(actor, customer_id, member_id, version)
    _check_reason(reason)
    because(reason.strip())
    row.removed_at, row.reason, row.version = timezone.now(), reason.strip(), row.version + 1
    row.save()
    forget()
    record(
        actor=actor, verb="customer.team_remove", subject=f"customer:{customer_id}",
        member=member_id, reason=row.reason,
    )  # fmt: skip
    return row


def _helper_to_change(actor: Member, customer_id: int, member_id: int, version: int) -> TeamMember:
    """The row, while the customer's lock keeps everybody else away from its team."""
    insist(may_change_team(actor, locked(actor, customer_id)))
    row = helper_for(actor, customer_id, member_id)
    if row.version != version:
        raise Conflict(
            "team_changed_meanwhile",
            _("Somebody changed this while you were typing. Compare both texts and choose."),
        )
    return row


def _write(actor: Member, verb: str, row: TeamMember, helping: Helping) -> TeamMember:
    because(helping.reason.strip())
    row.may_write, row.expires_on = helping.may_write, helping.expires_on
    row.reason, row.removed_at = helping.reason.strip(), None
    row.version += 1
    row.save()
    forget()
    record(
        actor=actor, verb=f"customer.team_{verb}", subject=f"customer:{row.customer_id}",
        member=row.member_id, may_write=row.may_write, reason=row.reason,
        expires_on=row.expires_on.isoformat() if row.expires_on else None,
    )  # fmt: skip
    return row


def _check(helping: Helping) -> None:
    _check_reason(helping.reason)
    if helping.expires_on is not None and helping.expires_on < timezone.localdate():
        raise BadInput(
            "last_day_has_passed",
            _("This day has passed. Choose today or a later one, or leave it empty."),
            field="expires_on",
        )


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput(
            "reason_missing",
            _("Say why, in a few words: it stands in the customer's history."),
            field="reason",
        )


@transaction.atomic
def lend(
    *, actor: Member, customers: Iterable[int], member: Member, until: date, reason: str
) -> set[int]:
    """Let a member read customers until a day, for a verb that has asked for its own right; those that were lent.

    Whoever is on a team already stays there as they are.
    """
    keys = set(customers)
    rows = TeamMember.objects.filter(member=member, customer_id__in=keys)
    keys -= set(rows.filter(in_force(timezone.localdate())).values_list("customer_id", flat=True))
    because(reason)
    again = rows.filter(customer_id__in=keys)
    known = set(again.values_list("customer_id", flat=True))
    again.update(
        may_write=False, expires_on=until, removed_at=None, reason=reason, version=F("version") + 1
    )
    TeamMember.objects.bulk_create(
        TeamMember(customer_id=key, member=member, expires_on=until, reason=reason)
        for key in sorted(keys - known)
    )
    forget()
    for key in keys:
        record(
            actor=actor, verb="customer.team_add", subject=f"customer:{key}", member=member.pk,
            may_write=False, reason=reason, expires_on=until.isoformat(),
        )  # fmt: skip
    return keys


@transaction.atomic
def end_lending(*, actor: Member, customers: Iterable[int], member: Member, reason: str) -> None:
    """A member to whom customers were lent reads them no more."""
    because(reason)
    rows = TeamMember.objects.filter(member=member, customer_id__in=list(customers))
    now = rows.filter(in_force(timezone.localdate()))
    keys = list(now.values_list("customer_id", flat=True))
    now.update(removed_at=timezone.now(), reason=reason, version=F("version") + 1)
    forget()
    for key in keys:
        record(
            actor=actor, verb="customer.team_remove", subject=f"customer:{key}", member=member.pk,
            reason=reason,
        )  # fmt: skip
