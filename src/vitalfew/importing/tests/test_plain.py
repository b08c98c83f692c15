"""A cell that is taken as it stands says what reading it would have said."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalfew.importing.cells.parsing import Unreadable
from vitalfew.importing.cells.reader import How, Reader
from vitalfew.importing.ledger.fields import FIELDS

READERS = {one.name: one.reader(How()) for one in FIELDS}
MEANING: dict[str, Callable[[str], object]] = {
    "placed_at": datetime.fromisoformat,
    "quantity": Decimal,
    "amount": Decimal,
    "unit_price": Decimal,
    "unit_cost": Decimal,
}
SPACES = st.sampled_from(
    [" ", "  ", "\t", "\n", "\x1c", "\x85", "\xa0", "\u2003", "\u3000", "\x00"]
)
WORDS = st.lists(st.text(max_size=4) | SPACES, max_size=5).map("".join)
NUMBERS = st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{0,12})?", fullmatch=True) | st.text(
    "0123456789.,-+ e", max_size=9
)
DATES = st.from_regex(
    r"(1[89]|2[0-2])\d\d-[01]\d-[0-3]\d([T ][012]\d:[0-6]\d(:[0-6]\d)?)?", fullmatch=True
)
TEXTS = st.lists(st.one_of(WORDS, NUMBERS, DATES), min_size=1, max_size=6, unique=True)


def one_by_one(reader: Reader, texts: list[str]) -> list[object]:
    """What the rules say of each text: its value, or the name of the rule it breaks."""
    found: list[object] = []
    for text in texts:
        try:
            found.append(reader.parse(text) if text.strip() else None)
        except Unreadable as error:
            found.append(error.code)
    return found


@pytest.mark.parametrize("field", READERS)
@given(texts=TEXTS)
def test_taking_a_plain_cell_as_it_stands_changes_nothing(field: str, texts: list[str]) -> None:
    reader = READERS[field]
    values, codes = reader.read(pa.array(texts, pa.string()))
    meaning = MEANING.get(field, str)
    said = [
        codes.get(position, None if value is None else meaning(value))
        for position, value in enumerate(values.to_pylist())
    ]
    assert said == one_by_one(reader, texts)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("customer_name", "苏州联成 有限公司"),
        ("unit_price", "8.849557522"),
        ("placed_at", "2026-02-28 08:30"),
    ],
)
def test_the_usual_cell_is_plain(field: str, text: str) -> None:
    assert READERS[field].is_plain(pa.array([text])).to_pylist() == [True]


def test_a_day_that_does_not_exist_is_named_and_spoils_no_other() -> None:
    values, codes = READERS["placed_at"].read(pa.array(["2026-02-30", "2026-03-01"]))
    assert codes == {0: "no_such_date"}
    assert values.to_pylist() == [None, "2026-03-01 00:00:00"]
