"""Erasing a person: rows go or are blanked, mail and files with them; the history keeps only that it was so."""

from typing import Any

from django.db import models, transaction

from vitalfew.audit.api import Forgotten, forget, record
from vitalfew.erasures.api import note_erasure
from vitalfew.fields.api import Sheet, take_personal
from vitalfew.identity.api import Member
from vitalfew.importing.api import forget_files
from vitalfew.jobs.api import drop_files
from vitalfew.outbox.api import forget_mail
from vitalfew.privacy.declared import about
from vitalfew.privacy.gathering import Table, gather, history_about
from vitalfew.privacy.holding import Ending
from vitalfew.privacy.mentions import former_reasons_naming, tables_of_reasons, take_out
from vitalfew.privacy.models import Erasure, Ground
from vitalfew.privacy.persons import CUSTOMER, NOTED, Person, blank_name, find_person
from vitalfew.submissions.api import forget_answers

# What cannot be empty says instead that somebody stood here.
STANDS_FOR = ("name", "sort_key")


@transaction.atomic
def erase(*, actor: Member | None, kind: str, key: int, ground: str) -> dict[str, int]:
    """Erase a person in one transaction; how much went. Nothing where there is nobody, so it may be asked again."""
    person = find_person(kind, key)
    if person is None or (kind == CUSTOMER and Erasure.objects.filter(kind=kind, key=key).exists()):
        return {}
    everything = gather(person)
    what = history_about(person, everything.tables)
    counts = {table.label: _end(table, person) for table in everything.tables}
    messages = forget_mail(everything.person.mails)
    files = forget_files(everything.files)
    reasons = [*everything.reasons, *former_reasons_naming(everything.person.texts)]
    take_out(reasons)
    transaction.on_commit(lambda: drop_files() and None)
    forget_answers()  # a day of them at most: none is worth searching for a person
    also = [("outbox_message", pk) for pk in messages]
    also += [("importing_ledgerimport", pk) for pk in files]
    erasure, _made = Erasure.objects.update_or_create(
        kind=kind, key=key, defaults={"ground": ground, "actor": actor}
    )
    subjects = [*what.subjects, *(f"import:{pk}" for pk in files)]
    erased = Forgotten([*what.rows, *also], what.links, subjects, reasons, tables_of_reasons())
    gone = forget(erased, named=f"erasure:{erasure.pk}")
    counts |= {"history": gone.entries + gone.events, "mail": len(messages), "files": len(files)}
    counts |= {"reasons": gone.reasons, "reasons_that_stay": gone.staying}
    Erasure.objects.filter(pk=erasure.pk).update(counts=counts)
    record(actor=actor, verb="privacy.erase", subject=f"erasure:{erasure.pk}", ground=ground)
    if ground != Ground.AGAIN:  # then it is noted already
        note_erasure(kind=NOTED, key=f"{person.kind} {person.key} {person.created_at.isoformat()}")
    return counts


def _end(table: Table, person: Person) -> int:
    rows = table.model._base_manager.filter(pk__in=table.keys)
    if table.ending == Ending.DELETE:
        rows.delete()
    if issubclass(table.model, Sheet):
        take_personal(table.model, table.keys)
    elif table.ending == Ending.BLANK:
        said = next(said for model, said, _links in about(person.kind) if model is table.model)
        rows.update(**_blanks(table.model, said.data, person.key))
    return table.count


def _blanks(model: type[models.Model], names: tuple[str, ...], key: int) -> dict[str, Any]:
    """What each column says afterwards: nothing, or a sign where it must say something."""
    blanks: dict[str, Any] = {}
    for name in names:
        column = model._meta.get_field(name)
        if isinstance(column, models.GeneratedField) or not isinstance(column, models.Field):
            continue
        empty = None if column.null else ""
        blanks[name] = blank_name(key) if name in STANDS_FOR else empty
    return blanks
