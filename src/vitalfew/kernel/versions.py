"""Nobody overwrites what they have not seen: for rows that carry no number of their version."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from vitalfew.kernel.errors import Conflict


class ChangedSince(Conflict):
    """Somebody else was faster."""

    def __init__(self) -> None:
        super().__init__(
            "changed_since_opened",
            _("Somebody changed this while you were typing. Compare both texts and choose."),
        )


def written(value: object) -> str:
    """A value as a form carries it."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def refuse_if_changed(opened: Mapping[str, str], stored: Mapping[str, object]) -> None:
    """ChangedSince when one of the values that a person saw is another one now.

    ``opened`` is what the form showed when it was opened; what it does not name is not compared. Call it with the
    stored row locked.
    """
    if any(opened[name] != written(value) for name, value in stored.items() if name in opened):
        raise ChangedSince
