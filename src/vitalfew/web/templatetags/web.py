"""Words that every template may use; loaded for all of them by the settings."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from html import escape

from django import template
from django.db.models import Model
from django.template.defaultfilters import date as formatted
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from vitalfew.web import assets, numbers
from vitalfew.web.amounts import amount
from vitalfew.web.charts import Chart
from vitalfew.web.listing.columns import Cell
from vitalfew.web.listing.shown import Shown, ShownRow
from vitalfew.web.sparklines import Sparkline
from vitalfew.web.sparklines import sparkline as small_line
from vitalfew.web.tiers import tier_badge

register = template.Library()


@register.filter
def number(value: numbers.Numeric | None, places: int | None = None) -> str:
    """``{{ 1234567|number }}``: 1,234,567; ``{{ 2.5|number:2 }}``: 2.50."""
    return numbers.number(_numeric(value), places)


@register.filter
def compact(value: numbers.Numeric | None) -> str:
    """``{{ 1234567|compact }}``: 123.5 万 or 1.23M."""
    return numbers.compact(_numeric(value))


@register.filter
def percent(value: numbers.Numeric | None, places: int = 0) -> str:
    """``{{ 0.42|percent }}``: 42%."""
    return numbers.percent(_numeric(value), places)


@register.filter
def money(value: numbers.Numeric | None, currency: str = "") -> str:
    """``{{ amount|money }}`` or ``{{ amount|money:"USD" }}``, as the member likes."""
    return amount(_numeric(value), currency)


@register.filter
def short_date(value: date | None) -> str:
    """``2026-03-05``, in the order and with the marks of the language."""
    return str(formatted(value, "SHORT_DATE_FORMAT")) if value else numbers.NOTHING


@register.filter(expects_localtime=True, name="datetime")
def date_and_time(value: datetime | None) -> str:
    """``2026-03-05 14:30`` in the company's time zone."""
    return str(formatted(value, "SHORT_DATETIME_FORMAT")) if value else numbers.NOTHING


@register.filter
def score_tone(value: numbers.Numeric | None) -> str:
    """The colour class of a score from 0 to 100: weak ones stand out."""
    return "" if value is None else "bar-bad" if float(value) < 60 else ""


@register.simple_tag
def asset(source: str) -> str:
    """``{% asset "main.js" %}``: the address of a built file."""
    return assets.asset(source)


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """``{% icon "customers" %}`` or ``{% icon "close" "sm" %}``; always decoration, so name the control beside it."""
    css = f"icon icon-{size}" if size else "icon"
    # Each is drawn once: a page has a hundred of them.
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, _icons(), name
    )


@cache
def _icons() -> str:
    return static("web/icons.svg")


@register.inclusion_tag("web/once.html")
def once() -> dict[str, object]:
    """``{% once %}`` inside a form: sent twice, it is done once and both get the first answer."""
    return {"key": uuid.uuid4()}


@register.simple_tag(name="tier")
def tier_tag(name: str, rank: int | None = None, title: str = "") -> SafeString:
    """``{% tier "A" rank=1 %}``: the badge of a class; rank 1 is the best and the darkest. No rank: not classed yet."""
    return tier_badge(name, rank, title)


@register.simple_tag(takes_context=True)
def rows(context: template.Context, listing: Shown[Model]) -> SafeString:
    """``{% rows listing %}``: a list's rows. Drawn here: a template would pass a thousand nodes for fifty of them, and
    format_html looks at each of their thousand texts four times.
    """
    many = bool(listing.listing.for_many)
    tick = gettext("Tick %(name)s") if many else ""
    first = listing.columns[0]
    named = f' data-cell="{_escaped(first.key)}"' if first.typed else ""
    return SafeString(
        "\n".join(
            f"<tr{_leads(shown)}>{_pick(shown.row, tick) if many else ''}"
            f'<th scope="row"{named}>{_head(context, shown)}</th>{_cells(context, shown)}</tr>'
            for shown in listing.rows
        )
    )


def _escaped(text: object) -> str:
    """The text as HTML; what is HTML already stays."""
    return text if isinstance(text, SafeString) else escape(str(text))


def _leads(shown: ShownRow) -> str:
    opened = f' data-href="{_escaped(shown.url)}" tabindex="-1"' if shown.url else ""
    beside = f' data-panel="{_escaped(shown.panel_url)}"' if shown.panel_url else ""
    typed = f' data-cells="{_escaped(shown.cells_url)}"' if shown.cells_url else ""
    return f"{opened}{beside}{typed}"


def _pick(row: Model, tick: str) -> str:
    label = _escaped(tick % {"name": row})
    return (
        f'<td class="pick"><input type="checkbox" name="ids" value="{_escaped(row.pk)}" form="many"'
        f' aria-label="{label}"></td>'
    )


def _head(context: template.Context, shown: ShownRow) -> str:
    told = _escaped(_drawn(context, shown, shown.first))
    return f'<a href="{_escaped(shown.url)}">{told}</a>' if shown.url else told


def _cells(context: template.Context, shown: ShownRow) -> str:
    return "".join(
        f"{cell.opening}{_escaped(_drawn(context, shown, cell))}</td>" for cell in shown.rest
    )


def _drawn(context: template.Context, shown: ShownRow, cell: Cell) -> str:
    if not cell.template:
        return cell.text
    with context.push(row=shown.row, cell=cell):
        return template.Engine.get_default().get_template(cell.template).render(context)


@register.inclusion_tag("web/chart.html")
def chart(picture: Chart, key: str = "") -> dict[str, object]:
    """``{% chart picture %}``: the drawing, its data, and the same as a table."""
    return {"chart": picture, "key": f"chart-{key or picture.key}"}


@register.inclusion_tag("web/sparkline.html")
def sparkline(
    values: Sequence[numbers.Numeric | None],
    label: str = "",
    width: int = 120,
    height: int = 32,
    limit: numbers.Numeric | None = None,
) -> dict[str, Sparkline | str]:
    """``{% sparkline values "Value over 12 months" %}``: a small line; without a label it is decoration."""
    return {"line": small_line(values, width=width, height=height, limit=limit), "label": label}


def _numeric(value: object) -> numbers.Numeric | None:
    """Templates hand over empty text for what is missing."""
    if value is None or value == "":
        return None
    return numbers.exact(value)  # type: ignore[arg-type]  # a template's value has no type
