"""Who may change how value is reckoned. Everybody who signs in may read it."""

from django.utils.translation import gettext as _

from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotAllowed


def may_change_value(actor: Member) -> bool:
    """Administrators set the weights and start runs."""
    return actor.is_active and actor.is_administrator


def check_may_change_value(actor: Member | None) -> None:
    """NotAllowed for a member who may not; None is the command line, whose user owns the installation."""
    if actor is not None and not may_change_value(actor):
        raise NotAllowed(
            "may_not_change_value",
            _(
                "Only administrators change how value is reckoned and start a run. Ask one of them to do it."
            ),
        )
