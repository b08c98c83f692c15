"""What can go wrong when somebody signs in, and when members are looked after."""

from math import ceil

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from vitalfew.kernel.errors import BadInput, Conflict, NotAllowed


class TooManyTries(NotAllowed):
    """Somebody guesses; ``retry_after`` seconds later the next try is heard."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        minutes = ceil(retry_after / 60)
        super().__init__(
            "too_many_tries",
            ngettext_lazy(
                "Too many tries. Wait %(minutes)d minute and try again; a device you signed in on before still works.",
                "Too many tries. Wait %(minutes)d minutes and try again; a device you signed in on before still works.",
                minutes,
            )
            % {"minutes": minutes},
            retry_after=retry_after,
        )


class LinkUsed(NotAllowed):
    """A sign-in link works once and for a time."""

    def __init__(self) -> None:
        super().__init__(
            "link_used",
            _(
                "This sign-in link was used already or is too old. Ask an administrator for a new one."
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


class MailTaken(Conflict):
    """Two members cannot have the same e-mail address, which also opens the door."""

    def __init__(self) -> None:
        super().__init__(
            "mail_taken",
            _("Another member has this e-mail address. Choose another one."),
        )


class LastAdministrator(Conflict):
    """Somebody has to be left who can let others in."""

    def __init__(self) -> None:
        super().__init__(
            "last_administrator",
            _("This is the last active administrator. Make another member one first."),
        )


class NotAnAdministrator(NotAllowed):
    """Members are looked after by administrators."""

    def __init__(self) -> None:
        super().__init__(
            "not_an_administrator",
            _("Only administrators look after members. Ask one of them."),
        )


class CodeWrong(BadInput):
    """The second factor did not fit."""

    def __init__(self) -> None:
        super().__init__(
            "code_wrong",
            _(
                "This code is not right or was used already. Wait for the next one, or use a recovery code."
            ),
        )


class PasskeyRefused(BadInput):
    """The browser's answer does not prove the passkey."""

    def __init__(self) -> None:
        super().__init__(
            "passkey_refused",
            _("The passkey was not recognised. Try again, or use a code instead."),
        )


class SecondFactorNeeded(Conflict):
    """The company wants its administrators to have one."""

    def __init__(self) -> None:
        super().__init__(
            "second_factor_needed",
            _("Administrators must have a second factor here. Set up another one first."),
        )
