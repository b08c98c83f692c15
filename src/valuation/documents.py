"""Reads plain data strictly: what is refused is named by its path, such as `by.rules[1].class`.

Unknown fields are refused, not ignored; truth values are no numbers, NaN is none either.
"""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Final

from valuation.errors import ValuationError

FORMAT: Final = 1  # of stored data; a later engine reads every earlier format
MOST_ENTRIES: Final = 10_000
LONGEST_NAME: Final = 200


class Field:
    """A value somewhere in the data, and the path to it."""

    def __init__(self, path: str, value: object) -> None:
        self.path = path
        self.value = value

    def refused(self, code: str, rule: str) -> ValuationError:
        """Return the refusal of this field."""
        return ValuationError(code, column=self.path or "document", rows=1, rule=rule)

    def fields(self, *needed: str, **optional: object) -> dict[str, "Field"]:
        """Return the named fields of an object; nothing missing, nothing else in it."""
        if not isinstance(self.value, Mapping):
            raise self.refused("not_an_object", "an object with named fields")
        for name in self.value:
            if name not in needed and name not in optional:
                known = ", ".join((*needed, *optional))
                raise self._at(str(name)).refused("unknown_field", f"one of {known}")
        for name in needed:
            if name not in self.value:
                raise self._at(name).refused("field_missing", "given")
        given = {**optional, **self.value}
        return {name: Field(self._at(name).path, value) for name, value in given.items()}

    def entries(self) -> list["Field"]:
        """Return the entries of a list."""
        if not isinstance(self.value, list | tuple) or len(self.value) > MOST_ENTRIES:
            raise self.refused("not_a_list", f"a list of at most {MOST_ENTRIES} entries")
        return [Field(f"{self.path}[{n}]", value) for n, value in enumerate(self.value)]

    def text(self) -> str:
        """Return a text that says something."""
        if not isinstance(self.value, str) or not 0 < len(self.value.strip()) <= LONGEST_NAME:
            raise self.refused("not_a_text", f"a text of 1 to {LONGEST_NAME} characters")
        return self.value

    def number(self) -> float:
        """Return a finite number; truth values are none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.refused("not_a_number", "a number")
        if abs(self.value) > 1e300 or not isfinite(self.value):
            raise self.refused("not_finite", "a finite number")
        return float(self.value)

    def whole(self, least: int = -(2**63), most: int = 2**63 - 1) -> int:
        """Return a whole number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.refused("not_whole", "a whole number")
        if not least <= self.value <= most:
            raise self.refused("out_of_range", f"{least} to {most}")
        return self.value

    def truth(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.refused("not_a_truth", "true or false")
        return self.value

    def _at(self, name: str) -> "Field":
        return Field(f"{self.path}.{name}" if self.path else name, None)


def built_at[Built](field: Field, build: Callable[[], Built]) -> Built:
    """Build a part; a refusal that names the part's own field gets the path before it."""
    try:
        return build()
    except ValuationError as refused:
        inside = refused.column.startswith(field.path)
        column = refused.column if inside else f"{field.path}.{refused.column}"
        raise ValuationError(
            refused.code, column=column, rows=refused.rows, rule=refused.rule
        ) from refused
