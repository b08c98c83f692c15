"""Who is below whom: departments as a tree, people as superiors and subordinates."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from vitalfew.access.models import Department, Post
from vitalfew.access.rules import EVERYTHING, NOTHING, Reach, Scope

# Those whose superior one is, those in the departments one manages and below, and whoever is below those.
SUBORDINATES_SQL = """
WITH RECURSIVE below (member_id) AS (
    SELECT p.member_id FROM access_post p
     WHERE p.superior_id = %(member)s
        OR p.department_id IN (SELECT d.id FROM access_department d
                                 JOIN access_department m ON starts_with(d.path, m.path)
                                WHERE m.manager_id = %(member)s)
     UNION
    SELECT p.member_id FROM access_post p JOIN below b ON p.superior_id = b.member_id
)
SELECT member_id FROM below WHERE member_id <> %(member)s
"""


def subordinates_of(member_id: int) -> frozenset[int]:
    """Everybody below a member, however far."""
    with connection.cursor() as cursor:
        cursor.execute(SUBORDINATES_SQL, {"member": member_id})
        return frozenset(pk for (pk,) in cursor.fetchall())


def department_of(member_id: int) -> int | None:
    """The key of the department a member is in."""
    posts = Post.objects.filter(member_id=member_id)
    return posts.values_list("department_id", flat=True).first()


def with_those_below(departments: Iterable[int]) -> frozenset[int]:
    """The departments and everything below them: one indexed condition on the path for each."""
    paths = Department.objects.filter(pk__in=list(departments)).values_list("path", flat=True)
    condition = Q()
    for path in paths:
        condition |= Q(path__startswith=path)
    if not condition:
        return frozenset()
    return frozenset(Department.objects.filter(condition).values_list("pk", flat=True))


def reach_of(member_id: int, scope: Scope, chosen: frozenset[int]) -> Reach:
    """Whose rows a scope covers for a member. Every scope covers what is the member's own."""
    if scope == Scope.ALL:
        return EVERYTHING
    if scope not in set(Scope):
        return NOTHING
    own = Reach(selves=frozenset({member_id}))
    if scope == Scope.SUBORDINATES:
        return own | Reach(members=subordinates_of(member_id))
    return own | Reach(departments=_departments(member_id, scope, chosen))


def _departments(member_id: int, scope: Scope, chosen: frozenset[int]) -> frozenset[int]:
    if scope == Scope.CHOSEN:
        return with_those_below(chosen)
    home = department_of(member_id)
    if home is None or scope == Scope.SELF:
        return frozenset()
    return frozenset({home}) if scope == Scope.DEPARTMENT else with_those_below([home])


def members_of(departments: Iterable[int]) -> frozenset[int]:
    """Who is in these departments."""
    posts = Post.objects.filter(department_id__in=list(departments))
    return frozenset(posts.values_list("member_id", flat=True))


def sits_in(member_id: int, path: str) -> Exists:
    """The condition on rows that the member is in the department whose path they name, or below it; asks no query."""
    return Exists(
        Post.objects.filter(member_id=member_id, department__path__startswith=OuterRef(path))
    )


def seats_of(member_id: int) -> frozenset[int]:
    """The department a member is in, and all above it: what is given to a department is given to those below too."""
    posts = Post.objects.filter(member_id=member_id, department__isnull=False)
    path = posts.values_list("department__path", flat=True).first() or ""
    return frozenset(int(key) for key in path.split("/") if key.isdecimal())
