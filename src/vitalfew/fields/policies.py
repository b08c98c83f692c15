"""Who sets own fields, and how far a member sees each."""

import re
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import (
    ADMINISTRATOR,
    CUSTOMER_OFFICE,
    Field,
    FieldRule,
    FieldSource,
    Module,
    Scope,
    Verb,
    mask_middle,
    may,
    register,
    register_source,
    rule_for,
    with_right,
)
from vitalfew.fields.memory import every_definition
from vitalfew.fields.models import Definition
from vitalfew.fields.records import record_of
from vitalfew.identity.api import Member
from vitalfew.web.api import MemberLink
from vitalfew.web.api import register as put_into_frame

FIELDS = register(
    Module(
        key="fields",
        label=_("Own fields"),
        verbs=(Verb.CONFIGURE,),
        ready={
            CUSTOMER_OFFICE: {Verb.CONFIGURE: Scope.ALL},
            ADMINISTRATOR: {Verb.CONFIGURE: Scope.ALL},
        },
        whole=frozenset({Verb.CONFIGURE}),
        order=13,
    )
)
put_into_frame(
    MemberLink(
        "fields:list",
        _("Own fields"),
        "settings",
        order=16,
        visible=with_right(FIELDS, Verb.CONFIGURE),
    )
)
_key = re.compile(r"([a-z]{1,20})\.own\.(f[0-9]{1,18})")
_asked = re.compile(r"\[(f[0-9]+)\]")


def definitions_to_set(actor: Member) -> QuerySet[Definition]:
    """The definitions are for who sets them; everybody is asked by them."""
    everything = Definition.objects.order_by("place", "pk")
    return everything if may(actor, FIELDS, Verb.CONFIGURE) else everything.none()


def guard_of(definition: Definition) -> Field:
    """The field as the roles' rules know it."""
    return Field(
        key=definition.key,
        label=lazystr(definition),
        module=record_of(definition.record).module,
        mask=mask_middle,
        is_typed=definition.is_typed,
        order=100 + definition.place,
    )


def guard_named(key: str) -> Field | None:
    """The same by its key alone; what it is called is looked up when somebody reads it."""
    found = _key.fullmatch(key)
    if found is None:
        return None
    label = lazystr(_Label(key))
    return Field(key, label, record_of(found[1]).module, mask_middle, (), is_typed=True, order=100)


class _Label:
    """What a field of a key is called now."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __str__(self) -> str:
        return next((str(one) for one in every_definition() if one.key == self._key), self._key)


def guards() -> Iterable[Field]:
    """All fields that roles can limit: those in force."""
    return [guard_of(one) for one in every_definition() if not one.is_retired]


register_source(FieldSource(guards, guard_named))


def asked_by(formula: str) -> set[str]:
    """The fields that a kept formula is made from."""
    return set(_asked.findall(formula))


def rule_of(
    actor: Member | None, definition: Definition, by_name: Mapping[str, Definition]
) -> FieldRule:
    """How far ``actor`` sees a field; a formula no farther than any field it is made from."""
    known = {definition.name: definition}
    waiting = [definition]
    while waiting:
        for name in asked_by(waiting.pop().formula):
            if name in by_name and name not in known:
                known[name] = by_name[name]
                waiting.append(by_name[name])
    rules = [rule_for(actor, guard_of(one)) for one in known.values()]
    return max(rules, key=lambda rule: rule.narrowness)
