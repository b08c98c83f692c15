"""The few contacts that words name best, for whoever chooses among them while typing."""

from collections.abc import Collection

from django.db.models import Q

from vitalfew.identity.api import Member
from vitalfew.kernel.folding import folded
from vitalfew.people.policies import contact_policy, position_policy
from vitalfew.people.queries import ways_to_match

LOOKED_AT = 60  # of each kind of match


def best_contacts(actor: Member, words: str, most: int) -> list[tuple[int, str]]:
    """Key and name: the whole name before its beginning, before anywhere in it, before the rest.

    Each way to match walks an index of its own and stops, so that a surname of thousands costs no more than a rare one.
    """
    named = folded(words)
    rows = contact_policy.rows(actor).order_by()
    ways = [Q(folded=named), Q(folded__startswith=named)] if named else []
    asked = [
        rows.filter(way).values_list("folded", "sort_key", "pk", "name")[:LOOKED_AT]
        for way in (*ways, *ways_to_match(actor, words))
    ]
    found = set(asked[0].union(*asked[1:], all=True))
    best = sorted(found, key=lambda row: (_rank(row[0], named), len(row[0]), *row[1:]))
    return [(pk, name) for *_order, pk, name in best[:most]]


def _rank(names: str, wanted: str) -> int:
    if not wanted or wanted not in names:
        return 3
    return 0 if wanted in names.split() else 1 if names.startswith(wanted) else 2


def workplaces(actor: Member, contacts: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Where each of these works now, as far as ``actor`` may know of it: the customer's name, and the title."""
    rows = position_policy.rows(actor).filter(contact_id__in=contacts, left_on=None).order_by("pk")
    found: dict[int, list[tuple[str, str]]] = {}
    for contact, customer, title in rows.values_list("contact_id", "customer__name", "title"):
        found.setdefault(contact, []).append((customer, title))
    return found
