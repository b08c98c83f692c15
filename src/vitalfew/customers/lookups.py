"""LIKE with a pattern we wrote ourselves: Django's ``contains`` would escape it again."""

from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class Like(Lookup[Any]):
    """``column LIKE pattern``."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The comparison and its parameters."""
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", [*left_parameters, *right_parameters]
