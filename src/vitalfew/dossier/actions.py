"""Writing a customer's dossier: each part added, changed or taken out by one verb, under the customer's own rights."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from vitalfew.access.api import Field, Verb, insist_writes
from vitalfew.audit.api import record
from vitalfew.customers.api import Customer, customer_for, customer_policy, visible_to
from vitalfew.dossier.models import InvoiceTitle, Part, Registration, Tag, Tagging, Tie, TieKind
from vitalfew.dossier.parts import PartKind
from vitalfew.dossier.policies import limit_of
from vitalfew.dossier.queries import part_for, tags_in_words, tags_of
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.kernel.versions import refuse_if_changed

# Is ``above`` the customer itself, or somewhere above it?
ABOVE_SQL = """
WITH RECURSIVE above AS (
    SELECT %s::bigint AS id
     UNION SELECT t.other_id FROM dossier_tie t JOIN above a ON t.customer_id = a.id WHERE t.kind = 'parent'
) SELECT EXISTS (SELECT FROM above WHERE id = %s)
"""


def locked_customer(actor: Member, customer_id: int) -> Customer:
    """The customer for the rest of the transaction; Refused for who may not change it."""
    customer = customer_for(actor, customer_id)
    customer_policy.check(actor, Verb.EDIT, customer)
    visible_to(actor).select_for_update(of=("self",)).get(pk=customer_id)
    return customer


@transaction.atomic
def add(*, actor: Member, kind: PartKind, customer_id: int, facts: dict[str, Any]) -> Part:
    """Add a part (an address, a number, a tie…) with these columns."""
    customer = locked_customer(actor, customer_id)
    said = {name: value for name, value in facts.items() if value}
    insist_writes(actor, _limits(kind, said | _always(kind)))
    columns = {**facts, "customer": customer}
    part = kind.model(**columns)
    _store(part)
    record(actor=actor, verb=f"customer.add_{kind.key}", subject=f"customer:{customer_id}")
    return part


@transaction.atomic
def change(
    *, actor: Member, kind: PartKind, part_id: int, version: int, facts: dict[str, Any]
) -> Part:
    """Change a part; Conflict when somebody else was faster."""
    part = _locked_part(actor, kind, part_id)
    if part.version != version:
        raise Conflict(
            "part_changed_meanwhile",
            _("Somebody changed this entry while you were typing. Compare both texts and choose."),
            stored=part,
        )
    changing = {name: value for name, value in facts.items() if value != getattr(part, name)}
    insist_writes(actor, _limits(kind, changing))
    for name, value in facts.items():
        setattr(part, name, value)
    part.version += 1
    _store(part)
    record(actor=actor, verb=f"customer.change_{kind.key}", subject=f"customer:{_home_of(part)}")
    return part


def _always(kind: PartKind) -> dict[str, Any]:
    """What a part cannot be without."""
    return {"number": ""} if kind.model is Registration else {}


def _limits(kind: PartKind, facts: dict[str, Any]) -> list[Field]:
    """The fields with rules that hold some of these facts."""
    held = [limit_of(kind.model, name) for name in facts]
    return [field for field in held if field is not None]


@transaction.atomic
def remove(*, actor: Member, kind: PartKind, part_id: int) -> int:
    """Take a part out; the key of its customer. What it said stays in the history."""
    part = _locked_part(actor, kind, part_id)
    customer_id = _home_of(part)
    insist_writes(actor, _limits(kind, _always(kind)))
    part.delete()
    record(actor=actor, verb=f"customer.remove_{kind.key}", subject=f"customer:{customer_id}")
    return customer_id


def _home_of(part: Part) -> int:
    return int(part.customer_id)  # type: ignore[attr-defined]  # every part has a customer


def _locked_part(actor: Member, kind: PartKind, part_id: int) -> Part:
    part = part_for(actor, kind, part_id)
    locked_customer(actor, _home_of(part))
    part.refresh_from_db()
    return part


def _store(part: Part) -> None:
    """Save under the rules that concern several rows, each told in its own words."""
    if isinstance(part, Tie):
        _refuse_circle(part)
    if isinstance(part, InvoiceTitle) and part.is_usual:
        titles = InvoiceTitle.objects.filter(customer_id=part.customer_id, is_usual=True)
        titles.exclude(pk=part.pk).update(is_usual=False)
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError as error:
        if "_once" not in str(error) and "one_parent_company" not in str(error):
            raise
        raise BadInput(
            "there_already", _("This customer has such an entry already. Change that one instead.")
        ) from error


def _refuse_circle(tie: Tie) -> None:
    if tie.other_id == tie.customer_id:
        raise BadInput("tie_to_oneself", _("Choose another customer than this one."), field="other")
    if tie.kind != TieKind.PARENT:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('parent companies', 0))")
        cursor.execute(ABOVE_SQL, [tie.other_id, tie.customer_id])
        (is_circle,) = cursor.fetchone()
    if is_circle:
        raise BadInput(
            "parent_circle",
            _("That would be a circle: this customer stands above the one chosen."),
            field="other",
        )


@transaction.atomic
def set_tags(
    *, actor: Member, customer_id: int, names: list[str], opened: Mapping[str, str] | None = None
) -> list[str]:
    """Give a customer exactly these tags; a word that is new becomes a tag. Returns them as they are written.

    ChangedSince when they are others than those that ``opened`` names, as the form showed them.
    """
    customer = locked_customer(actor, customer_id)
    refuse_if_changed(opened or {}, {"tags": tags_in_words(tags_of(actor, customer))})
    tags = [_tag(name) for name in {name.casefold(): name for name in names}.values()]
    wanted = {tag.pk for tag in tags}
    carried = Tagging.objects.filter(customer=customer)
    carried.exclude(tag_id__in=wanted).delete()
    new = wanted - set(carried.values_list("tag_id", flat=True))
    Tagging.objects.bulk_create([Tagging(customer=customer, tag_id=pk) for pk in sorted(new)])
    written = [tag.name for tag in tags]
    record(actor=actor, verb="customer.tag", subject=f"customer:{customer_id}", tags=written)
    return written


def _tag(name: str) -> Tag:
    """The tag of this word, made when it is new; of two who make it at once, both get the same."""
    Tag.objects.bulk_create([Tag(name=name)], ignore_conflicts=True)
    return Tag.objects.get(name__iexact=name)
