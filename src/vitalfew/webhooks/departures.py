"""The webhooks of whoever may not sign in any more are silent."""

from vitalfew.identity.api import Member, on_departure
from vitalfew.webhooks.policies import webhooks_visible_to


def silence(member: Member) -> None:
    """Pause all of a member's."""
    webhooks_visible_to(member).update(is_paused=True)


on_departure(silence)
