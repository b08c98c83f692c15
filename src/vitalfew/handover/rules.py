"""The states of a hand-over and of each customer in it, and the moves between them. Pure; no database."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a hand-over stands."""

    PREPARING = "preparing", _("Being prepared")
    OFFERED = "offered", _("Waits for the successor")
    SENT_BACK = "sent_back", pgettext_lazy("hand-over", "Sent back")
    DONE = "done", pgettext_lazy("hand-over", "Accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("hand-over", "Withdrawn")


class Answer(models.TextChoices):
    """What became of one customer of a hand-over."""

    WAITING = "waiting", pgettext_lazy("hand-over", "Waiting")
    ACCEPTED = "accepted", pgettext_lazy("hand-over", "Accepted")
    SENT_BACK = "sent_back", pgettext_lazy("hand-over", "Sent back")
    DROPPED = "dropped", _("Not theirs any more")


class Point(models.TextChoices):
    """What the successor must be told about a customer."""

    PEOPLE = "people", _("The people: who decides, how to treat them")
    INQUIRIES = "inquiries", _("Open inquiries")
    ORDERS = "orders", _("Open orders and deliveries")
    RECEIVABLES = "receivables", _("What they still owe")
    PROMISES = "promises", _("What we promised")
    NOTES = "notes", _("What else one must know")


UNDER_WAY = (State.PREPARING, State.OFFERED, State.SENT_BACK)
UNDECIDED = (Answer.WAITING, Answer.SENT_BACK)
# Every move there is; nothing else changes a state.
MOVES: frozenset[tuple[State, State]] = frozenset(
    {
        (State.PREPARING, State.OFFERED),
        (State.SENT_BACK, State.OFFERED),
        (State.OFFERED, State.SENT_BACK),
        (State.OFFERED, State.DONE),
        *((state, State.WITHDRAWN) for state in UNDER_WAY),
    }
)


def is_move(before: str, after: str) -> bool:
    """Whether a hand-over may go from one state to the other.

    >>> is_move("preparing", "offered"), is_move("done", "offered")
    (True, False)
    """
    return (State(before), State(after)) in MOVES
