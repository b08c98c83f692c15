"""Writing products."""

from uuid import UUID

from django.db import connection


def add_from_staging(*, table: str, origin: UUID) -> int:
    """Insert the products of a staging table (key, code, name) that are new; how many were added."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_product (key, code, name, origin)"
            f" SELECT key, code, name, %s FROM {table} ORDER BY key ON CONFLICT (key) DO NOTHING",
            [origin],
        )
        return int(cursor.rowcount)


def remove_of_origin(*, origin: UUID, unless_used_by: str) -> int:
    """Take back the products an import brought.

    Those that ``unless_used_by`` (a table with product_id and origin) needs stay, as brought by what needs them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM catalog_product p WHERE origin = %s"
            f" AND NOT EXISTS (SELECT FROM {unless_used_by} u WHERE u.product_id = p.id)",
            [origin],
        )
        gone = int(cursor.rowcount)
        cursor.execute(
            "UPDATE catalog_product p SET origin ="
            f" (SELECT u.origin FROM {unless_used_by} u WHERE u.product_id = p.id ORDER BY u.id LIMIT 1)"
            " WHERE origin = %s",
            [origin],
        )
        return gone
