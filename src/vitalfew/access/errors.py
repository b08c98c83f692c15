"""What can go wrong in the organisation, and what a refusal says."""

from math import ceil

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vitalfew.identity.api import TooManyTries
from vitalfew.kernel.errors import BadInput, Conflict, NotAllowed, NotFound


class Refused(NotAllowed):
    """The rule that refused, and who may change it, in one message; the parts are in ``data``."""

    def __init__(self, sentence: str, **data: object) -> None:
        super().__init__("not_in_your_roles", sentence, **data)


class TooManyFiles(NotAllowed):
    """A member takes one file after another."""

    status = 429

    def __init__(self, counted: TooManyTries) -> None:
        seconds = int(str(counted.data["retry_after"]))
        minutes = ceil(seconds / 60)
        sentence = ngettext(
            "You have taken too many files within an hour. Wait %(minutes)d minute, then try again.",
            "You have taken too many files within an hour. Wait %(minutes)d minutes, then try again.",
            minutes,
        )
        super().__init__("too_many_files", sentence % {"minutes": minutes}, retry_after=seconds)


class Circle(BadInput):
    """A department cannot stand below itself, nor a superior below those they lead."""

    def __init__(self, sentence: object) -> None:
        super().__init__("circle_in_the_organisation", sentence)


class ChangedMeanwhile(Conflict):
    """Somebody else was faster."""

    def __init__(self) -> None:
        super().__init__(
            "organisation_changed_meanwhile",
            _("Somebody changed this while you were typing. Compare both texts and choose."),
        )


class NotThere(NotFound):
    """No such department, role or member: the same words whether it never was or is not to be seen."""

    def __init__(self) -> None:
        super().__init__(
            "not_in_the_organisation",
            _("There is no such department, role or member. Load the page again."),
        )
