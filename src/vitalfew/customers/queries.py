"""Reading customers for a member."""

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from vitalfew.customers.models import Customer
from vitalfew.customers.policies import visible_to
from vitalfew.customers.rules import is_short_latin, search_pattern
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound

SEARCH_CAP = 2000


def customer_for(actor: Member, pk: int) -> Customer:
    """One customer that ``actor`` may see; NotFound otherwise."""
    customer = visible_to(actor).filter(pk=pk).first()
    if customer is None:
        raise NotFound(
            "customer_not_found",
            _("There is no such customer, or it is not yours to see. Search for it by name."),
        )
    return customer


def matching(text: str) -> Q:
    """The condition under which a customer's name, number, pinyin or initials contain every word of ``text``.

    At most ``SEARCH_CAP`` customers meet it; a search that finds more is too wide to be read. They are looked up at
    once, so that a page and its count share the one search.
    """
    words = text.split()
    sql, parameters = (
        _beginning(text.strip().lower())
        if all(is_short_latin(word) for word in words)
        else _containing(words)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = [key for (key,) in cursor.fetchall()]
    return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [found]))


def _containing(words: list[str]) -> tuple[str, list[str | int]]:
    # The planner prices the search for all its rows and takes the trigram index, and LIMIT then stops it. Without
    # MATERIALIZED, it expects to meet enough rows by reading the table from its start.
    contains = " AND ".join(["search_text LIKE %s"] * len(words))
    sql = (
        "WITH found AS MATERIALIZED"
        f" (SELECT id FROM customers_customer WHERE {contains}) SELECT id FROM found LIMIT %s"
    )
    return sql, [*map(search_pattern, words), SEARCH_CAP]


def _beginning(start: str) -> tuple[str, list[str | int]]:
    """One or two Latin letters or digits: too short for the trigram index, so they must begin the name or initials."""
    # Each half walks its own index; as one OR, the planner would read the whole list in name order.
    pattern = search_pattern(start).removeprefix("%")
    sql = (
        "(SELECT id FROM customers_customer WHERE sort_key LIKE %s ORDER BY sort_key LIMIT %s)"
        " UNION (SELECT id FROM customers_customer WHERE initials LIKE %s LIMIT %s)"
        " UNION (SELECT id FROM customers_customer WHERE code = %s)"
    )
    return sql, [pattern, SEARCH_CAP, pattern, SEARCH_CAP, start.upper()]


def search(actor: Member, text: str, limit: int = 20) -> QuerySet[Customer]:
    """The first customers, by name, that match ``text``."""
    return visible_to(actor).filter(matching(text)).order_by("sort_key", "pk")[:limit]


def countries() -> list[str]:
    """The countries customers are in, for a filter: each found by one step through the index, never by reading all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE c AS (SELECT min(country) AS country FROM customers_customer"
            " WHERE country > '' AND deleted_at IS NULL"
            " UNION ALL SELECT (SELECT min(country) FROM customers_customer"
            " WHERE country > c.country AND deleted_at IS NULL)"
            " FROM c WHERE c.country IS NOT NULL)"
            " SELECT country FROM c WHERE country IS NOT NULL LIMIT 300"
        )
        return [country for (country,) in cursor.fetchall()]
