"""What programs write into a dossier: the rules are those of the pages' forms, the verbs those of the dossier."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import model_to_dict
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema, Status

from vitalfew.access.api import insist_writes
from vitalfew.api.v1 import versions
from vitalfew.api.v1.dossier_telling import LETTERS, etag, part_told
from vitalfew.api.v1.telling import Teller
from vitalfew.customers.api import Customer, customer_for
from vitalfew.dossier.api import (
    KINDS,
    Part,
    PartKind,
    Tie,
    add_part,
    change_part,
    limit_of,
    part_for,
    remove_part,
)
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict


def added(request: MemberRequest, key: str, customer_id: int, new: Schema) -> dict[str, object]:
    """The part that was added; BadInput for what the form of the page would refuse."""
    actor, kind = request.user, KINDS[key]
    customer = customer_for(actor, customer_id)
    sent = new.model_dump(mode="json")
    _insist(actor, kind, new.model_fields_set)
    facts = _facts(actor, kind, customer, sent)
    part = add_part(actor=actor, kind=kind, customer_id=customer_id, facts=facts)
    return part_told(Teller(actor), part)


def changed(
    request: MemberRequest, key: str, pk: int, change: Schema
) -> "dict[str, object] | HttpResponse":
    """The part as it is from now on: what is not named stays; both texts where somebody was faster."""
    actor, kind = request.user, KINDS[key]
    part = part_for(actor, kind, pk)
    version = versions.version_sent(request, LETTERS[kind.model], pk)
    sent = change.model_dump(mode="json", exclude_unset=True)
    _refuse_null(sent)
    _insist(actor, kind, sent)
    customer: Customer = part.customer  # type: ignore[attr-defined]  # every part has a customer
    try:
        facts = _facts(actor, kind, customer, sent, part)
        told = change_part(actor=actor, kind=kind, part_id=pk, version=version, facts=facts)
    except Conflict as error:
        stored = part_for(actor, kind, pk)
        return versions.both(error, sent, part_told(Teller(actor), stored), etag(stored))
    return part_told(Teller(actor), told)


def removed(request: MemberRequest, key: str, pk: int) -> Status[None]:
    """Taken out; what it said stays in the history."""
    remove_part(actor=request.user, kind=KINDS[key], part_id=pk)
    return Status(204, None)


def _refuse_null(sent: Mapping[str, object]) -> None:
    for name, value in sent.items():
        if value is None:
            raise BadInput(
                "cannot_be_empty", _("This cannot be null. Leave it out to keep it."), field=name
            )


def _insist(actor: Member, kind: PartKind, names: Iterable[str]) -> None:
    """Refused when something is named that the member may not type: a form would not have it."""
    limits = [limit_of(kind.model, name) for name in sorted(names)]
    insist_writes(actor, [limit for limit in limits if limit is not None])


def _facts(
    actor: Member,
    kind: PartKind,
    customer: Customer,
    sent: dict[str, Any],
    part: Part | None = None,
) -> dict[str, Any]:
    """Columns of the part, as the form of the page reads them."""
    if kind.model is Tie:
        return _tie(actor, sent)
    fields = kind.form._meta.fields
    standing = model_to_dict(part, fields) if part else {}
    form = kind.form(data=standing | sent, instance=part, actor=actor, customer=customer)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise BadInput("not_accepted", str(errors[0]), field=field)
    return form.facts


def _tie(actor: Member, sent: dict[str, Any]) -> dict[str, Any]:
    """A tie names the other customer by its key."""
    facts = {name: value for name, value in sent.items() if name != "other_id"}
    if "other_id" in sent:
        facts["other"] = customer_for(actor, sent["other_id"])
    return facts
