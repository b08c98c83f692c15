"""Reading imports for a member."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.duplicates.api import Meets, Told, known_people, told, told_to
from vitalfew.identity.api import Member
from vitalfew.importing.fields import ImportField
from vitalfew.importing.files.encodings import NAMES as ENCODING_NAMES
from vitalfew.importing.kinds import ImportKind, kind_named, kind_of
from vitalfew.importing.models import LedgerImport, Likeness, Problem, Touch
from vitalfew.importing.policies import check_may_import, imports_visible_to
from vitalfew.importing.presets import preset_of
from vitalfew.importing.records.kind import RecordKind
from vitalfew.importing.records.undoing import CHANGED, CONTESTED, GONE, NOT_YOURS, TAKEN, USED
from vitalfew.importing.rules import FAULTS, WHOLE_ROW
from vitalfew.kernel.errors import NotFound

FORMATS = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "vcard": "vCard"}
PROBLEMS_AT_ONCE = 50
ROWS_SHOWN = 8


@dataclass(frozen=True)
class CellShown:
    """One cell of a refused row: the field, its text, the fault sentences under it."""

    field: ImportField
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
    ledger = imports_visible_to(actor).select_related("job", "actor", "owner").filter(pk=pk).first()
    if ledger is None:
        raise no_such_import()
    return ledger


def no_such_import() -> NotFound:
    """The same words for what is not there and what one may not see."""
    return NotFound("import_not_found", _("There is no such import. Look at the list of imports."))


def mapped_fields(ledger: LedgerImport) -> list[ImportField]:
    """The fields this import reads, in the order of the product."""
    return [f for f in kind_of(ledger).fields(ledger.actor) if f.name in ledger.mapping]


def rows_to_fix(ledger: LedgerImport) -> list[RowShown]:
    """The first rows that are still wrong."""
    fields = mapped_fields(ledger)
    problems = ledger.problems.filter(is_fixed=False).order_by("row")[:PROBLEMS_AT_ONCE]
    return [row_shown(problem, fields) for problem in problems]


def row_shown(problem: Problem, fields: Iterable[ImportField]) -> RowShown:
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


def kind_meant(ledger: LedgerImport) -> ImportKind | None:
    """What the file is by its headings, where that is something else than was said."""
    preset = preset_of(ledger.headers)
    return None if preset is None or preset.kind == ledger.kind else kind_named(preset.kind)


def encoding_name(ledger: LedgerImport) -> str | Promise:
    """The encoding in words; nothing for files that have none."""
    return ENCODING_NAMES.get(ledger.encoding, "")


def amounts(ledger: LedgerImport) -> list[tuple[str, Decimal]]:
    """What the checked rows come to, by currency."""
    return [(code, Decimal(text)) for code, text in ledger.counts.get("amounts", {}).items()]


@dataclass(frozen=True)
class LikenessShown:
    """A new row beside the customer or contact that it looks like, as far as the reader may know that one."""

    likeness: Likeness
    who: str
    page: str
    told: str  # whom to ask, where the reader may not see that one
    reason: Sequence[Told]
    may_update: bool = True


def likenesses(actor: Member, found: LedgerImport) -> list[LikenessShown]:
    """The first rows that look like somebody who is here, with the reason."""
    rows = list(found.likenesses.order_by("row")[:PROBLEMS_AT_ONCE])
    return _people(actor, rows) if found.kind == "contacts" else _customers(actor, rows)


def _customers(actor: Member, rows: Sequence[Likeness]) -> list[LikenessShown]:
    met = {one.name: one for one in told_to(actor, [(str(row.row), row.record) for row in rows])}
    return [
        LikenessShown(row, *_page_of(met[str(row.row)]), told(actor, row.reason))
        for row in rows
        if str(row.row) in met
    ]


def _page_of(one: Meets) -> tuple[str, str, str]:
    if one.customer is None:
        return "", "", one.told
    return one.customer.name, reverse("site:customer", args=[one.customer.pk]), ""


def _people(actor: Member, rows: Sequence[Likeness]) -> list[LikenessShown]:
    met = known_people(actor, {row.row: (row.record, row.reason) for row in rows})
    return [
        LikenessShown(row, one.who, one.page, one.told, one.reason, one.may_use)
        for row in rows
        for one in [met[row.row]]
    ]


@dataclass(frozen=True)
class LeftShown:
    """A record that a file or its undo left as it is, and why."""

    name: str
    url: str
    reasons: list[str | Promise]


LEFT: dict[str, Promise] = {
    GONE: gettext_lazy("is in the bin, merged or deleted"),
    CHANGED: gettext_lazy("was changed since"),
    USED: gettext_lazy("is used by something else by now"),
    NOT_YOURS: gettext_lazy("may not be changed by you"),
    CONTESTED: gettext_lazy("was changed after the preview"),
}


BOTH_TEXTS = gettext_lazy("%(field)s: “%(now)s” here, “%(file)s” in the file")


def left(actor: Member, found: LedgerImport) -> list[LeftShown]:
    """The first records that the file or its undo left, as far as the reader may see them."""
    kind = kind_of(found)
    if not isinstance(kind, RecordKind):
        return []
    labels = {one.fact: one.label for one in kind.fields(found.actor)}
    seen = {one.fact for one in kind.fields(actor)}
    touches = found.touches.exclude(left=[]).order_by("row")[:PROBLEMS_AT_ONCE]
    names = kind.names(actor, [one.record for one in touches])
    return [_left(one, names.get(one.record), labels, seen) for one in touches]


ANOTHERS = gettext_lazy("%(field)s: another record has by now what stood here before")


def _reason(why: str, labels: Mapping[str, str | Promise]) -> str | Promise:
    if why.startswith(TAKEN):
        fact = why.removeprefix(TAKEN)
        return ANOTHERS % {"field": labels.get(fact, fact)}
    return LEFT.get(why, labels.get(why, why))


def _left(
    touch: Touch,
    named: tuple[str, str] | None,
    labels: Mapping[str, str | Promise],
    seen: set[str],
) -> LeftShown:
    name, url = named or (_("Row %(number)d") % {"number": touch.row}, "")
    reasons = [_reason(why, labels) for why in touch.left]
    if named and CONTESTED in touch.left:
        reasons += [
            BOTH_TEXTS % {"field": labels.get(fact, fact), "now": now, "file": said}
            for fact, (now, said) in touch.changes.items()
            if fact in seen
        ]
    return LeftShown(name, url, reasons)
