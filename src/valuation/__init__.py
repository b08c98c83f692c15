"""The value engine: what each customer is worth, from nothing but an order log.

Pure: arrays in, arrays out; no clock, no network, and files only in valuation.files and
valuation.engines, which this does not import. Days count from 1970-01-01, amounts are
in any one currency or its minor unit. The way through:

    log = order_log(customer, day, amount, customers=n)
    choice = choose(log, as_of)
    spend = choose_spend(choice.state)
    expected = sales_expectation(choice.model, spend.model, choice.state)
    run = measure({"sales": sales_contribution(log, as_of), ...}, scales, weights)

Wrong input raises ValuationError with the column, the number of rows and the rule.

A name's room is opened when the name is first asked for (PEP 562): who only counts classes never
waits for the mathematics of purchase models. The rooms stand in `__init__.pyi`.
"""

import ast
from importlib import import_module
from pathlib import Path

_OFFERED = ast.parse(Path(__file__).with_suffix(".pyi").read_text("utf-8")).body
_ROOMS = {
    offered.name: str(room.module)
    for room in _OFFERED
    if isinstance(room, ast.ImportFrom)
    for offered in room.names
}
__all__ = sorted(_ROOMS)  # noqa: PLE0605 (the stub lists them for readers)


def __getattr__(name: str) -> object:
    """Open the room of a name and keep what was asked for, so that the next use finds it here."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
