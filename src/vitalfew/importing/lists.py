"""The list of imports."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.importing.models import ImportState, LedgerImport
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Listing, Sort

IMPORTS: Listing[LedgerImport] = Listing(
    key="imports",
    columns=[
        Column("file_name", _("File"), template="importing/_file_cell.html"),
        Column("state", _("State"), template="importing/_state_cell.html"),
        Column("lines", _("Order lines"), value=lambda i: i.counts.get("lines"), kind="number"),
        Column("actor", _("Uploaded by"), value=lambda i: str(i.actor or _("Command line"))),
        Column("created_at", _("Uploaded"), kind="datetime", sort="created"),
    ],
    sorts=[Sort("created", _("Uploaded"), "created_at")],
    filters=[
        ChoiceFilter("state", _("State"), [Choice(v, label) for v, label in ImportState.choices])
    ],
    prepare=lambda imports: imports.select_related("actor"),
    row_url=lambda ledger: reverse("importing:detail", args=[ledger.pk]),
    empty=Empty(_("No imports yet"), _("Files appear here once they are uploaded."), "import"),
)
