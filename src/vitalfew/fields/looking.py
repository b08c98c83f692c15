"""Finding records by the words in their own fields, and looking behind the mask of one field."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from vitalfew.access.api import Field, reveal
from vitalfew.fields.seeing import OwnFields
from vitalfew.identity.api import Member
from vitalfew.kernel.tripling import search_key


def with_own_text[Row: Model](
    own: OwnFields, rows: QuerySet[Row], text: str, most: int
) -> list[int]:
    """The keys of at most ``most`` rows for each searched field in which all words stand, each by its own index."""
    columns = own.searched()
    if not columns:
        return []
    seen = own.beside(rows).order_by()
    keys: list[int] = []
    for column in columns:
        all_words = Q.create([(f"{column}__contains", search_key(word)) for word in text.split()])
        keys += seen.filter(all_words).values_list("pk", flat=True)[:most]
    return keys


def reveal_own(
    own: OwnFields, actor: Member, subject: str, field: Field, row: Model
) -> tuple[str, list[str]] | None:
    """The name of a masked own field and its text, written to the history; None where there is no such field.

    What a formula is made from must be seen too.
    """
    found = next((one for one in own.known.values() if one.key == field.key), None)
    if found is None or found.is_retired:
        return None
    reveal(actor=actor, subject=subject, field=field, narrowed=own.rule(found))
    everything = OwnFields(own.record, None)
    rows: QuerySet[Any] = own.record.visible_to(actor)
    shown = everything.beside(rows).get(pk=row.pk)
    return str(field.label), [everything.text(found, getattr(shown, found.column, None))]
