"""The list of refused rows as a file: every row with its reasons, for those who put them right where they came from."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from vitalfew.importing.kinds import kind_of
from vitalfew.importing.ledger.fields import FIELDS
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.rules import FAULTS
from vitalfew.web.listing import BYTE_ORDER_MARK, Line, for_file


@dataclass(frozen=True)
class Words:
    """The sentences and headings in the language of now: the file is sent when that may be another."""

    faults: dict[str, str]
    labels: dict[str, str]

    def reasons(self, codes: str) -> list[str]:
        """The reasons kept as "field:rule;…", in words."""
        pairs = (pair.split(":") for pair in codes.split(";"))
        return [
            f"{self.labels[name]}: {self.faults[code]}" if name else self.faults[code]
            for name, code in pairs
        ]


def words(ledger: LedgerImport) -> Words:
    """In the active language."""
    fields = kind_of(ledger).fields(ledger.actor)
    return Words(
        {code: str(sentence) for code, sentence in FAULTS.items()},
        {field.name: str(field.label) for field in fields},
    )


def refused_rows(ledger: LedgerImport) -> Iterator[tuple[int, str, list[str]]]:
    """Each row still wrong: its number, its reasons as kept, its cells as its kind orders them, its whole text.

    The whole text is kept where the cells are not known.
    """
    fixed = set(ledger.problems.filter(is_fixed=True).values_list("row", flat=True))
    if not ledger.error_file.exists():
        return
    with ledger.error_file.open(encoding="utf-8", newline="") as file:
        for row, codes, *cells in csv.reader(file):
            if int(row) not in fixed:
                yield int(row), codes, cells


def first_refused(ledger: LedgerImport, count: int) -> list[tuple[int, list[str]]]:
    """The numbers of the first rows that are still wrong, with their reasons in the active language."""
    said = words(ledger)
    return [
        (row, said.reasons(codes)) for row, codes, _cells in islice(refused_rows(ledger), count)
    ]


def error_lines(ledger: LedgerImport) -> Iterator[str]:
    """The file that can be downloaded, line by line, in the active language."""
    names = kind_of(ledger).shape_of(ledger).names
    used = [(i, name) for i, name in enumerate(names) if name in ledger.mapping]
    said = words(ledger)
    heading = [_("Row"), _("Reason"), *(said.labels[name] for _i, name in used)]
    heading.append(_("As it stands in the file"))
    return _error_lines(ledger, heading, said, [*(i for i, _name in used), len(names)])


def _error_lines(
    ledger: LedgerImport, heading: list[str], said: Words, used: list[int]
) -> Iterator[str]:
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK
    yield writer.writerow(heading)
    for row, codes, cells in refused_rows(ledger):
        yield writer.writerow(
            [row, " ".join(said.reasons(codes)), *(for_file(cells[i]) for i in used)]
        )


def template_lines() -> Iterator[str]:
    """An empty ledger with the headings the import knows, in the active language, and one row as an example."""
    row = ["C001", _("Example Ltd"), _("China"), "SO-1001", "2026-03-05", "P-01", _("Ball bearing")]
    row += ["10", "12.50", "125.00", "8.00", "CNY"]
    writer = csv.writer(Line())
    heading = [str(field.label) for field in FIELDS]
    return iter([BYTE_ORDER_MARK, writer.writerow(heading), writer.writerow(row)])
