"""The list of imports."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.importing.kinds import kind_of
from vitalfew.importing.models import ImportState, LedgerImport
from vitalfew.web.listing import Choice, ChoiceFilter, Column, Empty, Listing, Sort

IMPORTS: Listing[LedgerImport] = Listing(
    key="imports",
    columns=[
        Column("file_name", _("File"), template="importing/_file_cell.html"),
        Column("state", _("State"), template="importing/_state_cell.html"),
        Column("kind", _("What it holds"), value=lambda i: str(kind_of(i).label)),
        Column("lines", _("Rows"), value=lambda i: i.counts.get("lines"), kind="number"),
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
