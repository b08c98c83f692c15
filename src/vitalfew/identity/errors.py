"""What can go wrong when somebody signs in."""

from django.utils.translation import gettext_lazy as _

from vitalfew.kernel.errors import Conflict, NotAllowed


class TooManyTries(NotAllowed):
    """Somebody guesses passwords."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            "too_many_tries",
            _(
                "Too many wrong passwords. Wait 15 minutes, or ask an administrator for a sign-in link."
            ),
        )


class LinkUsed(NotAllowed):
    """A sign-in link works once and for a day."""

    def __init__(self) -> None:
        super().__init__(
            "link_used",
            _(
                "This sign-in link was used already or is older than a day. Ask an administrator for a new one."
            ),
        )


class NameTaken(Conflict):
    """Two members cannot sign in by the same name."""

    def __init__(self, username: str) -> None:
        super().__init__(
            "name_taken",
            _("Somebody signs in by this name already. Choose another one."),
            username=username,
        )
