"""The words of the access model, and the arithmetic of which rows a right reaches. Pure; no database."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """What one can do in a module."""

    VIEW = "view", _("View")
    CREATE = "create", _("Create")
    EDIT = "edit", _("Edit")
    DELETE = "delete", _("Delete")
    EXPORT = "export", _("Export")
    TRANSFER = "transfer", _("Transfer")
    CLAIM = "claim", _("Claim")
    APPROVE = "approve", _("Approve")
    CONFIGURE = "configure", _("Configure")


class Scope(TextChoices):
    """Whose rows a right covers, from the narrowest to the widest, and one list of one's own."""

    SELF = "self", _("Own")
    SUBORDINATES = "subordinates", _("Own and subordinates'")
    DEPARTMENT = "department", _("Department")
    BELOW = "below", _("Department and below")
    CHOSEN = "chosen", _("Chosen departments")
    ALL = "all", _("All")


@dataclass(frozen=True)
class Reach:
    """Whose rows a right covers, once the organisation is known; it adds up with ``|``.

    ``selves`` are the people it is held for: the member, and those the member stands in for. What they work on in an
    account team counts as theirs. ``members`` are further owners, ``departments`` are keys.
    """

    everything: bool = False
    selves: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()

    def __or__(self, other: "Reach") -> "Reach":
        return Reach(
            self.everything or other.everything,
            self.selves | other.selves,
            self.members | other.members,
            self.departments | other.departments,
        )

    def __bool__(self) -> bool:
        return self.everything or bool(self.selves or self.members or self.departments)

    @property
    def owners(self) -> frozenset[int]:
        """Whoever's rows are in it."""
        return self.selves | self.members


NOTHING = Reach()
EVERYTHING = Reach(everything=True)


def path_of(parent_path: str, pk: int) -> str:
    """The place of a department in the tree: everything below it begins with its path.

    >>> path_of("1/7/", 12)
    '1/7/12/'
    """
    return f"{parent_path}{pk}/"


def is_below(path: str, of: str) -> bool:
    """Whether a department is ``of`` or stands somewhere below it.

    >>> is_below("1/7/12/", "1/7/"), is_below("1/71/", "1/7/")
    (True, False)
    """
    return path.startswith(of)
