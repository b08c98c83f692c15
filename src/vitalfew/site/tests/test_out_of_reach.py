"""What is out of reach is refused like what is not there: by its address, in a field of a form, in a program's call.

The addresses come from the matrix, the fields from the forms that the pages show: what is added to either is tried
here too. An answer is compared whole, without the key itself and without what differs from request to request.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from vitalfew.access.api import SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.conftest import Cases
from vitalfew.site.tests.matrix import MATRIX
from vitalfew.site.tests.test_rights import SENT, address, without_proof
from vitalfew.site.tests.world import RELATIONS, World

pytestmark = pytest.mark.fault("A3")
SEEKERS = ("salesperson", "elsewhere", "manager")
CHOOSERS = ("salesperson", "manager", "office", "administrator")
SEED = 20_260_101
# A form that stands on a page and goes elsewhere: the page and the field, and where it goes.
POSTED_TO = {("access:person", "deputy"): "access:person_deputies"}
NUMBER, UUID = "987654", "00000000-0000-4000-8000-00000000dead"
KEY = re.compile(r"/([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=/)")
NOT_FOUND = 404
NOT_MADE_YET = "api:standing"  # also of what one sees: no value run has been


def said(answer: HttpResponse, *named: str) -> tuple[int, str]:
    """Status and text, without what was asked for and the number of the request."""
    assert answer.status_code < 500
    text = without_proof(answer.content.decode()) if not answer.streaming else ""
    for words in named:
        text = text.replace(words, "ASKED")
    return answer.status_code, text.replace(answer.headers["X-Request-ID"], "")


def tried(client: Client, method: str, path: str, sent: object = None) -> HttpResponse:
    """The answer; whatever the request did is taken back."""
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(path, sent)
        transaction.set_rollback(True)
    return answer


def hidden(world: World, who: str) -> Iterator[tuple[str, str, str]]:
    """Every address of something that the matrix says is not there for somebody: method, name, relation."""
    for name, (_right, *rows) in MATRIX.items():
        for method, row in zip(("get", "post"), rows, strict=True):
            for relation, status in zip(RELATIONS, row[who], strict=False):
                if (
                    status == NOT_FOUND
                    and name != NOT_MADE_YET
                    and KEY.search(address(world, name, relation))
                ):
                    yield method, name, relation


@pytest.mark.parametrize("who", SEEKERS)
def test_an_address_of_something_out_of_reach_is_like_one_of_nothing(
    world: World, who: str, cases: Cases
) -> None:
    client, wrong = world.client(who), []
    for method, name, relation in cases.among(list(hidden(world, who)), 12):
        path = address(world, name, relation)
        nothing = KEY.sub(lambda key: f"/{NUMBER if key[1].isdecimal() else UUID}", path)
        sent = SENT if method == "post" else None
        there = said(tried(client, method, path, sent), path)
        none = said(tried(client, method, nothing, sent), nothing)
        if there != none:
            wrong.append((method, name, relation, there[0], none[0]))
    assert wrong == []


@dataclass(frozen=True)
class Choice:
    """A field of a form that takes a key, where the form stands, and what else the form would send."""

    name: str
    path: str
    field: str
    rest: dict[str, str]
    foreign: list[str]


def shown_forms(answer: Any) -> Iterator[forms.BaseForm]:  # noqa: ANN401 - the test client's own answer
    """The forms that a page was made from."""
    seen = set()
    for context in answer.context or ():
        for layer in context.dicts if hasattr(context, "dicts") else [context]:
            for thing in layer.values():
                if isinstance(thing, forms.BaseForm) and id(thing) not in seen:
                    seen.add(id(thing))
                    yield thing


def filled(form: forms.BaseForm) -> dict[str, str]:
    """What the form would send as it is shown, with a word in what is empty."""
    sent = {}
    for bound in form:
        value = bound.value()
        text = "" if value is None or isinstance(value, list) else str(value)
        is_word = isinstance(bound.field, forms.CharField) and bound.field.required
        sent[bound.html_name] = text or ("Word" if is_word else "")
    return sent


def out_of(field: forms.ModelChoiceField[Model], number: int) -> list[str]:
    """Keys of what there is, but this field does not offer."""
    assert field.queryset is not None
    model = field.queryset.model
    every = getattr(model, "everything", model._default_manager).all()
    offered = field.queryset.values_list("pk", flat=True)
    rest = every.exclude(pk__in=list(offered)).values_list("pk", flat=True)
    return [str(key) for key in rest.order_by("pk")[:number]]


def choices(world: World, who: str, cases: Cases) -> Iterator[Choice]:
    """Every field with keys in every form that this member is shown, once for each page; every day of some pages."""
    client = world.client(who)
    relation = "same" if who == "manager" else "own"
    pages = [name for name, (_right, form, _sent) in MATRIX.items() if 200 in form[who]]
    for name in random.Random(SEED).sample(pages, cases.number_of(8, len(pages))):  # noqa: S311
        answer = tried(client, "get", address(world, name, relation))
        for form in shown_forms(answer):
            for key, field in form.fields.items():
                if isinstance(field, forms.ModelChoiceField):
                    html = form.add_prefix(key)
                    target = POSTED_TO.get((name, key), name)
                    yield Choice(
                        name, address(world, target, relation), html, filled(form), out_of(field, 4)
                    )


ODD = (
    "-1", "0", "x", "1e3", "9" * 30, "1,2", " ", "null", "１", "1.0", "0x1", "1 OR 1=1", "[]", "\x00", "true",
)  # fmt: skip


@pytest.mark.parametrize("who", CHOOSERS)
def test_a_key_that_a_field_does_not_offer_is_refused_like_one_of_nothing(
    world: World, who: str, cases: Cases
) -> None:
    make_member("left", SALESPERSON, is_active=False)
    client, wrong = world.client(who), []
    for choice in choices(world, who, cases):
        nothing = tried_with(client, choice, NUMBER)
        for key in cases.among(choice.foreign, 1):
            if tried_with(client, choice, key) != nothing:
                wrong.append((choice.name, choice.field, key))
        for odd in cases.among(ODD, 1):
            status, _text = tried_with(client, choice, odd)
            if status in {200, 302}:
                wrong.append((choice.name, choice.field, odd))
    assert wrong == []


def tried_with(client: Client, choice: Choice, key: str) -> tuple[int, str]:
    """What the form says to a key."""
    answer = tried(client, "post", choice.path, choice.rest | {choice.field: key})
    return said(answer, f'value="{key}"', f">{key}<", f" {key} ", f"“{key}”")
