"""Who looks through pairs, and who may merge."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, insist, with_right
from vitalfew.customers.api import CUSTOMERS, Customer, customer_policy, once_visible_to
from vitalfew.duplicates.models import (
    Judgement,
    Likeness,
    Merge,
    Pair,
    PersonJudgement,
    PersonMerge,
    PersonPair,
)
from vitalfew.duplicates.rules import CONTACT, CUSTOMER, Merged
from vitalfew.identity.api import Member
from vitalfew.jobs.api import UNFINISHED, Job
from vitalfew.people.api import Contact, Position, contact_policy, position_policy
from vitalfew.web.api import MemberLink, register

NEEDED = (Verb.EDIT, Verb.TRANSFER)
# From who stayed to where they are now: they may have gone into another since.
ENDS_SQL = """
WITH RECURSIVE way(merge, at) AS (
    SELECT id, survivor_id FROM duplicates_personmerge
    UNION
    SELECT w.merge, c.merged_into_id FROM way w JOIN people_contact c ON c.id = w.at WHERE c.merged_into_id IS NOT NULL
) SELECT merge FROM way WHERE at IN ({seen})
"""


def pairs_visible_to(actor: Member, verb: Verb = Verb.EDIT) -> QuerySet[Pair]:
    """The pairs both of whose customers a member may see and change: only they can do something about it.

    With another ``verb``, those of them both of whose customers that may be done to as well.
    """
    mine = customer_policy.rows(actor, Verb.EDIT)
    if verb != Verb.EDIT:
        mine &= customer_policy.rows(actor, verb)
    keys = mine.order_by().values("pk")
    return Pair.objects.filter(first_id__in=keys, second_id__in=keys)


def open_pairs(actor: Member, answer: str = "", verb: Verb = Verb.EDIT) -> QuerySet[Pair]:
    """Those about which nobody has said anything; with ``answer``, those of which somebody said that.

    Without those that are being merged just now.
    """
    said = Judgement.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    return _open(pairs_visible_to(actor, verb), said, answer, CUSTOMER)


def person_pairs_visible_to(actor: Member, verb: Verb = Verb.EDIT) -> QuerySet[PersonPair]:
    """The pairs both of whose contacts a member may change, and one of whom may be deleted: only they can merge them.

    With another ``verb``, those of them both of whose contacts that may be done to as well.
    """
    keys = contact_policy.rows(actor, Verb.EDIT).order_by().values("pk")
    # Asked pair by pair: as a list it would be one of all contacts.
    may_go = contact_policy.rows(actor, Verb.DELETE).order_by()
    pairs = PersonPair.objects.filter(first_id__in=keys, second_id__in=keys)
    if verb != Verb.EDIT:
        also = contact_policy.rows(actor, verb).order_by().values("pk")
        pairs = pairs.filter(first_id__in=also, second_id__in=also)
    return pairs.filter(
        Exists(may_go.filter(pk=OuterRef("first_id")))
        | Exists(may_go.filter(pk=OuterRef("second_id")))
    )


def open_person_pairs(
    actor: Member, answer: str = "", verb: Verb = Verb.EDIT
) -> QuerySet[PersonPair]:
    """The same of contacts as of customers."""
    said = PersonJudgement.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    return _open(person_pairs_visible_to(actor, verb), said, answer, CONTACT)


def _open[Found: Likeness](
    pairs: QuerySet[Found], said: "QuerySet[Judgement] | QuerySet[PersonJudgement]", answer: str, of: Merged
) -> QuerySet[Found]:  # fmt: skip
    pairs = pairs.exclude(Exists(merging_now(OuterRef("first"), OuterRef("second"), of)))
    return pairs.filter(Exists(said.filter(answer=answer)) if answer else ~Exists(said))


def next_pair(actor: Member) -> Pair | None:
    """The pair to look at next: what agrees most; None when there is none."""
    return open_pairs(actor).order_by("-score", "-pk").first()


def next_person_pair(actor: Member) -> PersonPair | None:
    """The pair of contacts to look at next; None when there is none."""
    return open_person_pairs(actor).order_by("-score", "-pk").first()


def person_pair_of(first_id: int, second_id: int) -> PersonPair | None:
    """What the last scan says of two contacts whom the policy gave."""
    first, second = sorted((first_id, second_id))
    return PersonPair.objects.filter(first_id=first, second_id=second).first()


def merging_now(
    first: int | OuterRef, second: int | OuterRef, of: Merged = CUSTOMER
) -> QuerySet[Job]:
    """The unfinished merge of these two, whichever stays; nothing when there is none."""
    keys = (first, second)
    if isinstance(first, int) and isinstance(second, int):
        keys = (min(first, second), max(first, second))
    number = BigIntegerField()
    return (
        Job.objects.filter(UNFINISHED, kind=of.merge_job)
        .annotate(
            one=Cast(KT(f"parameters__{of.first}"), number),
            two=Cast(KT(f"parameters__{of.second}"), number),
        )
        .filter(one=keys[0], two=keys[1])
    )


def merges_visible_to(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Merge]:
    """The merges into customers that a member may see, or could see had they not been merged themselves."""
    keys = once_visible_to(actor, verb).order_by().values("pk")
    return Merge.objects.filter(survivor_id__in=keys)


def may_merge(actor: Member, customer: Customer) -> bool:
    """Whether ``actor`` may change and give away this customer."""
    return all(customer_policy.may(actor, verb, customer) for verb in NEEDED)


def check_may_merge(actor: Member, customers: list[Customer]) -> None:
    """Refused unless ``actor`` may change and give away each of them."""
    for customer in customers:
        for verb in NEEDED:
            insist(customer_policy.may(actor, verb, customer))


def person_merges_visible_to(actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[PersonMerge]:
    """The merges into contacts that a member may see, also by way of others; so too those who lie in the bin."""
    seen = position_policy.rows(actor, verb).order_by().values("contact_id")
    if seen.query.is_empty():
        return PersonMerge.objects.none()
    sql, values = seen.query.sql_with_params()
    return PersonMerge.objects.filter(pk__in=RawSQL(ENDS_SQL.format(seen=sql), values))  # noqa: S611 - no text of anybody's


def person_merges_into(
    contacts: "Iterable[int] | QuerySet[Position, int]",
) -> QuerySet[PersonMerge]:
    """The merges into contacts whose keys the policy gave: whoever sees them may know of these."""
    return PersonMerge.objects.filter(survivor_id__in=contacts)


def may_merge_person(actor: Member, contact: Contact) -> bool:
    """Whether ``actor`` may change and delete this contact."""
    return all(contact_policy.may(actor, verb, contact) for verb in (Verb.EDIT, Verb.DELETE))


register(
    MemberLink(
        "duplicates:list",
        _("Duplicates"),
        "customers",
        order=15,
        visible=with_right(CUSTOMERS, Verb.EDIT),
    ),
)
