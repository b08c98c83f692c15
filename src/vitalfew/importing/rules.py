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
    "not_in_the_list": _("This is none of the answers. Choose one from the template's list."),
    "not_a_phone": _("This is not a telephone number."),
    "not_a_mail": _("This is not an e-mail address."),
    "not_a_link": _("This is not the address of a website."),
    "too_many_in_one_cell": _("There are too many entries in this cell."),
    "no_such_member": _(
        "There is no such member, or not one whom you may choose. Write the user name."
    ),
    "no_such_pool": _(
        "There is no such pool, or not one that is open to you. Write its name as it stands there."
    ),
    "owner_or_pool": _("A customer has an owner or lies in a pool. Empty one of the two cells."),
    "name_missing": _("The name is missing."),
    "text_missing": _("Say what happened."),
    "sender_missing": _("Say who asked: a name, a company, a number or an address."),
    "referrer_missing": _("Name who referred them."),
    "place_missing": _("A postcode alone is no address. Say the street, the city or the province."),
    "no_such_customer": _(
        "There is no such customer, or you may not see it. Bring the customers in first."
    ),
    "twice_in_file": _("An earlier row of this file is about the same one already."),
    "several_match": _("Several match this. Say the customer number, or leave the row out."),
    "number_taken": _("Another customer has this number already. Look for it, also in the bin."),
    "value_taken": _(
        "Another one has this value already, and it may be there once only. Look for it, also in the bin."
    ),
    "must_be_filled_in": _("This must be filled in. Put it into the file, in a column of its own."),
    "not_of_this_kind": _("This is asked of another kind of customer. Leave the cell empty."),
    "not_yours": _("It is here already, and you may not change it."),
    "may_not_add": _("It is not here yet, and you may not add any."),
    "quote_not_closed": _(
        "A quotation mark in this row is not closed, so that it swallowed the rows after it. Put it right in the file."
    ),
    "ragged_row": _("This row has more or fewer cells than the heading. Put it right in the file."),
}
