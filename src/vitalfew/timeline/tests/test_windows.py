"""Which part of a timeline a window holds."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vitalfew.timeline.windows import Window

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 3)).map(
    lambda at: at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
)
PLACES = st.tuples(MOMENTS, st.sampled_from("abc"), st.integers(1, 3))


@given(st.lists(PLACES, unique=True), st.integers(1, 4))
def test_pages_hold_every_place_once_and_in_order(
    places: list[tuple[datetime, str, int]], size: int
) -> None:
    ordered = sorted(places, reverse=True)
    walked: list[tuple[datetime, str, int]] = []
    before = None
    while page := [p for p in ordered if Window("a", size, before=before).holds(p)][:size]:
        walked += page
        before = page[-1]
    assert walked == ordered


def test_a_period_holds_its_first_moment_and_not_its_last() -> None:
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    window = Window("a", 9, since=first, until=last)
    assert window.holds((first, "a", 1))
    assert not window.holds((last, "a", 1))
