"""The details tab of a customer's page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vitalfew.access.api import Answer, Verb
from vitalfew.customers.api import OWN_FIELDS, Customer, customer_policy
from vitalfew.dossier.models import Tag
from vitalfew.dossier.parts import KINDS, PartKind
from vitalfew.dossier.queries import ShownTie, tags_of, ties_of
from vitalfew.fields.api import OwnFields, Told, sections
from vitalfew.identity.api import Member


@dataclass(frozen=True)
class Section:
    """One kind of parts, and those that there are."""

    kind: PartKind
    template: str
    parts: Iterable[Any]


@dataclass(frozen=True)
class DetailsTab:
    """What the tab shows."""

    sections: list[Section]
    ties: list[ShownTie]
    tie_kind: PartKind
    tags: list[Tag]
    own: Mapping[str, list[Told]]
    may_edit: Answer


def details_tab(actor: Member, customer: Customer) -> DetailsTab:
    """Everything in one customer's dossier that ``actor`` may know."""
    plain = [kind for kind in KINDS.values() if kind.key != "tie"]
    return DetailsTab(
        [
            Section(kind, f"dossier/_{kind.key}.html", kind.rows(actor).filter(customer=customer).order_by("pk"))
            for kind in plain
        ],
        ties_of(actor, customer),
        KINDS["tie"],
        tags_of(actor, customer),
        sections(OwnFields(OWN_FIELDS, actor).told_of(customer, customer.kind)),
        customer_policy.may(actor, Verb.EDIT, customer),
    )  # fmt: skip
