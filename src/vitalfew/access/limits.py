"""Setting how far a role shows fields, and looking behind a mask."""

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from vitalfew.access.errors import ChangedMeanwhile, NotThere, Refused
from vitalfew.access.fields import Field, FieldRule, field_in, field_of, fields
from vitalfew.access.models import FieldLimit, Reveal
from vitalfew.access.modules import ORGANISATION
from vitalfew.access.policies import require
from vitalfew.access.rights import forget
from vitalfew.access.roles import RoleRef, own_role
from vitalfew.access.rules import Verb
from vitalfew.access.sight import reads, rule_for, why_limited
from vitalfew.audit.api import record, register_field_rule
from vitalfew.identity.api import Member

type Limits = dict[str, FieldRule]
LONGEST_HISTORY = 200


def limits_of(ref: RoleRef) -> Limits:
    """Every field with the rule of one role; what nobody limited is open."""
    rows = FieldLimit.objects.filter(ready=ref.ready, role=own_role(ref))
    told = {row.field: FieldRule(row.rule) for row in rows}
    return {field.key: told.get(field.key, FieldRule.OPEN) for field in fields()}


def limited_fields(ref: RoleRef) -> list[tuple[str, str]]:
    """What a role does not show openly: each field's name and its rule's."""
    known = limits_of(ref)
    return [
        (str(field.label), str(known[field.key].label))
        for field in fields()
        if known[field.key] != FieldRule.OPEN
    ]


def written(limits: Mapping[str, str]) -> str:
    """The rules as one text: what a form was opened with."""
    return " ".join(f"{key}={rule}" for key, rule in sorted(limits.items()))


@transaction.atomic
def set_limits(
    *, actor: Member | None, of: RoleRef, limits: Mapping[str, FieldRule], opened_with: str
) -> None:
    """Write the field rules of a role anew; ChangedMeanwhile when somebody else was faster."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"fields {of}"])
    before = limits_of(of)
    if written(before) != opened_with:
        raise ChangedMeanwhile
    role = own_role(of)
    for key, rule in limits.items():
        field = field_of(key)
        if field is None or rule not in field.rules:
            raise NotThere
        _set(FieldLimit(ready=of.ready, role=role, field=key, rule=rule))
    was = {key: before.get(key, FieldRule.OPEN) for key in limits}
    changed = {key: [was[key], rule] for key, rule in limits.items() if was[key] != rule}
    record(actor=actor, verb="role.limit_fields", subject=f"role:{of}", **changed)
    forget()


def _set(limit: FieldLimit) -> None:
    known = FieldLimit.objects.filter(ready=limit.ready, role=limit.role, field=limit.field)
    if limit.rule == FieldRule.OPEN:
        known.delete()
    elif not known.update(rule=limit.rule):
        limit.save()


def note_reveal(*, actor: Member, subject: str, field: Field) -> None:
    """Somebody looks behind a mask: that stands in the history of the record. Call before showing."""
    Reveal.objects.create(member=actor, subject=subject, field=field.key)
    record(actor=actor, verb="field.reveal", subject=subject, field=field.key)


def reveal(*, actor: Member, subject: str, field: Field, narrowed: FieldRule | None = None) -> None:
    """Ask to look behind a mask, and note it; Refused where the field is hidden. What one sees anyway is not noted.

    ``narrowed`` is the rule that counts where the field tells of others that are limited more.
    """
    rule = narrowed or rule_for(actor, field)
    if rule == FieldRule.HIDDEN:
        raise Refused(why_limited(actor, field))
    if rule == FieldRule.MASKED:
        note_reveal(actor=actor, subject=subject, field=field)


def reveals_of(subject: str) -> dict[str, str]:
    """The newest looks behind masks of one record, in words, by key."""
    rows = Reveal.objects.filter(subject=subject).order_by("-pk")[:LONGEST_HISTORY]
    return {str(row.pk): _("Revealed: %(field)s") % {"field": _name(row.field)} for row in rows}


def _name(key: str) -> str:
    field = field_of(key)
    return str(field.label) if field else key


def may_read_history(actor: AbstractBaseUser, model: type[models.Model], name: str) -> bool:
    """Whether ``actor`` reads what a column was and is."""
    field = field_in(model, name)
    return field is None or (isinstance(actor, Member) and reads(actor, field))


register_field_rule(may_read_history)
