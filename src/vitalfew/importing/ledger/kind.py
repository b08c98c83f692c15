"""A sales ledger, as a kind of file that can be brought in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalfew.access.api import Verb, insist, insist_reads, may_all
from vitalfew.customers.api import CODE, COUNTRY, CUSTOMERS
from vitalfew.identity.api import Member
from vitalfew.importing.afterwards import books_changed
from vitalfew.importing.fields import ImportField, Text
from vitalfew.importing.kinds import Examined, ImportKind
from vitalfew.importing.ledger.adding import add_lines, remove_lines
from vitalfew.importing.ledger.fields import FIELDS
from vitalfew.importing.ledger.staging import SHAPE
from vitalfew.importing.ledger.totals import alike, totals
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.staging import Shape
from vitalfew.jobs.api import Job, Progress
from vitalfew.kernel.errors import BadInput
from vitalfew.trade.api import AMOUNTS

# What the rows of a ledger tell as they stand.
TOLD = (CODE, COUNTRY, AMOUNTS)


class Ledger(ImportKind):
    """One row for each product sold."""

    key = "ledger"
    label: ClassVar[Text] = gettext_lazy("Sales ledger")
    sentence: ClassVar[Text] = gettext_lazy(
        "One row for each product sold: to whom, when, how many, at what price."
    )
    example: ClassVar[Text] = gettext_lazy("sales ledger")
    dated = "placed_at"
    missing = ("placed_at", "date_missing")
    asks_currency = True
    preview = "importing/preview.html"
    result = "importing/result.html"

    def fields(self, actor: Member | None) -> tuple[ImportField, ...]:
        """The same for everybody: who may not read one of them brings no ledger in."""
        return FIELDS

    def shape(self, actor: Member | None) -> Shape:
        """Order lines."""
        return SHAPE

    def insist(self, actor: Member | None) -> None:
        """A ledger writes to any customer it names."""
        if actor is not None:
            insist(may_all(actor, CUSTOMERS, Verb.EDIT))
            insist_reads(actor, *TOLD)

    def insist_mapping(self, mapping: Mapping[str, int], chosen: Mapping[str, str]) -> None:
        """A line needs a day, and an amount or what it is made of."""
        if "placed_at" not in mapping:
            raise BadInput(
                "date_not_mapped",
                _("Say which column has the date of the sale."),
                field="placed_at",
            )
        if "amount" not in mapping and not {"quantity", "unit_price"} <= mapping.keys():
            raise BadInput(
                "amount_not_mapped",
                _(
                    "Say which column has the amount, or which have the quantity and the unit price."
                ),
                field="amount",
            )

    def totals(self, found: LedgerImport, report: Progress) -> Examined:
        """Lines, orders, customers, days and sums."""
        return Examined({**totals(found), **alike(found)})

    def examine(self, found: LedgerImport, rows: Sequence[int]) -> Examined:
        """A line stands by itself."""
        return Examined(Counter(lines=len(rows)))

    def add(self, job: Job, found: LedgerImport, report: Progress) -> dict[str, object]:
        """Into customers, products, orders and lines."""
        result = add_lines(found, report)
        books_changed(job, found)
        return result

    def take_back(self, job: Job, found: LedgerImport, report: Progress) -> dict[str, object]:
        """All that nothing else needs."""
        result = remove_lines(found, report)
        books_changed(job, found)
        return result
