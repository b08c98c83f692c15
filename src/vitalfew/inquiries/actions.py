"""Working on inquiries: one function for each thing that people do."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, field_in, insist, insist_writes, require
from vitalfew.audit.api import record
from vitalfew.customers.api import Source, offered_sources, source_meant
from vitalfew.fields.api import About, Typed, keep
from vitalfew.identity.api import Member
from vitalfew.inquiries.arriving import Arrival, take_in, write_facts
from vitalfew.inquiries.models import Inquiry
from vitalfew.inquiries.policies import (
    INQUIRIES,
    OWN_FIELDS,
    inquiry_policy,
    may_take,
    possible_owners,
)
from vitalfew.inquiries.queries import no_such_inquiry
from vitalfew.inquiries.routing import give
from vitalfew.inquiries.rules import is_move
from vitalfew.inquiries.words import ClosedReason, State, Via
from vitalfew.kernel.errors import BadInput, Conflict

WHO = ("name", "company", "phone", "mail", "messenger")


@transaction.atomic
def enter(
    *,
    actor: Member,
    source: str,
    source_detail: str,
    facts: Mapping[str, str],
    answer: str = "",
    via: Via = Via.STAFF,
    receipt: str = "",
    own: Typed | None = None,
) -> Inquiry:
    """An inquiry that a member writes down; ``answer`` where it was answered in the same breath, as on the phone.

    With ``own``, own fields that must be filled in are insisted on; not of programs.
    """
    require(actor, INQUIRIES, Verb.CREATE)
    source = insist_source(source, source_detail, via)
    insist_somebody(facts)
    told = {name for name, text in facts.items() if text}
    insist_writes(actor, [f for name in told if (f := field_in(Inquiry, name)) is not None])
    arrival = Arrival(via, source, source_detail.strip(), receipt=receipt)
    inquiry = take_in(actor=actor, arrival=arrival, facts=facts)
    keep(
        actor=actor,
        record=OWN_FIELDS,
        about=About(inquiry.pk),
        typed=own or {},
        is_new=own is not None and via != Via.API,
    )
    if answer.strip() and inquiry.answered_at is None:
        if inquiry.owner_id is None:
            give(inquiry, actor, by=actor)
        _note_answer(inquiry, actor, answer)
    return inquiry


def insist_source(source: str, source_detail: str, via: Via) -> str:
    """The key of a source that is offered for this way in; a referral names who referred them."""
    key = source_meant(source, intake=via)
    if not key:
        names = "、".join(str(name) for _key, name in offered_sources(intake=via))
        raise BadInput(
            "source_unknown",
            _("There is no such source. Choose one of these: %(names)s.") % {"names": names},
            field="source",
        )
    if key == Source.REFERRAL and not source_detail.strip():
        raise BadInput("referrer_missing", _("Name who referred them."), field="source_detail")
    return key


def insist_somebody(facts: Mapping[str, str]) -> None:
    """An inquiry is from somebody."""
    if not any(facts.get(name, "").strip() for name in WHO):
        raise BadInput(
            "sender_missing",
            _("Write down who it was: a name, a company, a number or an address."),
            field="name",
        )


def locked(actor: Member, inquiry_id: int, version: int, verb: Verb = Verb.EDIT) -> Inquiry:
    """The inquiry for the rest of the transaction, unchanged since it was shown."""
    inquiry = _found(actor, inquiry_id)
    inquiry_policy.check(actor, verb, inquiry)
    refuse_stale(inquiry, version)
    return inquiry


def _found(actor: Member, inquiry_id: int) -> Inquiry:
    visible = inquiry_policy.rows(actor).filter(pk=inquiry_id)
    inquiry = visible.select_for_update(of=("self",)).first()
    if inquiry is None:
        raise no_such_inquiry()
    return inquiry


def refuse_stale(inquiry: Inquiry, version: int) -> None:
    """Conflict when somebody changed it since it was shown."""
    if inquiry.version != version:
        raise Conflict(
            "inquiry_changed_meanwhile",
            _(
                "Somebody changed this inquiry while you were typing. Compare both texts and choose."
            ),
            stored=inquiry,
        )


def move(inquiry: Inquiry, state: State) -> None:
    """To another state by one of the allowed moves; the caller saves."""
    if not is_move(inquiry.state, state):
        raise _is_elsewhere(inquiry)
    inquiry.state = state


def _is_elsewhere(inquiry: Inquiry) -> Conflict:
    return Conflict(
        "inquiry_is_elsewhere",
        _("This inquiry is “%(state)s” now: that step is not open any more. Reload the page.")
        % {"state": inquiry.get_state_display()},
    )


def save(inquiry: Inquiry) -> None:
    """With the next version."""
    inquiry.version += 1
    inquiry.save()


@transaction.atomic
def change(
    *,
    actor: Member,
    inquiry_id: int,
    version: int,
    facts: Mapping[str, str],
    own: Typed | None = None,
) -> Inquiry:
    """Correct what was told; where it came from stays, and own fields that ``own`` does not name."""
    inquiry = locked(actor, inquiry_id, version)
    changed = {name for name, text in facts.items() if text != getattr(inquiry, name)}
    insist_writes(actor, [f for name in changed if (f := field_in(Inquiry, name)) is not None])
    write_facts(inquiry, facts)
    insist_somebody({name: getattr(inquiry, name) for name in WHO})
    save(inquiry)
    kept = keep(actor=actor, record=OWN_FIELDS, about=About(inquiry.pk), typed=own or {})
    more = {"own": kept} if kept else {}
    record(actor=actor, verb="inquiry.change", subject=f"inquiry:{inquiry.pk}", **more)
    return inquiry


@transaction.atomic
def assign(*, actor: Member, inquiry_id: int, version: int, owner: Member) -> Inquiry:
    """Give it to a member; what is nobody's may be taken by whoever could work on it."""
    inquiry = _found(actor, inquiry_id)
    if owner == actor:
        insist(may_take(actor, inquiry))
    else:
        inquiry_policy.check(actor, Verb.TRANSFER, inquiry)
        if not possible_owners(actor).filter(pk=owner.pk).exists():
            raise BadInput(
                "no_such_owner",
                _("There is no such member to give inquiries to. Choose one from the list."),
                field="owner",
            )
    refuse_stale(inquiry, version)
    if not inquiry.is_open:
        raise _is_elsewhere(inquiry)
    inquiry.version += 1
    give(inquiry, owner, by=actor)
    record(actor=actor, verb="inquiry.assign", subject=f"inquiry:{inquiry.pk}", owner=owner.pk)
    return inquiry


