"""Reading customers for a member."""

from collections.abc import Sequence

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, reads, rights_of
from vitalfew.channels.api import tail_of
from vitalfew.customers.finding import found_elsewhere
from vitalfew.customers.looking import beside_gates, open_all
from vitalfew.customers.models import Customer
from vitalfew.customers.policies import (
    BY_SOMEBODY,
    CODE,
    CUSTOMERS,
    OWN_FIELDS,
    PHONES,
    Columns,
    covered,
    once_visible_to,
    team_customers,
    visible_to,
)
from vitalfew.customers.rules import NAMES_TEXT_SQL, is_short_latin, search_form
from vitalfew.fields.api import OwnFields, with_own_text
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotFound
from vitalfew.kernel.tripling import search_pattern

SEARCH_CAP = 2000


def customer_for(actor: Member, pk: int, *beside: str) -> Customer:
    """One customer that ``actor`` may see; NotFound otherwise. ``beside``: rows of other apps, read in one question."""
    return _opened(actor, pk, visible_to(actor), beside)


def customer_with_own(actor: Member, pk: int, *beside: str) -> Customer:
    """The same with its own fields beside it, within the same question."""
    return _opened(actor, pk, OwnFields(OWN_FIELDS, actor).beside(visible_to(actor)), beside)


def _opened(actor: Member, pk: int, rows: QuerySet[Customer], beside: Sequence[str]) -> Customer:
    told = rows.select_related("owner", "department", *beside, *beside_gates())
    customer = told.filter(pk=pk).first()
    if customer is None:
        raise why_missing(actor, pk)
    open_all(actor, [customer])
    return customer


def is_visible(actor: Member, pk: int) -> bool:
    """Whether ``actor`` may see the customer of that key."""
    return visible_to(actor).filter(pk=pk).exists()


def customer_not_found() -> NotFound:
    """The same words whether there is none or it is not to be seen."""
    return NotFound(
        "customer_not_found",
        _("There is no such customer, or it is not yours to see. Search for it by name."),
    )


def why_missing(actor: Member, pk: int) -> NotFound:
    """Whoever saw the customer before it was deleted is told where it is; everybody else that there is none."""
    if not once_visible_to(actor).filter(BY_SOMEBODY, pk=pk).exists():
        return customer_not_found()
    return NotFound(
        "customer_in_the_bin",
        _(
            "Somebody deleted this customer: it lies in the bin. Nothing was changed; restore it there to go on."
        ),
    )


def matching(actor: Member, text: str) -> Q:
    """The condition under which a customer's name, number, pinyin or initials contain every word of ``text``.

    So do customers whose telephone number, or whose contact's, ends with the digits of ``text``.

    At most ``SEARCH_CAP`` customers meet it; a search that finds more is too wide to be read. They are looked up at
    once, so that a page and its count share the one search. The rows that ``actor`` may see are cut out before the cap:
    others' customers neither use it up nor show by its being reached.
    """
    words = text.split()
    seen = seen_by(actor)
    reads_code = reads(actor, CODE)
    sql, parameters = (
        _beginning(text.strip().lower(), seen, reads_code=reads_code)
        if all(is_short_latin(word) for word in words)
        else _containing(words, seen, reads_code=reads_code)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = [key for (key,) in cursor.fetchall()]
    found += _with_number(actor, text)
    found += _with_own_text(actor, text)
    return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [found]))


def _with_number(actor: Member, text: str) -> list[int]:
    """The customers whose own number ends with these digits, and those that the apps above find."""
    tail = tail_of(text, settings.HOME_REGION)
    if not tail:
        return []
    keys: list[int] = []
    if reads(actor, PHONES):
        own = visible_to(actor).filter(phones__backwards__startswith=tail).order_by()
        keys = list(own.values_list("pk", flat=True)[:SEARCH_CAP])
    return keys + [key for find in found_elsewhere() for key in find(actor, tail)]


def _with_own_text(actor: Member, text: str) -> list[int]:
    """The customers in whose searched own fields the words stand, each field by its own index."""
    if is_short_latin(text):
        return []
    return with_own_text(OwnFields(OWN_FIELDS, actor), visible_to(actor), text, SEARCH_CAP)


type Parameters = list[str | int | list[int]]


def seen_by(actor: Member, table: str = "customers_customer") -> tuple[str, Parameters]:
    """The rows a member may see, in SQL beside the words; nothing for who sees all."""
    reach = rights_of(actor).reach(CUSTOMERS.key, Verb.VIEW)
    if reach.everything:
        return "", []
    keys = covered(reach, Verb.VIEW, Columns(customer="id"))
    either = " OR ".join(f"{table}.{column} = ANY(%s::bigint[])" for column in keys)
    return f" AND {table}.deleted_at IS NULL AND ({either or 'false'})", list(keys.values())


