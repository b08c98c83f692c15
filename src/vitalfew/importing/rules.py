"""Which way an import may go, and what is said of a broken rule."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalfew.importing.models import ImportState as S

MOVES: frozenset[tuple[str, str]] = frozenset(
    {
        (S.RECOGNISED, S.CHECKING),
        (S.CHECKED, S.CHECKING),
        (S.CHECKED, S.RECOGNISED),
        (S.CHECKING, S.CHECKED),
        (S.CHECKING, S.RECOGNISED),
        (S.CHECKED, S.APPLYING),
        (S.APPLYING, S.APPLIED),
        (S.APPLYING, S.CHECKED),
        (S.APPLIED, S.UNDOING),
        (S.UNDOING, S.UNDONE),
        (S.UNDOING, S.APPLIED),
    }
)

WHOLE_ROW = ""  # the field of a fault that is the row's own

# What each broken rule is called, and what to do about it.
FAULTS: dict[str, Promise] = {
    "not_a_number": _("This is not a number. Write it in digits, such as 1,234.50."),
    "number_too_large": _(
        "This number has more than 13 digits before the point. Check the column."
    ),
    "too_many_decimals": _("This number has more than 4 decimals. Round it."),
    "not_a_date": _("This is not a date. Write it as 2026-03-05 or 2026年3月5日."),
    "no_such_date": _("There is no such day or time in the calendar."),
    "date_out_of_range": _("The year must be between 1900 and 2199."),
    "not_a_currency": _("This is not a currency. Write its three letters, such as CNY."),
    "text_too_long": _("This text is too long for its column."),
    "date_missing": _("The date is missing."),
    "amount_missing": _("There must be an amount, or a quantity and a unit price."),
    "quote_not_closed": _(
        "A quotation mark in this row is not closed, so that it swallowed the rows after it. Put it right in the file."
    ),
    "ragged_row": _("This row has more or fewer cells than the heading. Put it right in the file."),
}
