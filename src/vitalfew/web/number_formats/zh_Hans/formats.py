"""How numbers and dates are written in Simplified Chinese: groups of three, the year first."""

from vitalfew.web.number_formats.dates import CHINESE_FIRST, CHINESE_FIRST_WITH_TIMES

DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = "Y年n月j日 H:i"
YEAR_MONTH_FORMAT = "Y年n月"
MONTH_DAY_FORMAT = "n月j日"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = CHINESE_FIRST
DATETIME_INPUT_FORMATS = CHINESE_FIRST_WITH_TIMES
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
