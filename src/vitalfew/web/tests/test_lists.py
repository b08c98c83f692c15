"""The list as a page, as a part for htmx and as a file."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation
from django_htmx.middleware import HtmxDetails
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from vitalfew.kernel.errors import BadInput
from vitalfew.web.listing import (
    Choice,
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Listing,
    NumberFilter,
    Sort,
)
from vitalfew.web.listing.shown import Shown
from vitalfew.web.listing.workbooks import xlsx_file
from vitalfew.web.tests.rows import Row


def by_name(rows: QuerySet[Row], words: str) -> QuerySet[Row]:
    return rows.filter(name__contains=words)


LIST: Listing[Row] = Listing(
    key="rows",
    columns=[
        Column("name", "Name", sort="name"),
        Column("points", "Points", kind="number", sort="points"),
        Column("amount", "Amount", kind="money", sort="amount"),
        Column("at", "Time", kind="datetime", on_phone=False),
    ],
    sorts=[
        Sort("points", "Points", "points"),
        Sort("amount", "Amount", "amount", nullable=True),
        Sort("name", "Name", "name", descending=False),
    ],
    filters=[
        ChoiceFilter("points", "Points", [Choice(str(n), f"{n} points") for n in range(5)]),
        NumberFilter("amount", "Amount"),
        DateFilter("at", "Time", moments=True),
    ],
    search=by_name,
    empty=Empty("No rows yet", "Rows appear here."),
    row_url=lambda row: f"/rows/{row.pk}/",
    panel_url=lambda row: f"/rows/{row.pk}/panel/",
)


def asking(query: str = "", **headers: str) -> HttpRequest:
    request = RequestFactory().get(f"/rows/?{query}", headers=headers)
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def shown(query: str = "") -> Shown[Row]:
    return LIST.shown(asking(query), Row.objects.all())


def text_of(response: object) -> str:
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response).decode()


def test_filters_are_joined_with_and_values_of_one_with_or(many: list[Row]) -> None:
    page = shown("points=1&points=2&amount_from=0&amount_to=300")
    wanted = [
        row
        for row in many
        if row.points in {1, 2} and row.amount is not None and 0 <= row.amount <= 300
    ]
    assert page.count.number == len(wanted)


def test_every_filter_in_force_is_a_chip_whose_cross_takes_only_it_away(many: list[Row]) -> None:
    page = shown("points=1&points=2&amount_from=10&page=3")
    assert [chip.label for chip in page.chips] == [
        "Points: 1 points",
        "Points: 2 points",
        "Amount: ≥ 10",
    ]
    assert page.chips[0].url == "/rows/?points=2&amount_from=10"


def test_unknown_filter_values_and_broken_numbers_change_nothing(many: list[Row]) -> None:
    page = shown("points=nonsense&amount_from=abc&at_from=soon")
    assert page.count.number == len(many)
    assert page.chips == []


def test_a_day_filter_includes_its_last_day(many: list[Row]) -> None:
    assert shown("at_from=2026-01-01&at_to=2026-01-01&count=all").count.number == len(
        many
    )  # 08:00 to 16:20 in Shanghai
    assert shown("at_from=2026-01-02").count.number == 0
    assert shown("at_to=2025-12-31").count.number == 0


def test_a_column_that_says_nothing_on_this_page_is_left_out(many: list[Row]) -> None:
    note = Column[Row]("note", "Note", lambda row: "four" * (row.points == 4), when_filled=True)
    noted = replace(LIST, columns=[*LIST.columns, note])
    for query, is_there in (("points=4", True), ("points=1", False)):
        page = noted.shown(asking(query), Row.objects.all())
        assert ("note" in [head.column.key for head in page.heads]) is is_there
        assert len(page.rows[0].cells) == len(page.heads)


def test_the_values_of_a_long_filter_come_when_it_is_opened(many: list[Row]) -> None:
    choices = [Choice(str(n), f"{n} points") for n in range(5)]
    late = replace(LIST, filters=[ChoiceFilter("points", "Points", choices, long=True)])
    (shown_filter,) = late.shown(asking("points=1"), Row.objects.all()).filters
    assert shown_filter.fields["options"] == [(choices[1], True)]
    assert shown_filter.late_url == "/rows/?points=1&choices=points"
    opened = late.respond(asking("points=1&choices=points"), Row.objects.all())
    assert isinstance(opened, HttpResponse)
    assert opened.content.decode().count("checkbox") == 2 * len(choices)
    assert opened.content.decode().count(" checked") == 1


def test_heads_sort_the_other_way_when_clicked_again(many: list[Row]) -> None:
    heads = {head.column.key: head for head in shown("sort=-amount&q=客户").heads}
    assert heads["amount"].direction == "descending"
    assert heads["amount"].url.endswith("sort=amount")
    assert heads["points"].url.endswith("sort=-points")
    assert heads["at"].url == ""


def test_a_long_list_is_counted_no_further_than_the_cap(
    table: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitalfew.web.listing.declaration.COUNT_CAP", 10)
    Row.objects.bulk_create(Row(name=str(n), points=n, at="2026-01-01T00:00Z") for n in range(60))
    assert str(shown().count) == "10+"
    assert str(shown("count=all").count) == "60"


def test_a_list_that_fits_on_its_first_page_is_not_counted_again(
    table: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Row.objects.bulk_create(Row(name=str(n), points=n, at="2026-01-01T00:00Z") for n in range(30))
    with django_assert_num_queries(1):
        assert str(shown("").count) == "30"


@pytest.mark.parametrize("query", ["", "sort=-amount", "q=客户&points=1&sort=amount"])
def test_a_page_of_a_list_takes_at_most_three_queries(
    many: list[Row], query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        page = shown(query)
        assert page.rows


def test_htmx_gets_only_the_list(many: list[Row]) -> None:
    whole = LIST.respond(asking(), Row.objects.all(), context={"title": "Rows"})
    part = LIST.respond(
        asking("sort=name", **{"HX-Request": "true", "HX-Request-Type": "partial"}),
        Row.objects.all(),
    )
    assert b"<html" in whole.content  # type: ignore[attr-defined]
    assert b"<html" not in part.content  # type: ignore[attr-defined]
    assert "客户0000" in part.content.decode()  # type: ignore[attr-defined]


def test_an_empty_list_says_what_it_is_and_a_narrowed_one_how_to_widen_it(table: None) -> None:
    empty = LIST.respond(asking(), Row.objects.all(), context={"title": "Rows"})
    narrowed = LIST.respond(asking("q=nobody"), Row.objects.all(), context={"title": "Rows"})
    assert b"No rows yet" in empty.content  # type: ignore[attr-defined]
    assert b"Show everything" in narrowed.content  # type: ignore[attr-defined]


def test_the_file_holds_every_filtered_row_in_order(many: list[Row]) -> None:
    text = text_of(LIST.respond(asking("format=csv&points=1&sort=name"), Row.objects.all()))
    assert text.startswith("\ufeff")
    head, *lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert head == ["Name", "Points", "Amount", "Time"]
    assert [line[0] for line in lines] == sorted(row.name for row in many if row.points == 1)


@pytest.mark.fault("B4")
@pytest.mark.parametrize("name", ["=1+1", "+86 512", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_of_the_file_is_a_formula(table: None, name: str) -> None:
    Row.objects.create(name=name, points=-3, amount="-12.50", at="2026-01-01T00:00Z")
    line = list(
        csv.reader(
            io.StringIO(text_of(LIST.respond(asking("format=csv"), Row.objects.all())), newline="")
        )
    )[1]
    assert line[0] == f"'{name}"
    assert line[1:3] == ["-3", "-12.50"]


def cells_of(response: object) -> list[list[Any]]:
    assert isinstance(response, FileResponse)
    return (
        CalamineWorkbook.from_object(io.BytesIO(response.getvalue()))
        .get_sheet_by_index(0)
        .to_python()
    )


def test_the_workbook_holds_the_same_rows_with_real_numbers_and_times(many: list[Row]) -> None:
    head, *lines = cells_of(
        LIST.respond(asking("format=xlsx&points=1&sort=name"), Row.objects.all())
    )
    wanted = sorted((row for row in many if row.points == 1), key=lambda row: row.name)
    assert head == ["Name", "Points", "Amount", "Time"]
    assert [line[:3] for line in lines] == [
        [row.name, 1.0, "" if row.amount is None else float(row.amount)] for row in wanted
    ]
    assert all(isinstance(line[3], datetime) for line in lines)
    assert lines[0][3] == timezone.localtime(wanted[0].at).replace(tzinfo=None)


@pytest.mark.fault("B4")
@pytest.mark.parametrize("name", ["=1+1", "+86 512", "@SUM(A1)", "=cmd|'/c calc'!A1", "x" * 59])
def test_no_cell_of_the_workbook_is_a_formula(table: None, name: str) -> None:
    Row.objects.create(name=name, points=-3, amount="-12.50", at="2026-01-01T00:00Z")
    answer = LIST.respond(asking("format=xlsx"), Row.objects.all())
    assert isinstance(answer, FileResponse)
    whole = answer.getvalue()
    sheet = zipfile.ZipFile(io.BytesIO(whole)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    read = CalamineWorkbook.from_object(io.BytesIO(whole)).get_sheet_by_index(0).to_python()
    assert read[1][:3] == [name, -3.0, -12.5]


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_text(table: None) -> None:
    Row.objects.create(name="x", points=1, amount="1234567890.12", at="1899-01-01T00:00Z")
    exact = replace(
        LIST, columns=[Column("n", "N", lambda row: 12345678901234567890), *LIST.columns]
    )
    line = cells_of(exact.respond(asking("format=xlsx"), Row.objects.all()))[1]
    assert line[0] == "12345678901234567890"
    assert line[3] == 1234567890.12
    assert str(line[4]).startswith("1899-01-01")  # no spreadsheet has that day


def test_a_workbook_of_too_many_rows_is_refused_with_the_way_out(many: list[Row]) -> None:
    everything = Row.objects.all()
    whole = xlsx_file("rows", LIST.columns, everything, most=len(many))
    book = CalamineWorkbook.from_object(io.BytesIO(whole.getvalue()))
    assert len(book.get_sheet_by_index(0).to_python()) == 1 + len(many)
    with pytest.raises(BadInput, match="take the CSV file"):
        xlsx_file("rows", LIST.columns, everything, most=len(many) - 1)


def test_cells_are_written_in_the_language_of_the_reader(table: None) -> None:
    Row.objects.create(name="甲", points=1234567, amount="-386.5", at="2026-03-05T04:00Z")
    with translation.override("zh-hans"):
        (row,) = shown().rows
    assert [cell.text for cell in row.cells] == ["甲", "1,234,567", "−¥386.50", "2026-03-05 12:00"]


NOTE = Column[Row]("note", "Note", lambda row: f"n{row.pk}", when_chosen=True)
WITH_NOTE = replace(LIST, columns=[*LIST.columns, NOTE])


def heads(query: str, declared: Listing[Row] = WITH_NOTE) -> list[str]:
    page = declared.shown(asking(query), Row.objects.all())
    return [head.column.key for head in page.heads]


def test_columns_stand_in_the_order_that_the_address_names(many: list[Row]) -> None:
    assert heads("") == ["name", "points", "amount", "at"]
    assert heads("cols=note,points,name") == ["note", "points", "name"]
    assert heads("cols=points&cols=note&cols=points") == ["points", "note"]
    assert heads("cols=nonsense,,name") == ["name"]
    assert heads("cols=nonsense") == ["name", "points", "amount", "at"]


def test_the_address_says_chosen_columns_short_and_usual_ones_not_at_all(many: list[Row]) -> None:
    page = WITH_NOTE.shown(asking("cols=points&cols=note&points=1"), Row.objects.all())
    assert page.here_url == "/rows/?points=1&cols=points,note"
    assert page.usual_columns_url == "/rows/?points=1"
    assert "cols=points,note" in page.chips[0].url
    usual = "&".join(f"cols={column.key}" for column in LIST.columns)
    assert WITH_NOTE.shown(asking(usual), Row.objects.all()).here_url == "/rows/"
    part = WITH_NOTE.respond(
        asking("cols=name&cols=note", **{"HX-Request": "true", "HX-Request-Type": "partial"}),
        Row.objects.all(),
    )
    assert part["HX-Push-Url"] == "/rows/?cols=name,note"


def test_a_column_hidden_from_the_reader_comes_back_by_no_address(many: list[Row]) -> None:
    class Blind:
        def reads(self, guard: str) -> bool:
            return False

        def is_hidden(self, guard: str) -> bool:
            return True

        def shown(self, guard: str, value: object) -> object:
            raise AssertionError

    secret = replace(NOTE, guard="secret")
    seen = replace(LIST, columns=[*LIST.columns, secret]).seen_by(Blind())
    assert heads("cols=note,name", seen) == ["name"]
    shown_page = seen.shown(asking("cols=note"), Row.objects.all())
    assert "note" not in {one.column.key for one in shown_page.choosable}
    text = text_of(seen.respond(asking("format=csv&cols=note,name"), Row.objects.all()))
    assert text.splitlines()[0] == "\ufeffName"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_the_chosen_columns(many: list[Row], kind: str) -> None:
    answer = WITH_NOTE.respond(asking(f"format={kind}&cols=note,name&points=1"), Row.objects.all())
    head = cells_of(answer)[0] if kind == "xlsx" else text_of(answer).splitlines()[0][1:].split(",")
    assert head == ["Note", "Name"]


def test_only_whoever_chose_a_column_waits_for_what_it_needs(many: list[Row]) -> None:
    asked = []

    def needs(rows: QuerySet[Row]) -> QuerySet[Row]:
        asked.append(1)
        return rows

    costly = replace(LIST, columns=[*LIST.columns, replace(NOTE, needs=needs)])
    costly.shown(asking(), Row.objects.all())
    assert asked == []
    costly.shown(asking("cols=name,note"), Row.objects.all())
    assert asked == [1]
