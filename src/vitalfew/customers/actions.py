"""Writing customers. Bulk verbs take staged rows, so that a million customers cost one statement."""

from uuid import UUID

from django.db import connection, transaction

from vitalfew.audit.api import record
from vitalfew.customers.models import Customer
from vitalfew.customers.rules import spelling
from vitalfew.identity.api import Member


@transaction.atomic
def create(
    *,
    actor: Member,
    name: str,
    kind: str = Customer.Kind.BUSINESS,
    code: str | None = None,
    country: str = "",
) -> Customer:
    """Add one customer by hand."""
    pinyin, initials, sort_key = spelling(name)
    customer = Customer.objects.create(
        name=name.strip(), kind=kind, code=code or None, country=country,
        pinyin=pinyin, initials=initials, sort_key=sort_key,
    )  # fmt: skip
    record(actor=actor, verb="customer.create", subject=f"customer:{customer.pk}", name=name)
    return customer


def add_from_staging(*, table: str, origin: UUID) -> int:
    """Insert the customers of a staging table (code, name, kind, country, pinyin, initials, sort_key) that are new.

    Known codes are left as they are. Returns how many were added. Call inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (code, name, kind, country, stage, pinyin, initials, sort_key,"
            " origin, version, created_at, updated_at)"
            " SELECT code, name, kind, country, 'prospect', pinyin, initials, sort_key, %s, 1, now(), now()"
            f" FROM {table} ORDER BY code ON CONFLICT (code) DO NOTHING",
            [origin],
        )
        return cursor.rowcount


def remove_of_origin(*, origin: UUID, unless_used_by: str) -> int:
    """Take back the customers an import brought; those that ``unless_used_by`` (a table with customer_id and origin) needs
    stay, and count as brought by what needs them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM customers_customer c WHERE origin = %s"
            f" AND NOT EXISTS (SELECT FROM {unless_used_by} u WHERE u.customer_id = c.id)",
            [origin],
        )
        gone = cursor.rowcount
        cursor.execute(
            "UPDATE customers_customer c SET origin ="
            f" (SELECT u.origin FROM {unless_used_by} u WHERE u.customer_id = c.id ORDER BY u.id LIMIT 1)"
            " WHERE origin = %s",
            [origin],
        )
        return gone


def set_stages(*, facts_sql: str, parameters: list[object]) -> int:
    """Store derived stages: ``facts_sql`` gives (customer_id, stage) rows. Returns how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer c SET stage = f.stage, updated_at = now()"
            f" FROM ({facts_sql}) f WHERE f.customer_id = c.id AND c.stage <> f.stage",
            parameters,
        )
        return cursor.rowcount
