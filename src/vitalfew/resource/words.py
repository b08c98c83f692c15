"""What the lists behind the figures are called."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TITLES: dict[str, Promise] = {
    "all": gettext_lazy("Customers counted"),
    "unowned": gettext_lazy("Customers without an owner, in no pool"),
    "gone": gettext_lazy("Customers whose owner has left"),
    "pooled": gettext_lazy("Customers in pools"),
    "leaving": gettext_lazy("Customers about to go into a pool"),
    "incomplete": gettext_lazy("Customers with something missing"),
    "outdated": gettext_lazy("Customers silent for too long"),
    "wanting": gettext_lazy("To be filled in"),
    "valued": gettext_lazy("Customers valued"),
    "rose": gettext_lazy("Customers who rose to a better tier"),
    "fell": gettext_lazy("Customers who fell to a lower tier"),
    "ordered": gettext_lazy("Customers who have bought"),
    "first": gettext_lazy("Customers with their first order"),
    "bought": gettext_lazy("Customers who bought"),
    "again": gettext_lazy("Customers who bought again"),
    "woke": gettext_lazy("Customers who came back"),
    "asked": gettext_lazy("Inquiries received"),
    "became": gettext_lazy("Inquiries that became customers"),
    "sold": gettext_lazy("Inquiries that brought a first order"),
}
SENTENCES: dict[str, Promise] = {
    "unowned": gettext_lazy("Nobody looks after them. Give each an owner, or put it into a pool."),
    "gone": gettext_lazy("Their owners may not sign in any more. Hand them over."),
    "wanting": gettext_lazy("What the rules ask for and nobody has typed yet, the most valuable customers first."),
    "incomplete": gettext_lazy("What the rules ask for and nobody has typed yet, the most valuable customers first."),
    "outdated": gettext_lazy("Nothing has happened for longer than the rules allow, the most valuable first."),
    "rose": gettext_lazy("Between the last two value runs."),
    "fell": gettext_lazy("Between the last two value runs."),
}  # fmt: skip


def sentence_of_period(first: date, last: date) -> str:
    """From when to when."""
    return _("From %(first)s to %(last)s.") % {
        "first": date_format(first, "SHORT_DATE_FORMAT"),
        "last": date_format(last, "SHORT_DATE_FORMAT"),
    }
