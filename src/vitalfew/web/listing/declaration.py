"""The declaration of a list, and how it answers a request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise

from vitalfew.web.listing import building, cursors, keyset
from vitalfew.web.listing.choosing import columns_asked, settled
from vitalfew.web.listing.columns import Column
from vitalfew.web.listing.conditions import BUILD, joined
from vitalfew.web.listing.export import csv_file
from vitalfew.web.listing.files import Format, file_asked
from vitalfew.web.listing.filters import ChoiceFilter, Filter
from vitalfew.web.listing.grouping import group_asked, grouped
from vitalfew.web.listing.guards import Sight, columns_seen, usable
from vitalfew.web.listing.keeping import opens_with, tabs_for
from vitalfew.web.listing.keyset import Order, Page, Sort
from vitalfew.web.listing.large import instead_of_large
from vitalfew.web.listing.shown import Count, Shown, ShownFilter
from vitalfew.web.listing.workbooks import xlsx_file
from vitalfew.web.shortcuts import page, wants_part, words_asked

type Text = str | Promise
COUNT_CAP = 10_000
NARROWED_CAP = (
    1_000  # filters must be looked at row by row: counting on would cost more than the page itself
)


def nowhere(row: object) -> str:
    """Rows that lead nowhere."""
    return ""


@dataclass(frozen=True)
class Empty:
    """What a list says when it has no rows at all: what this is, and one thing to do."""

    title: Text
    sentence: Text = ""
    icon: str = "inbox"
    url_name: str = ""
    button: Text = ""


@dataclass(frozen=True)
class Listing[Row: Model]:
    """A list of rows: declare it once at module level, answer with ``respond`` in the view."""

    key: str
    columns: Sequence[Column[Row]]
    sorts: Sequence[Sort]
    empty: Empty
    filters: Sequence[Filter] = ()
    # Filters that only rows with a row in the joined table meet: beside them, the joined table's copies hold too.
    of_joined: Sequence[str] = ()
    # What is true of every row that has a row in the joined table, said of its copies.
    copied_always: Q = field(default_factory=Q)
    search: Callable[[QuerySet[Row], str], QuerySet[Row]] | None = None
    search_hint: Text = ""
    row_url: Callable[[Row], str] = nowhere
    panel_url: Callable[[Row], str] = nowhere
    # Where the cells of a row that can be typed are asked for and sent to, each under the key of its column.
    cells_url: Callable[[Row], str] = nowhere
    page_size: int = 50
    may_export: bool = True
    # What can be done with many rows at once: (address, words). The rows then have boxes to tick.
    for_many: Sequence[tuple[str, Text]] = ()
    prepare: Callable[[QuerySet[Row]], QuerySet[Row]] = field(default=lambda rows: rows)
    # Filters of fields that this reader does not see: asked by an address, they are left out with a sentence.
    unseen: Sequence[Filter] = ()

    @property
    def has_cells(self) -> bool:
        """Whether something of it can be changed where it stands."""
        return any(column.typed for column in self.columns)

    def seen_by(self, sight: Sight) -> "Listing[Row]":
        """The same list for somebody who does not see every field."""
        return replace(
            self,
            columns=columns_seen(tuple(self.columns), sight),
            sorts=usable(tuple(self.sorts), sight),
            filters=(seen := usable(tuple(self.filters), sight)),
            unseen=[one for one in self.filters if one not in seen],
        )

    def respond(
        self,
        request: HttpRequest,
        rows: QuerySet[Row],
        template: str = "web/listing/page.html",
        context: Mapping[str, object] | None = None,
        bare: QuerySet[Any] | None = None,
    ) -> HttpResponseBase:
        """The page, the list alone for htmx, or a file (``?format=csv``, ``?format=xlsx``).

        ``bare`` are the same rows without what is joined to them for show: while nothing narrows the list, they are
        counted in their stead.
        """
        file = file_asked(request.GET) if self.may_export else None
        if file is not None:
            return self.file(request, rows, file)
        if BUILD in request.GET:
            return building.respond(self, request)
        late = self._late_filter(request)
        if late is not None:
            shown_filter = ShownFilter(late, late.all_fields(request.GET), [])
            context = {"shown": shown_filter, "fields": shown_filter.fields}
            return page(request, late.template, context)
        tabs = tabs_for(request, self.key, settled(self.columns, request.GET))
        if first := opens_with(tabs):
            return redirect(first)
        # A template of its own: a part defined in a page is not found under the name of a page that extends it.
        wanted = "web/listing/listing.html" if wants_part(request) else template
        shown = replace(self.shown(request, rows, bare), tabs=tabs)
        answer = page(request, wanted, {**(context or {}), "listing": shown})
        if shown.asked is not request.GET and wants_part(request):
            answer["HX-Push-Url"] = shown.here_url
        return answer

    def _late_filter(self, request: HttpRequest) -> ChoiceFilter | None:
        """The filter that has just been opened, when its values come late."""
        asked = request.GET.get("choices")
        late = (f for f in self.filters if isinstance(f, ChoiceFilter) and f.long)
        return next((f for f in late if f.key == asked), None) if asked else None

    def file(self, request: HttpRequest, rows: QuerySet[Row], kind: Format) -> HttpResponseBase:
        """Every row that search and filters leave, as a file; of very many, the page that has it made."""
        instead = instead_of_large(request, self.filtered(request, rows))
        if instead is not None:
            return instead
        write = xlsx_file if kind == "xlsx" else csv_file
        asked = columns_asked(self.columns, request.GET)
        told = [column for column in asked if column.label]  # the others hold buttons
        return write(self.key, told, self.all_rows(request, rows))

    def all_rows(self, request: HttpRequest, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Everything that the filters leave, in order."""
        left = self.prepared(request, self.filtered(request, rows))
        return keyset.ordered(left, self.order(request))

    def prepared(self, request: HttpRequest, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows with what their columns need."""
        rows = self.prepare(rows)
        for column in columns_asked(self.columns, request.GET):
            rows = column.needs(rows) if column.needs else rows
        return rows

    def shown(
        self, request: HttpRequest, rows: QuerySet[Row], bare: QuerySet[Any] | None = None
    ) -> Shown[Row]:
        """One page of rows with everything the template needs; use it where the list is only part of a page."""
        left = self.filtered(request, rows)
        if by := group_asked(self.filters, request.GET):
            found = grouped(self, by, left, request.GET)
            nothing: Page[Row] = Page([], None, None)
            asked, count = settled(self.columns, request.GET), Count(found.rows)
            return Shown(
                self, asked, self.order(request), nothing, count, request.path, grouped=found
            )
        asked = settled(self.columns, request.GET)
        if left is not rows and request.GET.get("count") != "all":
            cut, count = self._narrowed(request, rows, left)
        else:
            cut = self.cut(request, left)
            counted = left if bare is None or left is not rows else bare
            count = Count(len(cut.rows)) if cut.is_whole else self.count(request, counted)
        return Shown(self, asked, self.order(request), cut, count, request.path)

    def _narrowed(
        self, request: HttpRequest, rows: QuerySet[Row], left: QuerySet[Row]
    ) -> tuple[Page[Row], Count]:
        """The page and how many rows there are. The keys come first, by whichever index finds them: asked for few rows
        in order, the planner walks the order's index, and where the filters leave few or none, walks it to its end.
        """
        keys = list(left.order_by().values_list("pk", flat=True)[: NARROWED_CAP + 1])
        if len(keys) > NARROWED_CAP:
            return self.cut(request, left), Count(NARROWED_CAP, is_more=True)
        few = rows.filter(pk__in=keys) if keys else rows.none()
        return self.cut(request, few), Count(len(keys))

    def filtered(self, request: HttpRequest, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows that search and filters leave."""
        condition = Q()
        for chosen, query in self.conjuncts(request):
            asked = chosen.condition(query)
            condition &= (
                asked & self.copied(request) if asked and chosen.key in self.of_joined else asked
            )
        condition &= joined(self.filters, request.GET).rest()
        rows = rows.filter(condition) if condition else rows
        words = words_asked(request.GET)
        return self.search(rows, words) if self.search and words else rows

    def order(self, request: HttpRequest) -> Order:
        """The order that was asked for; else the first sort, its usual end first."""
        asked = request.GET.get("sort", "")
        for sort in self.sorts:
            if asked.removeprefix("-") == sort.key:
                return Order(sort, asked.startswith("-"), self.copied(request))
        return Order(self.sorts[0], self.sorts[0].descending, self.copied(request))

    def copied(self, request: HttpRequest) -> Q:
        """What holds always, and what the filters ask, of the copies that joined tables keep."""
        condition = self.copied_always
        for chosen, query in self.conjuncts(request):
            condition &= chosen.copied(query)
        return condition

    def conjuncts(self, request: HttpRequest) -> list[tuple[Filter, QueryDict]]:
        """Each filter with what is asked of it and must hold: by the chips, and by ``where`` where it is as plain."""
        chips = [(chosen, request.GET) for chosen in self.filters]
        return chips + joined(self.filters, request.GET).plain()

    def place(self, order: Order) -> str:
        """What a cursor is signed for."""
        return f"{self.key} {order.sort.key}"

    def cut(self, request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
        """The rows of the page that was asked for."""
        order, rows = self.order(request), self.prepared(request, rows)
        place = self.place(order)
        after, before = (
            cursors.read(request.GET.get(name, ""), place) for name in ("after", "before")
        )
        if after is not None:
            return keyset.page_after(rows, order, after, self.page_size)
        if before is not None:
            return keyset.page_before(rows, order, before, self.page_size)
        return keyset.first_page(rows, order, self.page_size)

    def count(self, request: HttpRequest, rows: QuerySet[Row]) -> Count:
        """How many rows are left, counted no further than a cap: all of them only when asked (``?count=all``)."""
        keys = rows.order_by().values("pk")
        if request.GET.get("count") == "all":
            return Count(keys.count())
        found = keys[: COUNT_CAP + 1].count()
        return Count(min(found, COUNT_CAP), is_more=found > COUNT_CAP)
