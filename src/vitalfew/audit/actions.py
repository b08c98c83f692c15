"""Writing the log."""

from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser

from vitalfew.audit.models import Event

_followers: list[Callable[[Event], None]] = []


def on_event(follow: Callable[[Event], None]) -> None:
    """Call ``follow`` with every event, inside the transaction of what was done; register it when the app is ready."""
    if follow not in _followers:
        _followers.append(follow)


def record(*, actor: AbstractBaseUser | None, verb: str, subject: str, **data: object) -> None:
    """Log that ``actor`` (None: the system itself) did ``verb`` to ``subject`` ("import:12").

    Call it inside the transaction of what was done.
    """
    actor_id = actor.pk if actor is not None else None
    event = Event.objects.create(actor_id=actor_id, verb=verb, subject=subject, data=data)
    for follow in _followers:
        follow(event)
