"""Filters joined with AND, OR and NOT: the rows are those one would pick by hand, and a bad address says so."""

import random
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.db.models import Q
from django.http import HttpResponse

from vitalfew.kernel.errors import BadInput
from vitalfew.web.listing import Choice, ChoiceFilter, DateFilter, Listing, NumberFilter
from vitalfew.web.listing.conditions import Condition, Group, read
from vitalfew.web.tests.rows import Row
from vitalfew.web.tests.test_lists import LIST, asking

JOINED: Listing[Row] = replace(
    LIST,
    filters=[
        ChoiceFilter("points", "Points", [Choice(str(n), f"{n} points") for n in range(41)]),
        NumberFilter("amount", "Amount", empty=Q(amount__isnull=True)),
        DateFilter("at", "Time", moments=True),
    ],
)
Test = Callable[[Row], bool]
PARTS: list[tuple[str, Test]] = [
    ("points:1,2,3", lambda row: row.points in {1, 2, 3}),
    ("!points:1,2,3", lambda row: row.points not in {1, 2, 3}),
    ("amount:0..", lambda row: row.amount is not None and row.amount >= 0),
    ("!amount:0..", lambda row: row.amount is None or row.amount < 0),
    ("amount:-100..100", lambda row: row.amount is not None and -100 <= row.amount <= 100),
    ("amount:*", lambda row: row.amount is not None),
    ("!amount:*", lambda row: row.amount is None),
]


def found(where: str) -> set[int]:
    request = asking(f"where={quote(where)}")
    return set(JOINED.filtered(request, Row.objects.all()).values_list("pk", flat=True))


def test_any_joining_leaves_the_rows_one_would_pick_by_hand(many: list[Row]) -> None:
    dice = random.Random(5)  # noqa: S311
    for _try in range(40):
        outer, inner = dice.choice([("all", "any"), ("any", "all")])
        lone, bracket = dice.sample(PARTS, 2), dice.sample(PARTS, 3)
        where = (
            f"{outer}({';'.join(p for p, _t in lone)};{inner}({';'.join(p for p, _t in bracket)}))"
        )
        join = {"all": all, "any": any}
        wanted = {
            row.pk
            for row in many
            if join[outer]([*(t(row) for _p, t in lone), join[inner]([t(row) for _p, t in bracket])])
        }  # fmt: skip
        assert found(where) == wanted, where


def test_a_plain_conjunction_asks_the_same_of_the_database_as_the_chips(many: list[Row]) -> None:
    chips = JOINED.filtered(asking("points=1&points=2&amount_from=0"), Row.objects.all())
    built = JOINED.filtered(
        asking(f"where={quote('all(points:1,2;amount:0..)')}"), Row.objects.all()
    )
    assert str(built.query) == str(chips.query)


def test_what_is_written_is_read_again() -> None:
    odd = Condition("tag", ("a,b;c", "(d)", "~*!", "é 客户"), is_not=True)
    whole = Group(
        "any", (odd, Group("all", (Condition("score", ("1..2",)), Condition("x", ("*",)))))
    )
    request = asking(f"where={quote(str(whole))}")
    assert read(request.GET) == whole


@pytest.mark.parametrize(
    "where",
    ["x", "all(", "all(points:1", "points:1", "all()", "all(points)", "all(points:1))", "all(points:1;)",
     "none(points:1)", "all(all(all(points:1)))", "all(" + ";".join(["points:1"] * 21) + ")", "all(;)",
     "all(points:1)all(points:2)", "x" * 3000, "all(points:\x00)"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_one_sentence(table: None, where: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        found(where)


def test_what_is_not_on_offer_narrows_nothing_and_is_told(many: list[Row]) -> None:
    for where in (
        "all(secret:1)",
        "any(!secret:*)",
        "all(points:99)",
        "all(!points:99)",
        "all(at:soon..)",
        "all(points:*)",
    ):
        assert len(found(where)) == len(many), where
        page = JOINED.shown(asking(f"where={quote(where)}"), Row.objects.all())
        assert len(page.notices) == 1, where
        assert "not on offer here" in page.notices[0]


def test_every_outer_part_is_a_chip_that_can_be_taken_away(many: list[Row]) -> None:
    where = "all(points:1,2;any(amount:0..;!amount:*))"
    page = JOINED.shown(asking(f"where={quote(where)}&q=客户"), Row.objects.all())
    assert [chip.label for chip in page.chips] == [
        "Points: 1 points or Points: 2 points",
        "Amount: ≥ 0 or Amount: empty",
    ]
    assert "?where=all(points:1,2)&q=" in page.chips[1].url
    either = JOINED.shown(asking(f"where={quote('any(points:1;!points:2)')}"), Row.objects.all())
    assert [chip.label for chip in either.chips] == ["Points: 1 points or not Points: 2 points"]
    assert either.chips[0].url == "/rows/"


def built(query: str) -> HttpResponse:
    answer = JOINED.respond(asking(query), Row.objects.all())
    assert isinstance(answer, HttpResponse)
    return answer


def test_the_form_makes_the_address(table: None) -> None:
    lines = (
        "f0=points&k0=points&m0=not&v0=1&v0=2&b0=0",
        "f1=amount&k1=amount&m1=is&l1=5&h1=&b1=1",
        "f2=amount&k2=amount&m2=none&b2=1",
        "f3=&k3=points&v3=7",
    )
    answer = built(f"build=1&lines=4&match=all&do=apply&sort=name&{'&'.join(lines)}")
    assert answer.status_code == 302
    assert answer["Location"] == "/rows/?sort=name&where=all(!points:1,2;any(amount:5..;!amount:*))"


def test_the_form_shows_what_the_address_asks_and_keeps_what_was_typed(table: None) -> None:
    shown = built(f"build=1&sort=name&where={quote('any(!points:3;all(amount:5..9;amount:*))')}")
    text = shown.content.decode()
    assert 'value="3" checked' in text
    assert 'name="l1" value="5"' in text
    assert '<option value="1" selected>1</option>' in text
    assert 'name="sort" value="name"' in text
    again = built("build=1&lines=1&match=any&do=more&f0=amount&k0=amount&m0=is&l0=4&b0=0")
    assert 'name="l0" value="4"' in again.content.decode()
    assert 'id="f1"' in again.content.decode()
