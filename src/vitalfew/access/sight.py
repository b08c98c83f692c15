"""What a member sees of a field: the most open rule among the roles that shows it for every row the member sees.

A role that shows more counts only where it reaches as far as all roles together: somebody who sees their own customers
openly and everybody's masked would otherwise find the masked ones by sorting or filtering.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vitalfew.access.errors import Refused
from vitalfew.access.explaining import who_may_change
from vitalfew.access.fields import Field, FieldRule, field_of
from vitalfew.access.rights import rights_of
from vitalfew.access.rules import Verb
from vitalfew.identity.api import Member
from vitalfew.web.api import NOT_TOLD


def rule_for(actor: Member | None, field: Field) -> FieldRule:
    """How far ``actor`` sees a field; None is the command line, whose user owns the installation."""
    if actor is None:
        return FieldRule.OPEN
    rights = rights_of(actor)
    shown_by = rights.of(field.module.key, Verb.VIEW)
    limits = rights.limits
    if not shown_by:
        return FieldRule.HIDDEN
    told = {grant: limits.get((grant.ref, field.key), FieldRule.OPEN) for grant in shown_by}
    whole = rights.reach(field.module.key, Verb.VIEW)
    for rule in FieldRule:
        reach = rights.added_up(
            grant for grant, own in told.items() if own.narrowness <= rule.narrowness
        )
        if reach.everything or reach | whole == reach:
            return rule
    return FieldRule.HIDDEN


def reads(actor: Member | None, field: Field) -> bool:
    """Whether the field is shown as it is; if not, no filter, sort, search or total may tell it either."""
    return rule_for(actor, field) in {FieldRule.OPEN, FieldRule.READ_ONLY}


def writes(actor: Member | None, field: Field) -> bool:
    """Whether ``actor`` may type it."""
    return rule_for(actor, field) == FieldRule.OPEN


def shown(actor: Member | None, field: Field, value: object) -> object:
    """The value as ``actor`` sees it: itself, masked, or a sign that it is not told. What is empty stays empty."""
    rule = rule_for(actor, field)
    if rule in {FieldRule.OPEN, FieldRule.READ_ONLY} or value is None or value == "":
        return value
    if rule == FieldRule.MASKED and field.mask is not None:
        return field.mask(str(value))
    return NOT_TOLD


def insist_reads(actor: Member | None, *needed: Field) -> None:
    """Refused unless all of them are shown as they are: for pages that tell all of them, or none."""
    for field in needed:
        if not reads(actor, field):
            raise Refused(why_limited(actor, field))


def insist_writes(actor: Member | None, changed: Iterable[Field]) -> None:
    """Refused unless ``actor`` may type all of them."""
    for field in changed:
        if not writes(actor, field):
            raise Refused(why_limited(actor, field))


def why_limited(actor: Member | None, field: Field) -> str:
    """The rule that limits a field, the roles it comes with, and who may change it."""
    if actor is None:
        return ""
    rights = rights_of(actor)
    names = {
        str(grant.role)
        for grant in rights.of(field.module.key, Verb.VIEW)
        if rights.limits.get((grant.ref, field.key), FieldRule.OPEN) != FieldRule.OPEN
    }
    return (
        _("“%(field)s” is %(rule)s in your roles (%(roles)s).")
        % {
            "field": field.label,
            "rule": str(rule_for(actor, field).label).lower(),
            "roles": ", ".join(sorted(names)) or _("none"),
        }
        + f" {who_may_change()}"
    )


@dataclass(frozen=True)
class Sight:
    """One member's sight, as the lists of ``vitalfew.web.listing`` ask it."""

    actor: Member | None

    def reads(self, guard: str) -> bool:
        """Whether filters and sorts may use it."""
        field = field_of(guard)
        return field is not None and reads(self.actor, field)

    def is_hidden(self, guard: str) -> bool:
        """Whether its column is left out."""
        field = field_of(guard)
        return field is None or rule_for(self.actor, field) == FieldRule.HIDDEN

    def shown(self, guard: str, value: object) -> object:
        """A cell's value."""
        field = field_of(guard)
        return NOT_TOLD if field is None else shown(self.actor, field, value)
