"""Who may look into the outbox."""

from django.utils.translation import gettext_lazy as _

from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotAllowed


def check_may_administer(actor: Member) -> None:
    """NotAllowed for anyone but an administrator: whom we write to is nobody else's business."""
    if not (actor.is_active and actor.is_administrator):
        raise NotAllowed(
            "outbox_not_allowed", _("Only administrators see the outbox. Ask one of them.")
        )
