"""Who gets an inquiry: rules as data, a turn or the smallest load, and a quota for the day.

All rules are locked while one inquiry is given out, so that many at once are given out one after the other: nobody
gets two turns, and no quota is overdrawn.
"""

from collections.abc import Iterable

from django.db.models import Count, Max
from django.utils import timezone

from vitalfew.access.api import Department, Verb, department_of, may, members_of
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Assignment, Inquiry, RoutingRule
from vitalfew.inquiries.policies import INQUIRIES
from vitalfew.inquiries.rules import UNANSWERED, Conditions, fits
from vitalfew.inquiries.words import State, Target


def route(inquiry: Inquiry) -> RoutingRule | None:
    """Give a new inquiry to whom the first fitting rule names; None where no rule has anybody free."""
    rules = RoutingRule.objects.select_for_update().order_by("place", "pk")
    for rule in [rule for rule in rules if rule.is_active and rule_fits(rule, inquiry)]:
        member = next_of(rule)
        if member is not None:
            give(inquiry, member, rule=rule)
            return rule
    return None


def rule_fits(rule: RoutingRule, inquiry: Inquiry) -> bool:
    """Whether an inquiry meets the conditions of a rule."""
    asked = Conditions(
        tuple(rule.sources), tuple(rule.countries), tuple(rule.provinces), tuple(rule.words)
    )
    return fits(
        asked, source=inquiry.source, country=inquiry.country, province=inquiry.province,
        text=f"{inquiry.wants} {inquiry.source_detail}",
    )  # fmt: skip


def give(
    inquiry: Inquiry, member: Member, *, rule: RoutingRule | None = None, by: Member | None = None
) -> None:
    """Make ``member`` the owner and count it; the caller saves nothing more."""
    inquiry.owner = member
    inquiry.department_id = department_of(member.pk)
    if inquiry.state == State.NEW:
        inquiry.state = State.ASSIGNED
    inquiry.save()
    Assignment.objects.create(inquiry=inquiry, member=member, rule=rule, by=by)


def next_of(rule: RoutingRule) -> Member | None:
    """Whose turn it is by a rule, among those whose quota is not used up."""
    members = {member.pk: member for member in candidates(rule)}
    today = _given_today(members)
    free = [pk for pk in sorted(members) if rule.per_day is None or today.get(pk, 0) < rule.per_day]
    if not free:
        return None
    if rule.target == Target.LEAST_LOAD:
        load = _open_of(free)
        return members[min(free, key=lambda pk: (load.get(pk, 0), today.get(pk, 0), pk))]
    last = _last_turn(rule, free)
    return members[min(free, key=lambda pk: (last.get(pk, 0), pk))]


def candidates(rule: RoutingRule) -> list[Member]:
    """The members a rule names who can work on inquiries now."""
    people = Member.objects.filter(is_active=True)
    if rule.target == Target.MEMBER:
        people = people.filter(pk__in=[rule.member_id])
    else:
        people = people.filter(pk__in=members_of(_departments(rule)))
    return [one for one in people.order_by("pk") if may(one, INQUIRIES, Verb.EDIT)]


def _departments(rule: RoutingRule) -> list[int]:
    """The department of a rule and those below it."""
    path = rule.department.path if rule.department else ""
    if not path:
        return []
    return list(Department.objects.filter(path__startswith=path).values_list("pk", flat=True))


def _given_today(members: Iterable[int]) -> dict[int, int]:
    """How many each got by rules since midnight: what was given away again counts too."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Assignment.objects.filter(member_id__in=list(members), created_at__gte=midnight)
    counted = rows.filter(by__isnull=True).values_list("member_id").annotate(Count("pk"))
    return dict(counted.order_by())


def _open_of(members: list[int]) -> dict[int, int]:
    """How many each has to answer still."""
    rows = Inquiry.objects.filter(owner_id__in=members, state__in=UNANSWERED)
    return dict(rows.values_list("owner_id").annotate(Count("pk")).order_by())


def _last_turn(rule: RoutingRule, members: list[int]) -> dict[int, int]:
    """When each last had a turn by this rule, as a number that grows."""
    rows = Assignment.objects.filter(rule=rule, member_id__in=members)
    return dict(rows.values_list("member_id").annotate(Max("pk")).order_by())
