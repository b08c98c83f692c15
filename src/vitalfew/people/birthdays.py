"""Birthdays, in the sun's calendar or the moon's. Pure functions; no database, no clock.

Rule for the lunar calendar: day 30 of a month that has 29 days is kept on its 29th, and a leap month in a year without
it is the ordinary month of that number.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from lunar_python import Lunar, LunarMonth, LunarYear

FEBRUARY_29 = (2, 29)


@dataclass(frozen=True)
class Birthday:
    """Day and month, perhaps the year; of the lunar calendar when ``is_lunar``, of its leap month when ``is_leap``."""

    month: int
    day: int
    year: int | None = None
    is_lunar: bool = False
    is_leap: bool = False

    def in_year(self, year: int) -> date:
        """The day it is kept on in a year; a lunar one in the lunar year that begins in it."""
        if self.is_lunar:
            return _lunar(year, self.month, self.day, is_leap=self.is_leap)
        if (self.month, self.day) == FEBRUARY_29 and not isleap(year):
            return date(year, 2, 28)
        return date(year, self.month, self.day)

    def after(self, today: date) -> date:
        """The next time it comes, today included."""
        near = (self.in_year(year) for year in range(today.year - 1, today.year + 2))
        return min(day for day in near if day >= today)


def is_possible(birthday: Birthday) -> bool:
    """Whether there is such a day at all: no 31st of April, no 31st of a lunar month."""
    if not 1 <= birthday.month <= 12 or birthday.day < 1:
        return False
    if birthday.is_lunar:
        return birthday.day <= 30 and (birthday.year is None or 1600 <= birthday.year <= 2200)
    try:
        date(birthday.year or 2000, birthday.month, birthday.day)
    except ValueError:
        return False
    return True


def _lunar(year: int, month: int, day: int, *, is_leap: bool) -> date:
    leap = is_leap and LunarYear.fromYear(year).getLeapMonth() == month
    number = -month if leap else month
    longest = LunarMonth.fromYm(year, number).getDayCount()
    solar = Lunar.fromYmd(year, number, min(day, longest)).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
