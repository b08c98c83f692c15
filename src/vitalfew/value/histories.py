"""The history of how value is reckoned: each version against the one before it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.audit.api import Shown, Subject, register_subject
from vitalfew.identity.api import Member
from vitalfew.value.models import ValueSettings
from vitalfew.value.policies import check_may_read_rules
from vitalfew.value.rules import COMPONENTS


def show(actor: Member, key: int) -> Shown:
    """The settings, for those who may read them."""
    check_may_read_rules(actor)
    return Shown(_("Weights"), reverse("value:settings"))


def weights(stored: dict[str, int]) -> str:
    """Each component with its weight."""
    return ", ".join(f"{part.label} {stored.get(part.name, 0)}%" for part in COMPONENTS)


def tiers(stored: dict[str, object]) -> str:
    """The scheme's tiers, best first."""
    found = stored.get("tiers", [])
    named = [tier for tier in found if isinstance(tier, dict)] if isinstance(found, list) else []
    return ", ".join(str(tier.get("code") or tier.get("name", "")) for tier in named)


register_subject(
    Subject(
        "value-settings",
        ValueSettings,
        show,
        versions=True,
        words={"weights": weights, "scheme": tiers},
    )
)
