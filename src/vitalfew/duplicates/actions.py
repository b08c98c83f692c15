"""Verbs about pairs; merging and taking back have files of their own."""

from django.db import transaction

from vitalfew.access.api import Verb, insist
from vitalfew.customers.api import customer_policy
from vitalfew.duplicates.merging_people import refuse_one
from vitalfew.duplicates.models import Judgement, PersonJudgement
from vitalfew.duplicates.queries import pair_for
from vitalfew.identity.api import Member
from vitalfew.people.api import contact_for, contact_policy


@transaction.atomic
def judge(*, actor: Member, pair_id: int, answer: str) -> Judgement:
    """Say that two customers are not the same, or that this is for later; said again, the last word counts."""
    pair = pair_for(actor, pair_id)
    for customer in (pair.first, pair.second):
        insist(customer_policy.may(actor, Verb.EDIT, customer))
    return Judgement.objects.update_or_create(
        first_id=pair.first_id,
        second_id=pair.second_id,
        defaults={"answer": answer, "actor": actor},
    )[0]


@transaction.atomic
def judge_people(*, actor: Member, both: tuple[int, int], answer: str) -> PersonJudgement:
    """The same of two contacts, also of those that no scan has found."""
    refuse_one(*both)
    first, second = (contact_for(actor, pk) for pk in sorted(both))
    for contact in (first, second):
        contact_policy.check(actor, Verb.EDIT, contact)
    return PersonJudgement.objects.update_or_create(
        first=first, second=second, defaults={"answer": answer, "actor": actor}
    )[0]