def _containing(
    words: list[str], seen: tuple[str, Parameters], *, reads_code: bool
) -> tuple[str, Parameters]:
    # The planner prices the search for all its rows and takes the trigram index, and LIMIT then stops it. Without
    # MATERIALIZED, it expects to meet enough rows by reading the table from its start.
    contains, patterns = _words_in("search_text", words)
    condition, parameters = seen
    if not reads_code:  # what the index finds by the number must also be found without it
        condition += f" AND {_words_in(NAMES_TEXT_SQL, words)[0]}"
        parameters = [*parameters, *patterns]
    sql = (
        "WITH found AS MATERIALIZED"
        f" (SELECT id FROM customers_customer WHERE {contains}{condition}) SELECT id FROM found LIMIT %s"
    )
    return sql, [*patterns, *parameters, SEARCH_CAP]


def _words_in(text: str, words: list[str]) -> tuple[str, Parameters]:
    """That each word is in a text: folded as names are there, or as it was typed, as numbers are."""
    conditions: list[str] = []
    patterns: Parameters = []
    for word in words:
        forms = dict.fromkeys([search_form(word) or word, word])
        found = list(dict.fromkeys(map(search_pattern, forms)))
        conditions.append("(" + " OR ".join([f"{text} LIKE %s"] * len(found)) + ")")
        patterns += found
    return " AND ".join(conditions), patterns


def _beginning(
    start: str, seen: tuple[str, Parameters], *, reads_code: bool
) -> tuple[str, Parameters]:
    """One or two Latin letters or digits: too short for the trigram index, so they must begin the name or initials."""
    # Each half walks its own index; as one OR, the planner would read the whole list in name order.
    pattern = search_pattern(start).removeprefix("%")
    condition, parameters = seen
    sql = (
        f"(SELECT id FROM customers_customer WHERE sort_key LIKE %s{condition} ORDER BY sort_key LIMIT %s)"
        f" UNION (SELECT id FROM customers_customer WHERE initials LIKE %s{condition} LIMIT %s)"
    )
    part = [pattern, *parameters, SEARCH_CAP]
    if not reads_code:
        return sql, [*part, *part]
    sql += f" UNION (SELECT id FROM customers_customer WHERE code = %s{condition})"
    return sql, [*part, *part, start.upper(), *parameters]


def search(actor: Member, text: str, limit: int = 20) -> QuerySet[Customer]:
    """The first customers, by name, that match ``text``."""
    return visible_to(actor).filter(matching(actor, text)).order_by("sort_key", "pk")[:limit]


# One step through the index for each country, never by reading all customers. The second form takes those steps for
# each owner and department of a reach.
COUNTRIES_SQL = """
WITH RECURSIVE c AS (
    SELECT min(country) AS country FROM customers_customer WHERE country > '' AND deleted_at IS NULL
     UNION ALL
    SELECT (SELECT min(country) FROM customers_customer WHERE country > c.country AND deleted_at IS NULL)
      FROM c WHERE c.country IS NOT NULL
)
SELECT country FROM c WHERE country IS NOT NULL LIMIT 300
"""
COUNTRIES_OF_SQL = """
SELECT DISTINCT f.country FROM unnest(%s::bigint[]) AS of(id) CROSS JOIN LATERAL (
    WITH RECURSIVE c AS (
        SELECT min(country) AS country FROM customers_customer
         WHERE {column} = of.id AND country > '' AND deleted_at IS NULL
         UNION ALL
        SELECT (SELECT min(country) FROM customers_customer
                 WHERE {column} = of.id AND country > c.country AND deleted_at IS NULL)
          FROM c WHERE c.country IS NOT NULL
    )
    SELECT country FROM c WHERE country IS NOT NULL LIMIT 300
) f
"""


def countries(actor: Member) -> list[str]:
    """The countries of the customers that ``actor`` may see, for a filter."""
    reach = rights_of(actor).reach(CUSTOMERS.key, Verb.VIEW)
    if reach.everything:
        return _texts(COUNTRIES_SQL, [])
    found = set(_texts(COUNTRIES_OF_SQL.format(column="owner_id"), [sorted(reach.owners)]))
    found |= set(
        _texts(COUNTRIES_OF_SQL.format(column="department_id"), [sorted(reach.departments)])
    )
    found |= set(
        _texts(COUNTRIES_OF_SQL.format(column="id"), [team_customers(reach.selves, Verb.VIEW)])
    )
    return sorted(found)


def _texts(sql: str, parameters: list[list[int]]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [text for (text,) in cursor.fetchall()]
