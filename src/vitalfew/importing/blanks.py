"""Workbooks to fill in: the headings that the import knows, lists to choose from, and an example of each column."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from vitalfew.identity.api import Member
from vitalfew.importing.fields import ImportField
from vitalfew.importing.kinds import ImportKind

FIRST_ROW, LAST_ROW = 1, 100_000  # where choices are offered; 0 has the headings
WIDTH = 22


def blank_workbook(kind: ImportKind, actor: Member) -> bytes:
    """An empty file of this kind in the language of now, with what this member may bring in."""
    fields = kind.fields(actor)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        rows = book.add_worksheet(_sheet_name(str(kind.example)))
        help_sheet = book.add_worksheet(_sheet_name(_("Examples")))
        lists = book.add_worksheet(_sheet_name(_("Lists")))
        _headings(book, rows, fields)
        _choices(rows, lists, fields)
        _examples(book, help_sheet, fields)
        lists.hide()
    return target.getvalue()


def _sheet_name(text: str) -> str:
    """Excel takes 31 letters, and none of these."""
    return "".join(letter for letter in text if letter not in "[]:*?/\\'")[:31]


def _headings(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, fields: Sequence[ImportField]
) -> None:
    """Every cell is text: numbers keep their zeros, and dates stay as they were typed."""
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(fields) - 1, WIDTH, text)
    sheet.freeze_panes(1, 0)
    for column, one in enumerate(fields):
        sheet.write_string(
            0, column, str(one.label), book.add_format({"bold": True, "num_format": "@"})
        )


def _choices(
    sheet: xlsxwriter.worksheet.Worksheet,
    lists: xlsxwriter.worksheet.Worksheet,
    fields: Sequence[ImportField],
) -> None:
    """A list to choose from, where the answers are fixed. They stand on a sheet: in place there is little room."""
    for column, one in enumerate(fields):
        answers = [str(answer) for answer in one.choices()] if one.choices else []
        lists.write_column(0, column, answers)
        if answers:
            sheet.data_validation(
                FIRST_ROW, column, LAST_ROW, column,
                {"validate": "list", "source": _range(lists.get_name(), column, len(answers))},
            )  # fmt: skip


def _range(sheet: str, column: int, rows: int) -> str:
    name = xlsxwriter.utility.xl_col_to_name(column)
    return f"='{sheet}'!${name}$1:${name}${rows}"


def _examples(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, fields: Sequence[ImportField]
) -> None:
    """Each column with an example, on a sheet of its own: nobody brings one in by mistake."""
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 2, WIDTH * 2)
    sheet.write_row(0, 0, [_("Column"), _("Example"), _("Answers")], bold)
    for row, one in enumerate(fields, 1):
        answers = "; ".join(str(answer) for answer in one.choices()) if one.choices else ""
        sheet.write_string(row, 0, str(one.label))
        sheet.write_string(row, 1, str(one.example))
        sheet.write_string(row, 2, answers)
