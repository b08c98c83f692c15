"""What can be brought in: each kind says what its rows may tell, and how they are added and taken back."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from vitalfew.access.api import why_limited, writes
from vitalfew.identity.api import Member
from vitalfew.importing.fields import ImportField, Text
from vitalfew.importing.staging import Bad, Shape
from vitalfew.jobs.api import Job, Progress
from vitalfew.kernel.errors import BadInput, NotAllowed

if TYPE_CHECKING:
    from vitalfew.importing.models import LedgerImport


@dataclass
class Examined:
    """What was found out about staged rows: figures for the preview, and the rows that cannot be added after all."""

    counts: Mapping[str, Any] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)


class ImportKind(ABC):
    """A kind of file: its columns, who may bring it in, and what becomes of its rows.

    ``dated``: the field by whose cells one sees whether the day or the month comes first; none while empty.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    sentence: ClassVar[Text]
    example: ClassVar[Text]  # the name of a file with a template
    dated: ClassVar[str] = ""
    missing: ClassVar[tuple[str, str]]  # what is wrong with a row that says nothing
    asks_currency: ClassVar[bool] = False
    preview: ClassVar[str]
    result: ClassVar[str]
    # By which facts a record that is here already may be known; none where the kind knows by itself.
    keys: ClassVar[Mapping[str, Text]] = {}

    @abstractmethod
    def fields(self, actor: Member | None) -> tuple[ImportField, ...]:
        """What a row may say, for this member."""

    @abstractmethod
    def shape(self, actor: Member | None) -> Shape:
        """How checked rows wait."""

    def shape_of(self, found: "LedgerImport") -> Shape:
        """How the rows of one file wait: own fields only where a column says them."""
        shape = self.shape(found.actor)
        fields = [one for one in shape.fields if not one.is_own or one.name in found.mapping]
        return replace(shape, fields=fields)

    @abstractmethod
    def insist(self, actor: Member | None) -> None:
        """Refused for who may not bring this kind in; None is the command line."""

    @abstractmethod
    def insist_mapping(self, mapping: Mapping[str, int], chosen: Mapping[str, str]) -> None:
        """BadInput when these columns do not make a row."""

    @abstractmethod
    def totals(self, found: "LedgerImport", report: Progress) -> Examined:
        """The preview's figures of all staged rows. Inside the transaction of the check."""

    @abstractmethod
    def examine(self, found: "LedgerImport", rows: Sequence[int]) -> Examined:
        """The same of some rows, put right just now."""

    @abstractmethod
    def add(self, job: Job, found: "LedgerImport", report: Progress) -> dict[str, object]:
        """Add the staged rows, inside one transaction; figures for the result."""

    @abstractmethod
    def take_back(self, job: Job, found: "LedgerImport", report: Progress) -> dict[str, object]:
        """Take back what was added, inside one transaction; figures for the result."""

    def choices(
        self, mapping: Mapping[str, int], chosen: Mapping[str, str], found: "LedgerImport"
    ) -> dict[str, str]:
        """What was chosen beside the columns, with what goes without saying; BadInput for what cannot be chosen."""
        return {}

    def work(self, counts: Mapping[str, int]) -> int:
        """How many of the checked rows there is something to do with."""
        return counts["lines"]

    def can_be_undone(self, found: "LedgerImport") -> bool:
        """Whether what it takes is still there."""
        return True

    def may(self, actor: Member) -> bool:
        """Whether the member brings this kind in."""
        try:
            self.insist(actor)
        except NotAllowed:
            return False
        return True

    def insist_fields(self, actor: Member | None, mapping: Mapping[str, int]) -> None:
        """BadInput that names the first mapped field which the member may not type."""
        for one in self.fields(actor):
            if one.name in mapping and one.guard is not None and not writes(actor, one.guard):
                raise BadInput(
                    "column_not_allowed",
                    _("This column cannot be brought in. %(why)s")
                    % {"why": why_limited(actor, one.guard)},
                    field=one.name,
                )


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind known."""
    _kinds[kind.key] = kind


def kinds() -> list[ImportKind]:
    """All kinds, in the order they were made known."""
    return list(_kinds.values())


def kind_named(key: str) -> ImportKind | None:
    """The kind of that name."""
    return _kinds.get(key)


def kind_of(found: "LedgerImport") -> ImportKind:
    """The kind of an import."""
    return _kinds[found.kind]
