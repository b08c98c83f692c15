"""Setting what should be known of customers."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, require
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.upkeep.models import Requirement
from vitalfew.upkeep.policies import UPKEEP, requirements_to_set


@transaction.atomic
def set_requirement(
    *, actor: Member, requirement_id: int | None, version: int, **facts: object
) -> Requirement:
    """Add a requirement, or change one; Conflict when somebody else was faster."""
    require(actor, UPKEEP, Verb.CONFIGURE)
    requirement = Requirement(version=0)
    if requirement_id:
        found = requirements_to_set(actor).select_for_update().filter(pk=requirement_id).first()
        if found is None or found.version != version:
            raise Conflict(
                "requirement_changed_meanwhile",
                _("Somebody changed this while you were typing. Compare both texts and choose."),
            )
        requirement = found
    for name, value in facts.items():
        setattr(requirement, name, value)
    requirement.version += 1
    _save(requirement)
    record(
        actor=actor, verb="upkeep.set", subject=f"requirement:{requirement.pk}", fact=requirement.fact
    )  # fmt: skip
    return requirement


def _save(requirement: Requirement) -> None:
    try:
        with transaction.atomic():
            requirement.save()
    except IntegrityError as error:
        if "requirement_once" not in str(error):
            raise
        raise BadInput(
            "requirement_twice",
            _("There is a rule for this fact and these customers already. Change that one."),
            field="fact",
        ) from error


@transaction.atomic
def remove_requirement(*, actor: Member, requirement_id: int) -> None:
    """Ask for a fact no longer."""
    require(actor, UPKEEP, Verb.CONFIGURE)
    requirements_to_set(actor).filter(pk=requirement_id).delete()
    record(actor=actor, verb="upkeep.unset", subject=f"requirement:{requirement_id}")
