"""Members with roles, for the tests of this app and of the apps above it."""

from vitalfew.access.api import SALESPERSON, FieldRule, RoleRef, give_role
from vitalfew.access.limits import limits_of, set_limits, written
from vitalfew.access.models import Department, Post
from vitalfew.access.rules import path_of
from vitalfew.identity.api import Member


def hold(member: Member, *ready: str) -> Member:
    """The member, now holding these ready roles."""
    for key in ready:
        give_role(actor=None, member=member, role=RoleRef(ready=key))
    return member


def make_member(username: str, *ready: str, **facts: object) -> Member:
    """A member as an invitation would have left them, with these ready roles."""
    return hold(Member.objects.create(username=username, **facts), *ready)


def make_department(name: str, parent: Department | None = None) -> Department:
    """A department in its place in the tree."""
    department = Department.objects.create(name=name, parent=parent)
    department.path = path_of(parent.path if parent else "", department.pk)
    department.save()
    return department


def place(member: Member, department: Department | None, superior: Member | None = None) -> Member:
    """The member, now in this department."""
    Post.objects.update_or_create(
        member=member, defaults={"department": department, "superior": superior}
    )
    return member


def limit(rule: FieldRule, *keys: str, role: str = SALESPERSON) -> None:
    """A ready role with this rule, and no other, on these fields."""
    ref, limits = RoleRef(role), dict.fromkeys(keys, rule)
    set_limits(actor=None, of=ref, limits=limits, opened_with=written(limits_of(ref)))
