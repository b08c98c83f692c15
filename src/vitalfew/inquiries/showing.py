"""What the page of one inquiry shows beside its facts: what one may do, and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from vitalfew.access.api import Answer, Verb, reads
from vitalfew.channels.api import Way, read_phone, region_of, way_of_phone
from vitalfew.customers.api import Customer, visible_to
from vitalfew.fields.api import OwnFields, Told, sections
from vitalfew.identity.api import Member
from vitalfew.inquiries.forms import AnswerForm, ChooseForm, MakeForm
from vitalfew.inquiries.lists import answered_after
from vitalfew.inquiries.models import Assignment, Inquiry
from vitalfew.inquiries.policies import OWN_FIELDS, PHONE, inquiry_policy, may_take
from vitalfew.inquiries.qualifying import Match, matches_of
from vitalfew.inquiries.queries import assignments_of
from vitalfew.inquiries.words import State


@dataclass(frozen=True)
class ShownInquiry:
    """Everything the page needs; ``number`` only for who may read it, ``customer`` only for who may see it."""

    may_edit: Answer
    may_assign: Answer
    may_take: Answer
    matches: list[Match]
    customer: Customer | None
    number: Way | None
    answered_after: timedelta | None
    assignments: list[Assignment]
    answer_form: AnswerForm
    choose_form: ChooseForm
    make_form: MakeForm
    own: Mapping[str, list[Told]]


def shown(actor: Member, inquiry: Inquiry) -> ShownInquiry:
    """The page of ``inquiry`` for ``actor``."""
    may_edit = inquiry_policy.may(actor, Verb.EDIT, inquiry)
    wants_customer = inquiry.state == State.ANSWERED and bool(may_edit)
    step = {"version": inquiry.version}
    return ShownInquiry(
        may_edit=may_edit,
        may_assign=inquiry_policy.may(actor, Verb.TRANSFER, inquiry),
        may_take=may_take(actor, inquiry),
        matches=matches_of(actor, inquiry) if wants_customer else [],
        customer=_customer(actor, inquiry),
        number=_number(actor, inquiry),
        answered_after=answered_after(inquiry),
        assignments=list(assignments_of(inquiry)[:20]),
        answer_form=AnswerForm(initial=step),
        choose_form=ChooseForm(actor=actor, initial=step),
        make_form=MakeForm(initial=step),
        own=sections(OwnFields(OWN_FIELDS, actor).told_of(inquiry, "")),
    )


def _customer(actor: Member, inquiry: Inquiry) -> Customer | None:
    if inquiry.customer_id is None:
        return None
    return visible_to(actor).filter(pk=inquiry.customer_id).first()


def _number(actor: Member, inquiry: Inquiry) -> Way | None:
    if not inquiry.phone or not reads(actor, PHONE):
        return None
    return way_of_phone(read_phone(inquiry.phone, region_of(inquiry.country)))
