"""Everything that is held about one person, by the register, and elsewhere: mail to them, files that name them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vitalfew.audit.api import Forgotten, entries_about, texts_about
from vitalfew.fields.api import Sheet, in_words
from vitalfew.importing.api import LedgerImport, imports_naming
from vitalfew.outbox.api import mail_to
from vitalfew.privacy.declared import OWN_ROW, SPELLED, about
from vitalfew.privacy.holding import Ending
from vitalfew.privacy.mentions import reasons_naming
from vitalfew.privacy.persons import Person

HISTORY_SQL = """
SELECT at, actor_id, table_name, action, reason, before, after FROM audit_entry e
 WHERE (table_name, row_key) IN (SELECT r ->> 0, r ->> 1 FROM jsonb_array_elements(%s::jsonb) r) ORDER BY id
"""
EMPTY: tuple[object, ...] = (None, "", [], {})
YES, NO = _("Yes"), _("No")
NAMES = {
    "people.Contact": _("Contact"),
    "people.ContactPhone": _("Phone numbers"),
    "people.ContactHandle": _("Addresses and messengers"),
    "people.ContactSheet": _("Own fields"),
    "people.Position": _("Positions"),
    "people.Consent": _("Consents"),
    "customers.Customer": _("Customer"),
    "customers.CustomerPhone": _("Phone numbers"),
    "customers.CustomerHandle": _("Addresses and messengers"),
    "customers.TeamMember": _("Account team"),
    "customers.CustomerSheet": _("Own fields"),
    "ownership.Period": _("Owners"),
    "activity.FollowUp": _("What was done with them"),
    "funnel.Opportunity": _("Opportunities"),
    "funnel.Step": _("Steps of opportunities"),
    "handover.Item": _("What successors are told"),
    "pool.Pooled": _("Waiting in a pool"),
    "pool.Notice": _("About to go into a pool"),
    "pool.Lock": _("Kept from recycling"),
    "pool.Taking": _("Taken from a pool"),
    "duplicates.CustomerName": _("Names as the search knows them"),
    "duplicates.MatchKey": _("Signs by which duplicates are found"),
    "duplicates.Pair": _("Possible duplicates"),
    "duplicates.Judgement": _("Answers about duplicates"),
    "duplicates.PersonPair": _("Possible duplicates"),
    "duplicates.PersonJudgement": _("Answers about duplicates"),
    "duplicates.Merge": _("Merges"),
    "duplicates.PersonMerge": _("Merges"),
    "dossier.Address": _("Addresses"),
    "dossier.Registration": _("Registered as"),
    "dossier.InvoiceTitle": _("Invoice titles"),
    "dossier.Tie": _("Ties to other customers"),
    "dossier.Tagging": _("Tags"),
    "inquiries.Inquiry": _("Inquiries"),
    "inquiries.InquirySheet": _("Own fields"),
    "inquiries.Assignment": _("To whom the inquiry was given"),
    "trade.Order": _("Orders"),
    "resource.State": _("As last counted"),
    "value.CustomerScore": _("Value"),
}
ENDS_AS = {
    Ending.DELETE: _("goes"),
    Ending.BLANK: _("stays without a name"),
    Ending.KEEP: _("stays: the books need it"),
}
FOUND_BY = ("name", "code", "raw", "e164", "value", "phone", "mail")
UNSHOWN = {*SPELLED, "backwards", "folded"}  # follow from other columns


@dataclass(frozen=True)
class Table:
    """The rows of one model about a person; ``ending`` says what an erasure does to them."""

    label: str
    model: type[models.Model]
    ending: Ending
    keys: list[Any]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every column of every row, by its name."""
        for row in self.model._base_manager.filter(pk__in=self.keys).order_by("pk"):
            yield {
                column.attname: _as_exported(row, column)
                for column in self.model._meta.concrete_fields
                if column.name not in UNSHOWN
            }

    @property
    def count(self) -> int:
        """How many."""
        return len(self.keys)

    @property
    def name(self) -> str:
        """For people."""
        return str(NAMES[self.label])

    @property
    def ends_as(self) -> str:
        """What an erasure does to it, for people."""
        return str(ENDS_AS[self.ending])

    def facts(self) -> list[list[tuple[str, str]]]:
        """Every row as names and texts, for reading: the columns that have a name for people, and say something."""
        named = [column for column in self.model._meta.concrete_fields if _is_for_people(column)]
        rows = self.model._base_manager.filter(pk__in=self.keys).order_by("pk")
        return [[fact for column in named for fact in _facts(row, column)] for row in rows]


