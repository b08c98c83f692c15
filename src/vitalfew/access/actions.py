"""Changing the organisation: departments, who is in them, who stands in for whom."""

from collections.abc import Mapping
from datetime import date

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from vitalfew.access import organisation
from vitalfew.access.errors import ChangedMeanwhile, Circle, NotThere
from vitalfew.access.models import Department, Deputy, Post
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.moves import moved
from vitalfew.access.policies import require
from vitalfew.access.rights import forget
from vitalfew.access.rules import Verb, is_below, path_of
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.kernel.versions import refuse_if_changed


def _take_turn(actor: Member | None) -> None:
    """One change of the tree at a time: two moves side by side could close a circle."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('departments', 0))")


@transaction.atomic
def add_department(*, actor: Member | None, name: str, parent: Department | None) -> Department:
    """Add a department below another, or at the top."""
    _take_turn(actor)
    _refuse_twin(name, parent, None)
    department = Department.objects.create(name=name.strip(), parent=parent)
    department.path = path_of(parent.path if parent else "", department.pk)
    department.save(update_fields=["path"])
    record(
        actor=actor, verb="department.add", subject=f"department:{department.pk}", name=name.strip()
    )
    return department


def _refuse_twin(name: str, parent: Department | None, own: int | None) -> None:
    twins = Department.objects.filter(parent=parent, name=name.strip())
    if twins.exclude(pk=own or 0).exists():
        raise BadInput(
            "department_name_taken",
            _("There is a department of this name there already. Choose another name."),
            field="name",
        )


@transaction.atomic
def change_department(
    *,
    actor: Member | None,
    department_id: int,
    version: int,
    name: str,
    parent: Department | None,
    manager: Member | None,
) -> Department:
    """Rename a department, put it below another one, or give it another manager."""
    _take_turn(actor)
    department = _locked(department_id)
    if department.version != version:
        raise ChangedMeanwhile
    _refuse_twin(name, parent, department.pk)
    before = {
        "name": department.name,
        "parent": department.parent_id,
        "manager": department.manager_id,
    }
    if parent is not None and is_below(parent.path, department.path):
        raise Circle(_("A department cannot be put below itself. Choose another place."))
    _move_paths(department, path_of(parent.path if parent else "", department.pk))
    department.name, department.parent, department.manager = name.strip(), parent, manager
    department.version += 1
    department.save(update_fields=["name", "parent", "manager", "version"])
    after = {
        "name": department.name,
        "parent": department.parent_id,
        "manager": department.manager_id,
    }
    record(
        actor=actor, verb="department.change", subject=f"department:{department.pk}",
        **{key: [before[key], after[key]] for key in before if before[key] != after[key]},
    )  # fmt: skip
    forget()
    return department


def _locked(department_id: int) -> Department:
    found = Department.objects.select_for_update().filter(pk=department_id).first()
    if found is None:
        raise NotThere
    return found


def _move_paths(department: Department, path: str) -> None:
    """Everything below goes along: the front of its path is exchanged."""
    old = department.path
    if old != path:
        Department.objects.filter(path__startswith=old).update(
            path=Concat(Value(path), Substr(F("path"), len(old) + 1))
        )
        department.path = path


@transaction.atomic
def remove_department(*, actor: Member | None, department_id: int) -> None:
    """Take away an empty department; Conflict while somebody or something is in it."""
    _take_turn(actor)
    department = _locked(department_id)
    if department.children.exists() or department.posts.exists():
        raise Conflict(
            "department_not_empty",
            _("There are members or departments in it. Move them first, then take it away."),
        )
    moved_out = f"department:{department.pk}"
    department.delete()
    record(actor=actor, verb="department.remove", subject=moved_out, name=department.name)


@transaction.atomic
def place_member(
    *,
    actor: Member | None,
    member: Member,
    department: Department | None,
    superior: Member | None,
    opened: Mapping[str, str] | None = None,
) -> Post:
    """Put a member into a department and say who is above them, if not the department's manager.

    ChangedSince when the member stands elsewhere by now than the form showed (``opened``).
    """
    _take_turn(actor)
    if superior is not None and (
        superior == member or superior.pk in organisation.subordinates_of(member.pk)
    ):
        raise Circle(_("Nobody can be below those they lead. Choose another superior."))
    post, _new = Post.objects.select_for_update().get_or_create(member=member)
    before = post.department_id
    refuse_if_changed(opened or {}, {"department": before, "superior": post.superior_id})
    post.department, post.superior = department, superior
    post.save()
    if before != post.department_id:
        moved(member.pk, post.department_id)
    record(
        actor=actor, verb="member.place", subject=f"member:{member.pk}",
        department=post.department_id, superior=post.superior_id,
    )  # fmt: skip
    forget()
    return post


@transaction.atomic
def add_deputy(
    *, actor: Member | None, absent: Member, deputy: Member, first_day: date, last_day: date
) -> Deputy:
    """Let ``deputy`` see and do what ``absent`` may with customers, from a day to a day."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    if last_day < first_day:
        raise BadInput(
            "deputy_ends_before_beginning",
            _("The last day is before the first. Choose a later one."),
            field="last_day",
        )
    if absent == deputy:
        raise BadInput(
            "own_deputy",
            _("Nobody stands in for themselves. Choose somebody else."),
            field="deputy",
        )
    added = Deputy.objects.create(
        absent=absent, deputy=deputy, first_day=first_day, last_day=last_day
    )
    record(
        actor=actor, verb="deputy.add", subject=f"member:{absent.pk}", deputy=deputy.pk,
        first_day=first_day.isoformat(), last_day=last_day.isoformat(),
    )  # fmt: skip
    forget()
    return added


@transaction.atomic
def end_deputy(*, actor: Member | None, deputy_id: int) -> None:
    """Nobody stands in any more, from now on."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    found = Deputy.objects.select_for_update().filter(pk=deputy_id).first()
    if found is None:
        raise NotThere
    record(
        actor=actor, verb="deputy.end", subject=f"member:{found.absent_id}", deputy=found.deputy_id
    )
    found.delete()
    forget()
