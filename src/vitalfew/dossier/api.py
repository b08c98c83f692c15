"""The door of dossier."""

from vitalfew.dossier.models import Address, InvoiceTitle, Registration, Tag, Tagging, Tie
from vitalfew.dossier.panels import DetailsTab, details_tab
from vitalfew.dossier.policies import REGISTERED, with_tags
from vitalfew.dossier.queries import tag_names, tags_of

__all__ = [
    "REGISTERED",
    "Address",
    "DetailsTab",
    "InvoiceTitle",
    "Registration",
    "Tag",
    "Tagging",
    "Tie",
    "details_tab",
    "tag_names",
    "tags_of",
    "with_tags",
]
