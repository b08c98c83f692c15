"""The door of dossier."""

from vitalfew.dossier.many import (
    number_owners,
    numbers_of_many,
    place_many,
    places_of_many,
    register_many,
    tag_many,
    tags_of_many,
    with_more_parts,
)
from vitalfew.dossier.models import Address, InvoiceTitle, Registration, Tag, Tagging, Tie
from vitalfew.dossier.panels import DetailsTab, details_tab
from vitalfew.dossier.policies import REGISTERED, carries_tags, with_tags
from vitalfew.dossier.queries import tag_names, tags_of, tags_shown, with_tags_shown
from vitalfew.dossier.registrations import RegistrationKind, clean_number

__all__ = [
    "REGISTERED",
    "Address",
    "DetailsTab",
    "InvoiceTitle",
    "Registration",
    "RegistrationKind",
    "Tag",
    "Tagging",
    "Tie",
    "carries_tags",
    "clean_number",
    "details_tab",
    "number_owners",
    "numbers_of_many",
    "place_many",
    "places_of_many",
    "register_many",
    "tag_many",
    "tag_names",
    "tags_of",
    "tags_of_many",
    "tags_shown",
    "with_more_parts",
    "with_tags",
    "with_tags_shown",
]
