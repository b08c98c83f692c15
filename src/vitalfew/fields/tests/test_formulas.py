"""Formulas: what can be written, what is refused, and what the database makes of them."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.fields.formulas import Type, kept, read, refuse_circle, shown
from vitalfew.fields.models import Definition
from vitalfew.fields.sql import reckon
from vitalfew.kernel.errors import BadInput

TYPES = {"f1": Type.NUMBER, "f2": Type.NUMBER, "f3": Type.DATE, "f4": Type.DATE, "f5": Type.TEXT}
KINDS = {Type.NUMBER: "number", Type.DATE: "date", Type.TEXT: "text"}
SHEET = '\'{"f1": "1000.50", "f2": "3", "f3": "2026-03-05", "f4": "2026-01-31", "f5": "北京 A\'\'B"}\'::jsonb'


def result(formula: str, sheet: str = SHEET, places: int = 2) -> object:
    known = {name: Definition(pk=int(name[1:]), kind=KINDS[kind]) for name, kind in TYPES.items()}
    definition = Definition(pk=9, kind="formula", formula=formula, places=places)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {reckon(definition, known).for_column(sheet)}")
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("[f1] * 2", Decimal("2001.00")),
        ("[f1] / [f2]", Decimal("333.50")),
        ("[f1] / ([f2] - 3)", None),
        ("-[f1] + 0.5", Decimal("-1000.00")),
        ("[f3] - [f4]", Decimal("33.00")),
        ("[f3] + 30", "2026-04-04"),
        ("[f3] + 9999999999", "6133-01-13"),
        ("[f3] - 9999999999", "0001-01-01"),
        ("YEAR([f3]) * 100 + MONTH([f3])", Decimal("202603.00")),
        ("IF([f1] > 1000, 'large', 'small')", "large"),
        ("if([f1] = 1000, '大', '小')", "小"),
        ("IF(AND([f1] >= 1000, [f2] <> 4), 1, 0)", Decimal("1.00")),
        ("[f5] + ' / ' + TEXT([f2])", "北京 A'B / 3"),
        ("LENGTH([f5])", Decimal("6.00")),
        ("ROUND([f1] / 7, 1)", Decimal("142.90")),
        ("MAX([f1], [f2]) - MIN([f1], [f2]) + ABS(-1)", Decimal("998.50")),
        ("DATE(2026, 13, 40)", "2026-12-28"),
        ("IF(EMPTY([f2]), 0, [f2])", Decimal("3.00")),
        ("'%s {sheet}; DROP'", "%s {sheet}; DROP"),
        ("'a\\x00 \\'", "a\\x00 \\"),
        ("'😀'", "😀"),
    ],
)
def test_a_formula_gives_what_it_says(formula: str, expected: object) -> None:
    found = result(formula)
    assert (str(found) if isinstance(expected, str) else found) == expected


@pytest.mark.django_db
def test_what_is_missing_makes_a_formula_empty() -> None:
    assert result("[f1] * 2", "'{}'::jsonb") is None
    assert result("IF(EMPTY([f1]), 7, [f1])", "'{}'::jsonb") == Decimal("7.00")
    assert result("[f5] + 'x'", "'{}'::jsonb") == "x"


@pytest.mark.parametrize(
    "formula",
    [
        "", "[f1] +", "[f9]", "f1.__class__", "().__class__", "__import__('os').system('x')", "[f1] ** 9", "lambda: 1",
        "[1, 2]", "{1: 2}", "f'{1}'", "[f1] if 1 else 2", "open('x')", "[f1] > 1", "[f1] + 'a'", "[f3] + [f4]",
        "ROUND('a')", "IF(1, 2, 3)", "x := 1", "1 < [f1] < 3", "True", "None", "b'x'", "1j", "...", "*[f1]",
        "EVAL('1')", "(" * 300 + "1" + ")" * 300, "-" * 450 + "1", "1" * 400, "ROUND([f1], places=2)", "[f1]; [f2]",
        "'a' 'b'" * 60 + "+" * 300, "NOW()", "[f1]@[f2]", "[f1] % 2", "[f1] // 2", "not [f1]", "'x'.format([f1])",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(formula: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(formula, TYPES)
    assert refused.value.sentence.endswith((".", "。"))


@given(st.text(max_size=80))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    try:
        part = read(text, TYPES)
    except BadInput:
        return
    assert part.type in Type


def test_fields_go_by_the_names_people_know() -> None:
    names = {"annual budget": "f1", "年度预算": "f1", "staff": "f2"}
    assert kept("[Annual budget] ／ [Staff]", names) == "[f1] / [f2]"
    assert (
        kept("if([年度预算] > 5，'[Staff]', '（x）')", names) == "if([f1] > 5,'[Staff]', '（x）')"
    )
    assert shown("[f1] / [f2]", {"f1": "Budget", "f2": "Staff"}) == "[Budget] / [Staff]"
    with pytest.raises(BadInput, match="no field “Nobody”"):
        kept("[Nobody] + 1", names)


def test_a_circle_is_refused_however_long() -> None:
    refuse_circle("f1", {"f1": {"f2"}, "f2": {"f3"}, "f3": set()})
    with pytest.raises(BadInput, match="circle"):
        refuse_circle("f1", {"f1": {"f2"}, "f2": {"f3"}, "f3": {"f1"}})
    with pytest.raises(BadInput, match="circle"):
        refuse_circle("f1", {"f1": {"f1"}})


@pytest.mark.django_db
def test_a_formula_can_be_made_from_another() -> None:
    known = {
        "f1": Definition(pk=1, kind="number"),
        "f2": Definition(pk=2, kind="formula", formula="[f1] * 2"),
        "f3": Definition(pk=3, kind="formula", formula="[f2] + 1"),
    }
    sql = reckon(known["f3"], known).for_column('\'{"f1": "5"}\'::jsonb')
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}")
        assert cursor.fetchone()[0] == Decimal("11.00")
