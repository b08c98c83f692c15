"""Who may look into the outbox: whom we write to is the business of who sets up the organisation alone."""

from vitalfew.access.api import ORGANISATION, Verb, require
from vitalfew.identity.api import Member


def check_may_administer(actor: Member) -> None:
    """Refused without the right to set up the organisation."""
    require(actor, ORGANISATION, Verb.CONFIGURE)
