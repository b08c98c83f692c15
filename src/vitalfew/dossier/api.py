"""The door of dossier."""

from vitalfew.dossier.actions import add as add_part
from vitalfew.dossier.actions import change as change_part
from vitalfew.dossier.actions import remove as remove_part
from vitalfew.dossier.actions import set_tags
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
from vitalfew.dossier.models import (
    Address,
    AddressKind,
    InvoiceTitle,
    Part,
    Registration,
    Tag,
    Tagging,
    Tie,
    TieKind,
    TitleKind,
)
from vitalfew.dossier.panels import DetailsTab, details_tab
from vitalfew.dossier.parts import KINDS, PartKind
from vitalfew.dossier.policies import REGISTERED, carries_tags, limit_of, with_tags
from vitalfew.dossier.queries import (
    part_for,
    tag_names,
    tags_in_words,
    tags_of,
    tags_shown,
    ties_of,
    with_tags_shown,
)
from vitalfew.dossier.registrations import RegistrationKind, clean_number

__all__ = [
    "KINDS",
    "REGISTERED",
    "Address",
    "AddressKind",
    "DetailsTab",
    "InvoiceTitle",
    "Part",
    "PartKind",
    "Registration",
    "RegistrationKind",
    "Tag",
    "Tagging",
    "Tie",
    "TieKind",
    "TitleKind",
    "add_part",
    "carries_tags",
    "change_part",
    "clean_number",
    "details_tab",
    "limit_of",
    "number_owners",
    "numbers_of_many",
    "part_for",
    "place_many",
    "places_of_many",
    "register_many",
    "remove_part",
    "set_tags",
    "tag_many",
    "tag_names",
    "tags_in_words",
    "tags_of",
    "tags_of_many",
    "tags_shown",
    "ties_of",
    "with_more_parts",
    "with_tags",
    "with_tags_shown",
]
