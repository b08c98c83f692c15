"""Reading imports for a member."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vitalfew.identity.api import Member
from vitalfew.importing.ledger.encodings import NAMES as ENCODING_NAMES
from vitalfew.importing.ledger.fields import FIELDS, LedgerField
from vitalfew.importing.models import LedgerImport, Problem
from vitalfew.importing.policies import check_may_import, imports_visible_to
from vitalfew.importing.rules import FAULTS, WHOLE_ROW
from vitalfew.kernel.errors import NotFound

FORMATS = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}
PROBLEMS_AT_ONCE = 50
ROWS_SHOWN = 8


@dataclass(frozen=True)
class CellShown:
    """One cell of a refused row: the field, its text, the fault sentences under it."""

    field: LedgerField
    text: str
    faults: list[str | Promise]


@dataclass(frozen=True)
class RowShown:
    """A refused row as it can be put right."""

    problem: Problem
    cells: list[CellShown]
    faults: list[str | Promise]  # of the row as a whole

    @property
    def can_be_fixed(self) -> bool:
        """A row whose cells are not even known is put right in its file."""
        return not self.faults


def import_for(actor: Member, pk: UUID) -> LedgerImport:
    """One import; NotAllowed for those who import nothing, NotFound when it is not there."""
    check_may_import(actor)
    ledger = imports_visible_to(actor).select_related("job", "actor").filter(pk=pk).first()
    if ledger is None:
        raise NotFound(
            "import_not_found", _("There is no such import. Look at the list of imports.")
        )
    return ledger


def mapped_fields(ledger: LedgerImport) -> list[LedgerField]:
    """The fields this import reads, in the order of the product."""
    return [field for field in FIELDS if field.name in ledger.mapping]


def rows_to_fix(ledger: LedgerImport) -> list[RowShown]:
    """The first rows that are still wrong."""
    fields = mapped_fields(ledger)
    problems = ledger.problems.filter(is_fixed=False).order_by("row")[:PROBLEMS_AT_ONCE]
    return [row_shown(problem, fields) for problem in problems]


def row_shown(problem: Problem, fields: Iterable[LedgerField]) -> RowShown:
    """One refused row with its sentences."""
    said: dict[str, list[str | Promise]] = {}
    for name, code in problem.faults:
        said.setdefault(name, []).append(FAULTS[code])
    cells = [CellShown(f, problem.cells.get(f.name, ""), said.get(f.name, [])) for f in fields]
    return RowShown(problem, cells, said.get(WHOLE_ROW, []))


def samples(ledger: LedgerImport) -> list[tuple[int, str, list[str]]]:
    """Each column of the file: its place, its heading, a few of its values."""
    return [
        (i, heading, _first_values(ledger.first_rows, i))
        for i, heading in enumerate(ledger.headers)
    ]


def _first_values(rows: list[list[str]], column: int) -> list[str]:
    texts = dict.fromkeys(row[column] for row in rows if len(row) > column and row[column].strip())
    return list(texts)[:3]


def first_rows(ledger: LedgerImport) -> list[list[str]]:
    """The first rows of the file, each as wide as the heading."""
    width = len(ledger.headers)
    return [(row + [""] * width)[:width] for row in ledger.first_rows[:ROWS_SHOWN]]


def encoding_name(ledger: LedgerImport) -> str | Promise:
    """The encoding in words; nothing for files that have none."""
    return ENCODING_NAMES.get(ledger.encoding, "")


def amounts(ledger: LedgerImport) -> list[tuple[str, Decimal]]:
    """What the checked rows come to, by currency."""
    return [(code, Decimal(text)) for code, text in ledger.counts.get("amounts", {}).items()]
