"""Writing customers. Bulk verbs take staged rows, so that a million customers cost one statement."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import (
    Field,
    FieldRule,
    Refused,
    Verb,
    field_in,
    field_of,
    insist_writes,
    note_reveal,
    reads,
    require,
    rule_for,
    why_limited,
)
from vitalfew.audit.api import because, record
from vitalfew.channels.api import Channels, allowed_channels, store_channels
from vitalfew.customers.models import Customer
from vitalfew.customers.owners import first_owner, home_of, no_such_owner, possible_owners
from vitalfew.customers.policies import CUSTOMERS, customer_policy
from vitalfew.customers.queries import customer_for, customer_not_found, why_missing
from vitalfew.customers.rules import spelling
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict


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
    channels: Channels | None = None,
    **more: str,
) -> Customer:
    """Add one customer by hand (``more``: website, industry, source), and how to reach it.

    It is its finder's only where the finder would not see it otherwise.
    """
    require(actor, CUSTOMERS, Verb.CREATE)
    insist_writes(actor, limited_facts(code=code or None, country=country or None))
    owner = first_owner(actor)
    pinyin, initials, sort_key = spelling(name)
    with number_once():
        customer = Customer.objects.create(
            name=name.strip(), kind=kind, code=code or None, country=country,
            pinyin=pinyin, initials=initials, sort_key=sort_key,
            owner=owner, department_id=home_of(owner), **more,
        )  # fmt: skip
    if channels is not None:
        store_channels(customer, allowed_channels(actor, customer, channels))
    record(
        actor=actor, verb="customer.create", subject=f"customer:{customer.pk}", name=name,
        owner=customer.owner_id,
    )  # fmt: skip
    return customer


def limited_facts(**facts: str | None) -> list[Field]:
    """The fields with rules that hold some of these facts; what is empty in a new customer tells nothing."""
    held = {name: field_in(Customer, name) for name, value in facts.items() if value is not None}
    return [field for name, field in held.items() if field is not None]


def locked(actor: Member, customer_id: int) -> Customer:
    """The customer for the rest of the transaction; NotFound when ``actor`` may not see it."""
    visible = customer_policy.rows(actor).filter(pk=customer_id)
    customer = visible.select_for_update(of=("self",)).first()
    if customer is None:
        raise why_missing(actor, customer_id)
    return customer


def refuse_stale(customer: Customer, version: int) -> None:
    """Conflict when somebody changed the customer since it was shown."""
    if customer.version != version:
        raise Conflict(
            "customer_changed_meanwhile",
            _(
                "Somebody changed this customer while you were typing. Compare both texts and choose."
            ),
            stored=customer,
        )


def refuse_other_source(customer: Customer, source: str) -> None:
    """BadInput when the source would become another: where a customer first came from does not change."""
    if customer.source and source != customer.source:
        raise BadInput(
            "source_is_written_once",
            _(
                "Where a customer first came from is written once and stays. Leave the source as it is."
            ),
            field="source",
        )


@transaction.atomic
def change(
    *,
    actor: Member,
    customer_id: int,
    version: int,
    channels: Channels | None = None,
    **facts: str | None,
) -> Customer:
    """Change a customer's own facts (name, kind, code, country, website, industry, source) and how it is reached.

    Conflict when somebody else was faster. Without ``channels``, numbers and addresses stay as they are.
    """
    customer = locked(actor, customer_id)
    customer_policy.check(actor, Verb.EDIT, customer)
    refuse_stale(customer, version)
    refuse_other_source(customer, facts.get("source", customer.source) or "")
    before = {name: getattr(customer, name) for name in facts}
    changing = {name: value for name, value in facts.items() if value != before[name]}
    insist_writes(actor, limited_facts(**{name: value or "" for name, value in changing.items()}))
    for name, value in facts.items():
        setattr(customer, name, value)
    customer.pinyin, customer.initials, customer.sort_key = spelling(customer.name)
    customer.version += 1
    with number_once():
        customer.save()
    if channels is not None:
        store_channels(customer, allowed_channels(actor, customer, channels))
    changed = {
        name: [before[name], value] for name, value in facts.items() if before[name] != value
    }
    record(actor=actor, verb="customer.change", subject=f"customer:{customer.pk}", **changed)
    return customer


@transaction.atomic
def reveal(*, actor: Member, customer_id: int, key: str) -> tuple[str, str]:
    """The name and the whole value of a field that ``actor`` sees masked; looking is written to the history."""
    customer = customer_for(actor, customer_id)
    field = field_of(key)
    columns = [name for model, name in field.columns if model is Customer] if field else []
    if field is None or not columns:
        raise customer_not_found()
    if rule_for(actor, field) == FieldRule.HIDDEN:
        raise Refused(why_limited(actor, field))
    if not reads(actor, field):
        note_reveal(actor=actor, subject=f"customer:{customer.pk}", field=field)
    return str(field.label), str(getattr(customer, columns[0]) or "")


@transaction.atomic
def assign(
    *, actor: Member, customer_id: int, owner: Member | None, reason: str, version: int
) -> Customer:
    """Give a customer another owner, or none, with the reason; its department is the owner's from then on."""
    customer = locked(actor, customer_id)
    customer_policy.check(actor, Verb.TRANSFER, customer)
    refuse_stale(customer, version)
    if not reason.strip():
        raise BadInput(
            "reason_missing",
            _("Say why, in a few words: it stands in the customer's history."),
            field="reason",
        )
    if owner is not None and not possible_owners(actor).filter(pk=owner.pk).exists():
        raise no_such_owner()
    because(reason.strip())
    before = customer.owner_id
    customer.owner = owner
    customer.department_id = home_of(owner) if owner else customer.department_id
    customer.version += 1
    customer.save(update_fields=["owner", "department", "version", "updated_at"])
    record(
        actor=actor, verb="customer.assign", subject=f"customer:{customer.pk}",
        owner=[before, customer.owner_id], reason=reason.strip(),
    )  # fmt: skip
    return customer


def add_from_staging(*, table: str, origin: UUID, owner: Member | None = None) -> int:
    """Insert the new customers of a staging table, as ``owner``'s or nobody's.

    Its columns: code, name, kind, country, stage, pinyin, initials, sort_key. Known codes are left as they are.
    Returns how many were added. Call inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (code, name, kind, country, stage, pinyin, initials, sort_key,"
            " origin, owner_id, department_id, version, created_at, updated_at)"
            " SELECT code, name, kind, country, stage, pinyin, initials, sort_key,"
            " %s, %s::bigint, %s::bigint, 1, now(), now()"
            f" FROM {table} ORDER BY code ON CONFLICT (code) DO NOTHING",
            [origin, owner.pk if owner else None, home_of(owner)],
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
