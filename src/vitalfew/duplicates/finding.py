"""Customers as the search finds them: in any writing of their name, the best first.

Exact before beginning, before the core of a company's name, before anywhere in it, before pinyin and initials.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, islice
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import (
    CUSTOMERS,
    Customer,
    matching,
    search_form,
    seen_by,
    spelling,
    visible_to,
)
from vitalfew.duplicates.rules import like, tripled
from vitalfew.identity.api import Member
from vitalfew.kernel.folding import has_han
from vitalfew.search.api import Finder, Hit, register

LOOKED_AT = 60  # of each kind of match
SHORTEST_ANYWHERE = 3  # letters without Chinese: fewer are no trigram
# Each part walks an index of its own, and stops at its limit.
NAMED_SQL = """
SELECT n.customer_id, {rank} AS rank, length(n.folded) AS size
  FROM duplicates_customername n {join} WHERE {condition}{seen} LIMIT {limit}
"""
JOIN = "JOIN customers_customer c ON c.id = n.customer_id"
CODE_SQL = "SELECT id, 0, 0 FROM customers_customer c WHERE code = ANY(%s){seen} LIMIT 2"
type Parameters = list[str | int | list[int] | list[str]]


def find_customers(actor: Member, words: str, most: int) -> list[Hit]:
    """The customers that the words name best."""
    if not words.strip() or not may(actor, CUSTOMERS, Verb.VIEW):
        return []
    keys = _best(actor, words)
    if len(keys) < most:
        keys += [key for key in _by_sound(actor, words, most) if key not in keys]
    return [_hit(row) for row in islice(_seen(actor, keys, 2 * most), most)]


def _seen(actor: Member, keys: Sequence[int], at_once: int) -> Iterator[Customer]:
    """The customers with these keys, in their order, as far as the actor sees them; no more are read than wanted."""
    for some in batched(keys, at_once):
        rows = visible_to(actor).select_related("owner").in_bulk(some)
        yield from (rows[key] for key in some if key in rows)


def _hit(customer: Customer) -> Hit:
    told = (
        customer.code if customer.code != customer.name else "",
        customer.country,
        customer.owner,
    )
    detail = " · ".join(str(one) for one in told if one)
    return Hit(customer.name, detail, reverse("site:customer", args=[customer.pk]), "customers")


def _best(actor: Member, words: str) -> list[int]:
    """Keys by how well the folded name or the number agrees."""
    seen, values = seen_by(actor, "c")
    parts = [CODE_SQL.format(seen=seen)]
    parameters: Parameters = [[words.strip(), words.strip().upper()], *values]
    for rank, condition, texts in _conditions(words):
        join = JOIN if values else ""
        parts.append(
            NAMED_SQL.format(rank=rank, condition=condition, seen=seen, join=join, limit=LOOKED_AT)
        )
        parameters += [*texts, *values]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"({part})" for part in parts), parameters)
        found = sorted(cursor.fetchall(), key=lambda row: (row[1], row[2], row[0]))
    return list(dict.fromkeys(key for key, _rank, _size in found))


def _conditions(words: str) -> Iterator[tuple[int, str, list[str]]]:
    """Rank, condition and its texts, the best first."""
    whole = search_form(words)
    if not whole:
        return
    yield 0, "n.folded = %s", [whole]
    yield 1, "n.folded LIKE %s", [f"{like(whole)}%"]
    yield 2, "n.core LIKE %s", [f"{like(whole)}%"]
    each = [one for word in words.split() if (one := search_form(word))]
    if any(has_han(one) or len(one) >= SHORTEST_ANYWHERE for one in each):
        texts = [f"%{tripled(like(one))}%" for one in each]
        yield 3, " AND ".join(["n.tripled LIKE %s"] * len(texts)), texts


def _by_sound(actor: Member, words: str, most: int) -> Iterable[int]:
    """Keys by pinyin, initials, and whatever else the customer's own search text holds; mixed words by their sound."""
    texts = [words]
    if has_han(words) and any(letter.isascii() and letter.isalpha() for letter in words):
        texts.append(spelling(words)[0])
    for text in texts:
        rows = visible_to(actor).filter(matching(actor, text)).order_by("sort_key", "pk")
        yield from rows.values_list("pk", flat=True)[:most]


def _list_url(actor: Member, words: str) -> str:
    return f"{reverse('site:customers')}?{urlencode({'q': words})}"


register(Finder("customers", _("Customers"), find_customers, order=10, most=8, all_url=_list_url))
