"""Changing roles, and who holds them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vitalfew.access.errors import ChangedMeanwhile, NotThere
from vitalfew.access.models import Department, Grant, Holding, Role
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.policies import require
from vitalfew.access.ready import ADMINISTRATOR, PROPRIETOR, READY, SALESPERSON, rights_table
from vitalfew.access.registry import module_of
from vitalfew.access.rights import forget
from vitalfew.access.rules import Scope, Verb
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict


@dataclass(frozen=True)
class Cell:
    """One right of a role as it is written down: departments matter for ``Scope.CHOSEN`` alone."""

    module: str
    verb: Verb
    scope: Scope
    departments: tuple[int, ...] = ()


@dataclass(frozen=True)
class RoleRef:
    """Names a role in an address or a form: ``ready-auditor``, or ``own-12``."""

    ready: str = ""
    pk: int | None = None

    def __str__(self) -> str:
        return f"ready-{self.ready}" if self.ready else f"own-{self.pk}"

    @classmethod
    def read(cls, text: str) -> "RoleRef":
        """From its text; NotThere for what names no role."""
        kind, _dash, rest = text.partition("-")
        if kind == "ready" and rest in READY:
            return cls(ready=rest)
        if kind == "own" and rest.isdecimal() and len(rest) < 18:
            return cls(pk=int(rest))
        raise NotThere


def own_role(ref: RoleRef) -> Role | None:
    """The company's own role; None for one that came with the product, NotThere for one that is gone."""
    if ref.ready:
        return None
    role = Role.objects.filter(pk=ref.pk or 0).first()
    if role is None:
        raise NotThere
    return role


def cells_of(ref: RoleRef) -> list[Cell]:
    """What a role may."""
    if ref.ready:
        return [Cell(*row) for row in rights_table(ref.ready)]
    rows = Grant.objects.filter(role=own_role(ref)).prefetch_related("departments").order_by("pk")
    return [
        Cell(row.module, Verb(row.verb), Scope(row.scope),
             tuple(department.pk for department in row.departments.all()))
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def copy_role(*, actor: Member | None, of: RoleRef, name: str, sentence: str = "") -> Role:
    """A role of the company's own that begins as a copy."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    cells = cells_of(of)
    role = _named(Role(sentence=sentence.strip()), name)
    _write(role, cells)
    record(actor=actor, verb="role.copy", subject=f"role:{role.pk}", of=str(of), name=role.name)
    return role


def without_name() -> BadInput:
    """No name, or one that is none."""
    return BadInput("role_without_name", _("Give the role a name."), field="name")


def _named(role: Role, name: str) -> Role:
    role.name = name.strip()
    if not role.name:
        raise without_name()
    if Role.objects.filter(name=role.name).exclude(pk=role.pk).exists():
        raise BadInput(
            "role_name_taken", _("There is a role of this name. Choose another name."), field="name"
        )
    role.save()
    return role


@transaction.atomic
def change_role(
    *,
    actor: Member | None,
    role_id: int,
    version: int,
    name: str,
    sentence: str,
    cells: Iterable[Cell],
) -> Role:
    """Write the whole role anew; Conflict when somebody else was faster."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    role = Role.objects.select_for_update().filter(pk=role_id).first()
    if role is None:
        raise NotThere
    if role.version != version:
        raise ChangedMeanwhile
    before = _written(cells_of(RoleRef(pk=role.pk)))
    role.version, role.sentence = role.version + 1, sentence.strip()
    _named(role, name)
    cells = list(cells)
    role.grants.all().delete()
    _write(role, cells)
    record(
        actor=actor, verb="role.change", subject=f"role:{role.pk}", name=role.name,
        before=before, after=_written(cells),
    )  # fmt: skip
    forget()
    return role


def _written(cells: Iterable[Cell]) -> list[str]:
    return sorted(
        f"{c.module} {c.verb} {c.scope} {sorted(c.departments) or ''}".strip() for c in cells
    )


def _write(role: Role, cells: Iterable[Cell]) -> None:
    for cell in cells:
        module = module_of(cell.module)
        if module is None or cell.verb not in module.verbs:
            raise NotThere
        grant = Grant.objects.create(
            role=role, module=cell.module, verb=cell.verb, scope=cell.scope
        )
        if cell.scope == Scope.CHOSEN:
            grant.departments.set(_known(cell.departments))


def _known(departments: tuple[int, ...]) -> list[Department]:
    found = list(Department.objects.filter(pk__in=departments))
    if len(found) != len(set(departments)):
        raise NotThere
    return found


@transaction.atomic
def remove_role(*, actor: Member | None, role_id: int) -> None:
    """Take away a role that nobody holds; Conflict while somebody does."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    role = Role.objects.select_for_update().filter(pk=role_id).first()
    if role is None:
        raise NotThere
    if role.holdings.exists():
        raise Conflict(
            "role_is_held",
            _("Somebody holds this role. Withdraw it from everybody first, then take it away."),
        )
    record(actor=actor, verb="role.remove", subject=f"role:{role.pk}", name=role.name)
    role.delete()


@transaction.atomic
def give_role(*, actor: Member | None, member: Member, role: RoleRef) -> None:
    """Let a member hold a role; holding it twice is holding it."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    if role.ready == ADMINISTRATOR:
        _set_administrator(member, is_one=True)
    else:
        Holding.objects.get_or_create(member=member, ready=role.ready, role=own_role(role))
    record(actor=actor, verb="role.give", subject=f"member:{member.pk}", role=str(role))
    forget()


@transaction.atomic
def withdraw_role(*, actor: Member | None, member: Member, role: RoleRef) -> None:
    """Take a role from a member; Conflict for the last administrator."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    if role.ready == ADMINISTRATOR:
        _refuse_last(member)
        _set_administrator(member, is_one=False)
    else:
        Holding.objects.filter(member=member, ready=role.ready, role=own_role(role)).delete()
    record(actor=actor, verb="role.withdraw", subject=f"member:{member.pk}", role=str(role))
    forget()


def _set_administrator(member: Member, *, is_one: bool) -> None:
    member.is_administrator = is_one
    member.save(update_fields=["is_administrator"])


def _refuse_last(member: Member) -> None:
    others = Member.objects.select_for_update().filter(is_administrator=True, is_active=True)
    if not [other for other in others if other != member]:
        raise Conflict(
            "last_administrator",
            _("This is the last administrator. Make somebody else one first."),
        )


def welcome(member: Member) -> None:
    """The roles of a new member: whoever sets the installation up also works in it; others see their own customers."""
    first = PROPRIETOR if member.is_administrator else SALESPERSON
    Holding.objects.get_or_create(member=member, ready=first, role=None)


def name_of(ref: RoleRef) -> str | Promise:
    """What a role is called."""
    role = own_role(ref)
    return role.name if role else READY[ref.ready].name
