"""Writing the log."""

from django.contrib.auth.base_user import AbstractBaseUser

from vitalfew.audit.models import Event


def record(*, actor: AbstractBaseUser | None, verb: str, subject: str, **data: object) -> None:
    """Log that ``actor`` (None: the system itself) did ``verb`` to ``subject`` ("import:12").

    Call it inside the transaction of what was done.
    """
    actor_id = actor.pk if actor is not None else None
    Event.objects.create(actor_id=actor_id, verb=verb, subject=subject, data=data)
