"""Columns of any kind as text, as a person would write them."""

import pyarrow as pa
import pyarrow.compute as pc

EXACT_WHOLE = 2.0**53


def as_text(table: pa.Table) -> pa.Table:
    """The same rows with every cell as text; nothing where there is no value."""
    columns = {str(i): pc.fill_null(_texts(c), "") for i, c in enumerate(table.columns)}
    return pa.table(columns)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_floating(kind):
        return _floats(pc.cast(column, pa.float64()))
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([[_said(v) for v in column.to_pylist()]], pa.string())
    return pc.cast(column, pa.string())


def _said(value: object) -> str | None:
    return value.decode(errors="replace") if isinstance(value, bytes) else value and str(value)  # type: ignore[return-value]


def _floats(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole numbers without a point (17850.0 is a customer number kept as a float), others to 15 digits."""
    whole = pc.and_(pc.equal(column, pc.floor(column)), pc.less(pc.abs(column), EXACT_WHOLE))
    whole = pc.fill_null(whole, False)
    integers = pc.cast(pc.if_else(whole, column, None), pa.int64())
    return pc.coalesce(pc.cast(integers, pa.string()), _fractions(pc.if_else(whole, None, column)))


def _fractions(column: pa.ChunkedArray) -> pa.ChunkedArray:
    codes = column.combine_chunks().dictionary_encode()
    texts = [_digits(value) for value in codes.dictionary.to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.string()).take(codes.indices)])


def _digits(value: float | None) -> str | None:
    """15 significant digits: what is left of 0.1 + 0.2 after them is rounding, not money."""
    return None if value is None or value != value else format(value, ".15g")  # noqa: PLR0124 - NaN alone differs from itself
