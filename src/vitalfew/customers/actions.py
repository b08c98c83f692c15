"""Writing customers. Bulk verbs take staged rows, so that a million customers cost one statement."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import (
    Field,
    Verb,
    field_in,
    insist_writes,
    require,
)
from vitalfew.audit.api import because, record
from vitalfew.channels.api import Channels, allowed_channels, store_channels
from vitalfew.customers.models import Customer
from vitalfew.customers.owners import first_owner, home_of, no_such_owner, possible_owners
from vitalfew.customers.policies import CUSTOMERS, OWN_FIELDS, customer_policy
from vitalfew.customers.queries import why_missing
from vitalfew.customers.rules import spelled
from vitalfew.fields.api import About, Typed, keep
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
    own: Typed | None = None,
    **more: str,
) -> Customer:
    """Add one customer by hand (``more``: website, industry, source), how to reach it, and its own fields.

    It is its finder's only where the finder would not see it otherwise.
    """
    require(actor, CUSTOMERS, Verb.CREATE)
    insist_writes(actor, limited_facts(code=code or None, country=country or None))
    owner = first_owner(actor)
    with number_once():
        customer = Customer.objects.create(
            name=name.strip(), kind=kind, code=code or None, country=country,
            owner=owner, department_id=home_of(owner), **spelled(name), **more,
        )  # fmt: skip
    if channels is not None:
        store_channels(customer, allowed_channels(actor, customer, channels))
    keep(
        actor=actor,
        record=OWN_FIELDS,
        about=about(customer),
        typed=own or {},
        is_new=own is not None,
    )
    record(
        actor=actor, verb="customer.create", subject=f"customer:{customer.pk}", name=name,
        owner=customer.owner_id,
    )  # fmt: skip
    return customer


def about(customer: Customer) -> About:
    """What the rules of own fields ask about a customer."""
    return About(customer.pk, customer.kind, customer.stage)


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
    own: Typed | None = None,
    **facts: str | None,
) -> Customer:
    """Change a customer's own facts (name, kind, code, country, website, industry, source) and how it is reached.

    Conflict when somebody else was faster. Without ``channels``, numbers and addresses stay as they are; so do own
    fields that ``own`` does not name.
    """
    customer = locked(actor, customer_id)
    customer_policy.check(actor, Verb.EDIT, customer)
    refuse_stale(customer, version)
    refuse_other_source(customer, facts.get("source", customer.source) or "")
    before = {name: getattr(customer, name) for name in facts}
    changing = {name: value for name, value in facts.items() if value != before[name]}
    insist_writes(actor, limited_facts(**{name: value or "" for name, value in changing.items()}))
    for name, value in (facts | spelled(str(facts.get("name", customer.name)))).items():
        setattr(customer, name, value)
    customer.version += 1
    with number_once():
        customer.save()
    if channels is not None:
        store_channels(customer, allowed_channels(actor, customer, channels))
    changed: dict[str, object] = {
        name: [before[name], value] for name, value in facts.items() if before[name] != value
    }
    kept = keep(actor=actor, record=OWN_FIELDS, about=about(customer), typed=own or {})
    if kept:
        changed["own"] = kept
    record(actor=actor, verb="customer.change", subject=f"customer:{customer.pk}", **changed)
    return customer


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

    Its columns: code, name, kind, country, stage, folded, pinyin, initials, sort_key. Known codes are left as they are.
    Returns how many were added. Call inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (code, name, kind, country, stage, folded, pinyin, initials, sort_key,"
            " origin, owner_id, department_id, version, created_at, updated_at)"
            " SELECT code, name, kind, country, stage, folded, pinyin, initials, sort_key,"
            " %s, %s::bigint, %s::bigint, 1, now(), now()"
            f" FROM {table} ORDER BY code ON CONFLICT (code) DO NOTHING",
            [origin, owner.pk if owner else None, home_of(owner)],
        )
        return int(cursor.rowcount)


def remove_of_origin(
    *, origin: UUID, unless_used_by: str, nor_by: Iterable[tuple[str, str]]
) -> int:
    """Take back the customers an import brought.

    Those that ``unless_used_by`` (a table with customer_id and origin) needs stay, as brought by what needs them; so do
    those that ``nor_by`` (tables, and their columns of the customer) point to, as brought by nobody.
    """
    needed = "".join(
        f" AND NOT EXISTS (SELECT FROM {table} u WHERE u.{column} = c.id)"
        for table, column in [(unless_used_by, "customer_id"), *nor_by]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM customers_customer c WHERE origin = %s{needed}", [origin])
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
