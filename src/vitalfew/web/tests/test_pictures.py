"""Charts as data and tables; sparklines as points."""

import json
import re
from decimal import Decimal

from django.template import Context, Template
from django.utils import translation

from vitalfew.web.api import Chart, Series
from vitalfew.web.sparklines import sparkline

PROFIT = Chart(
    "pareto",
    "Who brings the </script> profit",
    ["甲", "乙"],
    [
        Series("Profit", [Decimal("618000.50"), None], urls=["/c/1", None]),
        Series("Share", [0.8, 1]),
    ],
    unit="money",
)


def drawn(chart: Chart) -> str:
    return Template("{% chart chart %}").render(Context({"chart": chart}))


def test_the_browser_gets_plain_json_that_no_name_can_break_out_of() -> None:
    html = drawn(PROFIT)
    (block,) = re.findall(r'<script id="chart-chart" type="application/json">(.*?)</script>', html)
    data = json.loads(block)
    assert data["series"][0]["values"] == [618000.5, None]
    assert data["symbol"] == "¥"
    assert "</script> profit" not in html


def test_the_table_says_the_same_as_the_picture() -> None:
    with translation.override("en"):
        assert PROFIT.rows() == [
            ("甲", [("¥618,000.50", "/c/1"), ("80.0%", None)]),
            ("乙", [("–", None), ("100.0%", None)]),
        ]


def test_a_sparkline_stays_in_its_box_and_skips_what_is_unknown() -> None:
    line = sparkline([1, None, 5, 3], width=100, height=20, limit=9)
    points = [tuple(map(float, point.split(","))) for point in line.points.split()]
    assert len(points) == 3
    assert all(0 <= x <= 100 and 0 <= y <= 20 for x, y in points)
    assert points[0][1] > points[2][1] > points[1][1]


def test_one_value_is_no_line() -> None:
    assert sparkline([4]).points == ""


def test_a_flat_line_runs_through_the_middle() -> None:
    assert {point.split(",")[1] for point in sparkline([2, 2, 2], height=32).points.split()} == {
        "16.0"
    }
