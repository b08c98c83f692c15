"""When a message is tried again, and when it is given up. Pure."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
)
# A message whose sending was cut off may have arrived: it is tried once more, and then a person decides.
MOST_INTERRUPTIONS = 1

REASONS: dict[str, Promise] = {
    "refused": _("The mail server refused it for good."),
    "unreachable": _("The mail server could not be reached, or was not ready, again and again."),
    "interrupted": _(
        "Sending was cut off twice; it may have arrived. Ask before you send it again."
    ),
}


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after this many attempts; None: no more."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
