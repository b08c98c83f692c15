"""When a birthday is kept."""

from datetime import date

import pytest

from vitalfew.people.birthdays import Birthday, is_possible


@pytest.mark.parametrize(
    ("birthday", "year", "day"),
    [
        (Birthday(8, 15, is_lunar=True), 2026, date(2026, 9, 25)),
        (Birthday(1, 1, is_lunar=True), 2026, date(2026, 2, 17)),
        (Birthday(6, 1, is_lunar=True, is_leap=True), 2025, date(2025, 7, 25)),
        (Birthday(6, 1, is_lunar=True, is_leap=True), 2026, date(2026, 7, 14)),  # no leap month
        (Birthday(12, 30, is_lunar=True), 2025, date(2026, 2, 16)),  # a month of 29 days
        (Birthday(2, 29, 2000), 2026, date(2026, 2, 28)),
        (Birthday(2, 29, 2000), 2028, date(2028, 2, 29)),
    ],
)
def test_it_is_kept_on(birthday: Birthday, year: int, day: date) -> None:
    assert birthday.in_year(year) == day


def test_a_lunar_birthday_of_last_years_twelfth_month_comes_in_february() -> None:
    assert Birthday(12, 20, is_lunar=True).after(date(2026, 1, 10)) == date(2026, 2, 7)


def test_todays_birthday_is_today() -> None:
    assert Birthday(3, 5).after(date(2026, 3, 5)) == date(2026, 3, 5)
    assert Birthday(3, 5).after(date(2026, 3, 6)) == date(2027, 3, 5)


@pytest.mark.parametrize(
    "birthday", [Birthday(2, 30), Birthday(13, 1), Birthday(0, 1), Birthday(4, 31), Birthday(1, 31, is_lunar=True)]
)  # fmt: skip
def test_there_are_days_that_there_are_not(birthday: Birthday) -> None:
    assert not is_possible(birthday)