type Column = "models.Field[Any, Any]"


def _as_exported(row: models.Model, column: Column) -> Any:  # noqa: ANN401 - as many types as columns
    """A column's value; own fields go by their names."""
    if isinstance(row, Sheet) and column.name == "data":
        return in_words(row)
    return column.value_from_object(row)


def _is_for_people(column: Column) -> bool:
    """A column with a name for people; whom a row points to among its own kind says nothing by itself."""
    return isinstance(column.verbose_name, Promise) and column.related_model is not column.model


def _facts(row: models.Model, column: Column) -> Iterator[tuple[str, str]]:
    value = getattr(row, column.name)
    if value not in EMPTY:
        yield str(capfirst(column.verbose_name)), _in_words(row, column, value)


def _in_words(row: models.Model, column: Column, value: object) -> str:
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    match value:
        case dict() if isinstance(row, Sheet):
            return "; ".join(f"{name}: {text}" for name, text in in_words(row).items())
        case bool():
            return str(YES if value else NO)
        case datetime():
            return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
        case date():
            return date_format(value, "SHORT_DATE_FORMAT")
    return str(value)


def tables_about(person: Person) -> list[Table]:
    """The rows about a person, model by model; those without rows are left out."""
    found = []
    for model, said, links in about(person.kind):
        rows = model._base_manager.filter(whose(links, person.keys)).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            found.append(Table(model._meta.label, model, said.ending, keys))
    return found


def whose(links: Iterable[str], keys: Sequence[int]) -> models.Q:
    """The rows with one of the keys in one of the columns."""
    return models.Q.create([(f"{link}__in", keys) for link in links], connector=models.Q.OR)


def history_about(person: Person, tables: list[Table]) -> Forgotten:
    """Whose entries are about the person: the rows there are, and by the person's key those that are gone."""
    rows = [(table.model._meta.db_table, str(key)) for table in tables for key in table.keys]
    links = [
        (model._meta.db_table, link, str(key))
        for model, said, links in about(person.kind)
        if links != OWN_ROW and said.ending != Ending.KEEP
        for link in links
        for key in person.keys
    ]
    kept = {table.model._meta.db_table for table in tables if table.ending == Ending.KEEP}
    return Forgotten([row for row in rows if row[0] not in kept], links, person.subjects)


@dataclass(frozen=True)
class Everything:
    """What is held about one person."""

    person: Person
    tables: list[Table]
    mail: list[dict[str, Any]]
    files: list[LedgerImport]
    entries: int
    reasons: list[str]  # beside whatever it is, that name the person


def with_former_texts(person: Person, tables: list[Table]) -> Person:
    """The person with the names, numbers and addresses they had before, as the history knows them."""
    former = texts_about(history_about(person, tables), FOUND_BY)
    mails = [text for text in former if "@" in text]
    return replace(
        person, texts=_each((*person.texts, *former)), mails=_each((*person.mails, *mails))
    )


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def gather(person: Person) -> Everything:
    """Look everywhere; files are read through, so this may take a while where there are large ones."""
    tables = tables_about(person)
    person = with_former_texts(person, tables)
    mail = mail_to(person.mails).values(
        "created_at", "sent_at", "recipients", "subject", "body", "state"
    )
    return Everything(
        person,
        tables,
        [dict(one) for one in mail] if person.mails else [],
        imports_naming(person.texts),
        entries_about(history_about(person, tables)),
        reasons_naming(person.texts),
    )


def history_of(everything: Everything) -> list[dict[str, Any]]:
    """The entries of the history about the rows there are: when, who, what, before, after."""
    rows = history_about(everything.person, everything.tables).rows
    with connection.cursor() as cursor:
        cursor.execute(HISTORY_SQL, [Forgotten.as_json(rows)])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def as_document(everything: Everything) -> dict[str, Any]:
    """The export: everything in one document, by the names of tables and columns."""
    return {
        "person": {
            "kind": everything.person.kind,
            "key": everything.person.key,
            "name": everything.person.name,
        },
        "held": {table.label: list(table.rows()) for table in everything.tables},
        "history": history_of(everything),
        "mail": everything.mail,
        "files": [ledger.file_name for ledger in everything.files],
        "reasons": everything.reasons,
    }
