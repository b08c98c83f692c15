"""Small lines beside a figure, drawn on the server as SVG points."""

from collections.abc import Sequence
from dataclasses import dataclass

from vitalfew.web.numbers import Numeric

MARGIN = 4.0


@dataclass(frozen=True)
class Sparkline:
    """The geometry of a small line."""

    width: int
    height: int
    points: str
    end: tuple[str, str] | None
    limit: str | None


def sparkline(
    values: Sequence[Numeric | None],
    *,
    width: int = 120,
    height: int = 32,
    limit: Numeric | None = None,
) -> Sparkline:
    """Place the known values; ``limit`` is a dashed line to compare with."""
    known = [(at, float(value)) for at, value in enumerate(values) if value is not None]
    heights = [value for _, value in known] + ([float(limit)] if limit is not None else [])
    if len(known) < 2:
        return Sparkline(width, height, "", None, None)
    low, high = min(heights), max(heights)

    def down(value: float) -> str:
        share = 0.5 if high == low else (value - low) / (high - low)
        return f"{height - MARGIN - share * (height - 2 * MARGIN):.1f}"

    def along(at: int) -> str:
        return f"{MARGIN + at * (width - 2 * MARGIN) / (len(values) - 1):.1f}"

    return Sparkline(
        width,
        height,
        points=" ".join(f"{along(at)},{down(value)}" for at, value in known),
        end=(along(known[-1][0]), down(known[-1][1])),
        limit=None if limit is None else down(float(limit)),
    )