@transaction.atomic
def answer(*, actor: Member, inquiry_id: int, version: int, words: str) -> Inquiry:
    """Note the first answer: the clock stops now."""
    inquiry = locked(actor, inquiry_id, version)
    if not words.strip():
        raise BadInput(
            "answer_missing", _("Write what was answered, in a few words."), field="words"
        )
    if inquiry.owner_id is None:
        give(inquiry, actor, by=actor)
    _note_answer(inquiry, actor, words)
    return inquiry


def _note_answer(inquiry: Inquiry, actor: Member, words: str) -> None:
    move(inquiry, State.ANSWERED)
    inquiry.answered_at = inquiry.answered_at or timezone.now()
    inquiry.answered_by = inquiry.answered_by or actor
    inquiry.answer = words.strip()
    save(inquiry)
    record(actor=actor, verb="inquiry.answer", subject=f"inquiry:{inquiry.pk}")


@transaction.atomic
def close(
    *, actor: Member, inquiry_id: int, version: int, reason: ClosedReason | str, note: str = ""
) -> Inquiry:
    """Nothing becomes of it, for a reason from the list."""
    inquiry = locked(actor, inquiry_id, version)
    if reason not in ClosedReason.values:
        raise BadInput("reason_missing", _("Choose why it is closed."), field="reason")
    move(inquiry, State.CLOSED)
    inquiry.closed_reason, inquiry.closed_note = reason, note.strip()
    save(inquiry)
    record(actor=actor, verb="inquiry.close", subject=f"inquiry:{inquiry.pk}", reason=str(reason))
    return inquiry


@transaction.atomic
def reopen(*, actor: Member, inquiry_id: int, version: int) -> Inquiry:
    """Something becomes of it after all: it goes on where it stood."""
    inquiry = locked(actor, inquiry_id, version)
    owned = State.ASSIGNED if inquiry.owner_id else State.NEW
    move(inquiry, State.ANSWERED if inquiry.answered_at else owned)
    inquiry.closed_reason = inquiry.closed_note = ""
    save(inquiry)
    record(actor=actor, verb="inquiry.reopen", subject=f"inquiry:{inquiry.pk}")
    return inquiry
