"""Writing the log."""

from vitalfew.audit.models import Event
from vitalfew.identity.api import Member


def record(*, actor: Member | None, verb: str, subject: str, **data: object) -> None:
    """Log that ``actor`` (None: the system itself) did ``verb`` to ``subject`` ("import:12").

    Call it inside the transaction of what was done.
    """
    Event.objects.create(actor=actor, verb=verb, subject=subject, data=data)
