"""Writing customers. Bulk verbs take staged rows, so that a million customers cost one statement."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from vitalfew.audit.api import record
from vitalfew.customers.models import Customer
from vitalfew.customers.rules import spelling
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotFound


@contextmanager
def number_once() -> Iterator[None]:
    """BadInput when another customer got the number first: two people typing at once both pass the form's look."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "customer_code_unique" not in str(error):
            raise
        raise BadInput(
            "customer_number_taken",
            _("Another customer has this number already. Search for it, and look into the bin."),
        ) from error


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
    with number_once():
        customer = Customer.objects.create(
            name=name.strip(), kind=kind, code=code or None, country=country,
            pinyin=pinyin, initials=initials, sort_key=sort_key,
        )  # fmt: skip
    record(actor=actor, verb="customer.create", subject=f"customer:{customer.pk}", name=name)
    return customer


@transaction.atomic
def change(*, actor: Member, customer_id: int, version: int, **facts: str | None) -> Customer:
    """Change a customer's own facts (name, kind, code, country); Conflict when somebody else was faster."""
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise NotFound("customer_not_found", _("This customer was deleted meanwhile."))
    if customer.version != version:
        raise Conflict(
            "customer_changed_meanwhile",
            _(
                "Somebody changed this customer while you were typing. Compare both texts and choose."
            ),
            stored=customer,
        )
    before = {name: getattr(customer, name) for name in facts}
    for name, value in facts.items():
        setattr(customer, name, value)
    customer.pinyin, customer.initials, customer.sort_key = spelling(customer.name)
    customer.version += 1
    with number_once():
        customer.save()
    changed = {
        name: [before[name], value] for name, value in facts.items() if before[name] != value
    }
    record(actor=actor, verb="customer.change", subject=f"customer:{customer.pk}", **changed)
    return customer


def add_from_staging(*, table: str, origin: UUID) -> int:
    """Insert the new customers of a staging table.

    Its columns: code, name, kind, country, stage, pinyin, initials, sort_key. Known codes are left as they are.
    Returns how many were added. Call inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (code, name, kind, country, stage, pinyin, initials, sort_key,"
            " origin, version, created_at, updated_at)"
            " SELECT code, name, kind, country, stage, pinyin, initials, sort_key, %s, 1, now(), now()"
            f" FROM {table} ORDER BY code ON CONFLICT (code) DO NOTHING",
            [origin],
        )
        return int(cursor.rowcount)


def remove_of_origin(*, origin: UUID, unless_used_by: str) -> int:
    """Take back the customers an import brought.

    Those that ``unless_used_by`` (a table with customer_id and origin) needs stay, as brought by what needs them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM customers_customer c WHERE origin = %s"
            f" AND NOT EXISTS (SELECT FROM {unless_used_by} u WHERE u.customer_id = c.id)",
            [origin],
        )
        gone = int(cursor.rowcount)
        cursor.execute(
            "UPDATE customers_customer c SET origin ="
            f" (SELECT u.origin FROM {unless_used_by} u WHERE u.customer_id = c.id ORDER BY u.id LIMIT 1)"
            " WHERE origin = %s",
            [origin],
        )
        return gone


def set_stages(*, facts_sql: str, parameters: Sequence[UUID | list[int]]) -> int:
    """Store derived stages: ``facts_sql`` gives (customer_id, stage) rows. Returns how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer c SET stage = f.stage, updated_at = now()"
            f" FROM ({facts_sql}) f WHERE f.customer_id = c.id AND c.stage <> f.stage",
            tuple(parameters),
        )
        return int(cursor.rowcount)
