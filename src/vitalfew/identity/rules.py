"""Limits of signing in, and how long things last."""

from dataclasses import dataclass
from datetime import timedelta

from vitalfew.identity.models import Attempt, SignInLink

KEEP = timedelta(days=1)
SEEN_EVERY = timedelta(minutes=5)
CONFIRMED_FOR = timedelta(minutes=15)
# A browser that nobody uses for so long, or that was signed in so long ago, is asked for the password again.
IDLE, LONGEST = timedelta(hours=24), timedelta(days=30)
DEVICE_YEARS = timedelta(days=365)
LINK_LIFE = {
    SignInLink.Kind.INVITATION: timedelta(days=7),
    SignInLink.Kind.HELP: timedelta(days=1),
    SignInLink.Kind.RESET: timedelta(hours=1),
}


@dataclass(frozen=True)
class Limit:
    """How often something may be tried within ``window``.

    ``here``: for one name from one place. ``place``: from one address for all names. ``everywhere``: for one name from
    all addresses. A device the member signed in on before is a place of its own, and only ``here`` holds for it: so
    nobody can lock a member out of their own device by guessing elsewhere.
    """

    window: timedelta
    here: int
    place: int
    everywhere: int


LIMITS = {
    Attempt.Act.PASSWORD: Limit(timedelta(minutes=15), here=10, place=60, everywhere=100),
    Attempt.Act.SECOND_FACTOR: Limit(timedelta(minutes=15), here=10, place=60, everywhere=30),
    Attempt.Act.RESET: Limit(timedelta(hours=1), here=3, place=20, everywhere=10),
    # Lists as files: more than anybody needs, and far less than taking everything along piece by piece.
    Attempt.Act.EXPORT: Limit(timedelta(hours=1), here=20, place=20, everywhere=20),
}
