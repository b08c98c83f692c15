"""The one error of the value engine."""


class ValuationError(ValueError):
    """Input that breaks a rule: which column, how many rows, which rule.

    `code` is stable and meant for programs; the message is meant for the person who holds the data.
    """

    def __init__(self, code: str, *, column: str, rows: int, rule: str) -> None:
        self.code = code
        self.column = column
        self.rows = rows
        self.rule = rule
        counted = "1 row breaks" if rows == 1 else f"{rows:,} rows break"
        super().__init__(f"{column}: {counted} the rule: {rule}.")
