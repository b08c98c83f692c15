"""Contacts, as a kind of file that can be brought in: a person, and what they are at a customer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Verb, may, reads
from vitalfew.channels.api import region_of
from vitalfew.duplicates.api import Coming, changeable, people_alike
from vitalfew.identity.api import Member
from vitalfew.importing.cells import reader
from vitalfew.importing.cells.answers import Answers, folded
from vitalfew.importing.cells.dates import moment
from vitalfew.importing.fields import ImportField, Text
from vitalfew.importing.models import LedgerImport, Likeness
from vitalfew.importing.records.fields import field, handles_by, named, phones_by
from vitalfew.importing.records.kind import RecordKind
from vitalfew.importing.records.naming import whole_name
from vitalfew.importing.records.own import own_facts, own_fields, write_own
from vitalfew.importing.records.placing import customer_fields, find_customers
from vitalfew.importing.records.reaching import REACHED, channels, number, texts_of, with_new
from vitalfew.importing.records.rows import Match, Plan, Row, parts_of
from vitalfew.importing.records.words import GENDERS, NO, ROLES, YES
from vitalfew.inquiries.api import Inquiry
from vitalfew.kernel.rewriting import among, among_texts
from vitalfew.people.api import (
    CONTACTS,
    MAILS,
    OWN_FIELDS,
    PHONES,
    AtCustomer,
    Contact,
    ContactHandle,
    ContactPhone,
    DecisionRole,
    Gender,
    Position,
    Told,
    add_contacts,
    change_contacts,
    contact_policy,
    customers_open,
    needed,
    position_policy,
    remove_contacts,
)

OWN = ("name", "preferred_name", "gender", "note")
PLACE = ("title", "department", "role")
GENDER, ROLE = Answers(Gender, GENDERS), Answers(DecisionRole, ROLES)


class YesNo(models.TextChoices):
    """Whether something is so; what is not so is said by nothing."""

    YES = "yes", _("Yes")


PRIMARY = Answers(YesNo, {"yes": YES})


def _unless_no(answers: Answers, text: str) -> str | None:
    return None if folded(text) in NO else answers.parse(text)


def _birthday(order: str, zone: str, text: str) -> str:
    """A day of the solar calendar; one of the moon's as ``birthday_text`` writes it."""
    return text if text.startswith("lunar/") else moment(text, order, zone).date().isoformat()


@cache
def _fields() -> tuple[ImportField, ...]:
    def by_role(how: reader.How) -> reader.Reader:
        return reader.Reader(partial(_unless_no, ROLE))

    def primary(how: reader.How) -> reader.Reader:
        return reader.Reader(partial(_unless_no, PRIMARY))

    def born(how: reader.How) -> reader.Reader:
        return reader.Reader(partial(_birthday, how.date_order, how.zone))

    return (
        field("name", pgettext_lazy("person", "Name"), reader.words(120),
            "name|full name|contact name|contact|person|姓名|联系人|联系人姓名|联系人名称|聯絡人|聯絡人姓名|名字",
            example="李娜"),
        field("last_name", _("Family name"), reader.words(60), "last name|surname|family name|姓|姓氏"),
        field("first_name", _("Given name"), reader.words(60), "first name|given name|forename|名"),
        *customer_fields(),
        field("title", _("Job title"), reader.words(100),
            "title|job title|position|职务|职位|职称|職稱|職務|職位", example=_("Head of purchasing")),
        field("department", pgettext_lazy("of a contact", "Department"), reader.words(100),
            "department|division|部门|所在部门|部門"),
        ImportField("role", _("Role in decisions"),
            named("role|decision role|buying role|决策角色|是否关键决策人|关键决策人|決策角色|關鍵決策者"), by_role,
            choices=ROLE.offered),
        ImportField("primary", _("Primary contact"), named("primary|primary contact|is primary|首要联系人"
            "|是否首要联系人|主要聯絡人"),
            primary, choices=PRIMARY.offered),
        *phones_by((_("Mobile"), _("Phone"), _("Another phone")), PHONES),
        *handles_by((_("E-mail"), _("Another e-mail"), _("WeChat")), MAILS),
        ImportField("gender", _("Salutation"), named("gender|title of address|sex|性别|称谓|稱謂|性別"),
            reader.read_by(GENDER.parse), choices=GENDER.offered),
        field("preferred_name", _("Form of address"), reader.words(60), "form of address|nickname|称呼|昵称|稱呼|暱稱"),
        field("birthday", _("Birthday"), born, "birthday|birthdate|date of birth|born|bday|生日|出生日期|出生年月日",
            example="1990-05-17"),
        field("note", _("Note"), reader.words(4000), "note|notes|description|remark|remarks|comments|备注"
            "|描述|備註|說明"),
    )  # fmt: skip


class Contacts(RecordKind):
    """One row for each person."""

    key = "contacts"
    label: ClassVar[Text] = _("Contacts")
    sentence: ClassVar[Text] = _(
        "One row for each person: at which customer, as what, how to reach them."
    )
    example: ClassVar[Text] = _("contacts")
    dated = "birthday"
    module = CONTACTS
    own_record = OWN_FIELDS
    list_url = "people:list"
    keys: ClassVar[Mapping[str, Text]] = {
        "mails": _("Their e-mail address"),
        "phones": _("Their phone number"),
        "name": _("Their name, at that customer"),
    }
    many = frozenset(REACHED)
    unkept = frozenset({"primary"})
    only_new = frozenset({"primary"})

    def fields(self, actor: Member | None) -> tuple[ImportField, ...]:
        """With own fields as far as the member may write them."""
        return (*_fields(), *own_fields(actor, OWN_FIELDS))

    def columns_of_key(self, key: str) -> tuple[str, ...]:
        """A name may stand in two columns."""
        return ("name", "last_name") if key == "name" else super().columns_of_key(key)

    def alone(self, found: LedgerImport) -> list[tuple[str, ...]]:
        """One name at one customer; other keys alone."""
        if found.chosen.get("key") != "name":
            return super().alone(found)
        names = ("name", "last_name", "first_name", "customer_code", "customer_name")
        told = tuple(name for name in names if name in found.mapping)
        return [*([told] if told else []), *self.alone_by_own(found)]

    def gather(self, row: Row, facts: Mapping[str, str]) -> dict[str, str]:
        """A name of two parts is one; the customer is looked for later."""
        said = whole_name(super().gather(row, facts))
        return {name: text for name, text in said.items() if not name.startswith("customer_")}

    def match(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, Match]:
        """Whom each row is about, and at which customer."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        faults = find_customers(found.actor, rows)
        known = self._known(found, rows)
        rights = _Rights(found.actor, known, rows)
        return {row.number: rights.match(row, known.get(row.number, set()), faults) for row in rows}

    def _known(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, set[int]]:
        """The contacts in sight that have the key of each row."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        key = found.chosen["key"]
        texts = {row.number: _key_texts(key, row.said) for row in rows}
        wanted = {text for some in texts.values() for text in some}
        have: dict[str, set[int]] = defaultdict(set)
        for text, pk, place in FINDERS[key](found.actor, wanted):
            have[text if key != "name" else f"{text}/{place}"].add(pk)
        if key == "name":
            return {row.number: have[f"{row.said.get('name', '')}/{row.place}"] for row in rows}
        return {number: set().union(*(have[t] for t in some)) for number, some in texts.items()}

    def facts(self, places: Mapping[int, int], *, lock: bool = False) -> dict[int, dict[str, str]]:
        """A person's own facts, how to reach them, and what they are at the customer of the row."""
        rows = Contact.objects.filter(pk__in=among(places)).order_by("pk")
        people = list(rows.select_for_update(of=("self",)) if lock else rows)
        reached = texts_of(Contact, "contact_id", places)
        positions = {
            (one.contact_id, one.customer_id): one
            for one in Position.objects.filter(
                contact_id__in=among(places), customer_id__in=among(set(places.values()))
            )
        }
        company = own_facts(OWN_FIELDS, places)
        told = {}
        for one in people:
            position = positions.get((one.pk, places[one.pk]))
            at = {name: getattr(position, name) for name in PLACE} if position else {}
            at |= {"customer": str(places[one.pk])} if position else {}
            own = {name: getattr(one, name) for name in OWN} | {"birthday": birthday_text(one)}
            told[one.pk] = own | at | reached.get(one.pk, {}) | company.get(one.pk, {})
        return told

    def added_to(self, name: str, old: str, new: str, said: Mapping[str, str]) -> str:
        """Numbers count as the same in any writing."""
        return with_new(name, old, new, "")

    def fault_of_new(self, row: Row) -> tuple[str, str] | None:
        """A new person is at a customer."""
        fault = super().fault_of_new(row)
        return fault or (None if row.place else ("customer_name", "no_such_customer"))

    def likenesses(self, found: LedgerImport, plans: Sequence[Plan]) -> list[Likeness]:
        """Each new row with whom it looks most like, and why; by what the member may read of others."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        coming = {plan.row.number: _coming(found.actor, plan) for plan in plans}
        return [
            Likeness(
                ledger_import=found, row=number, name=coming[number].name, record=pk,
                reason=comparison.reason(),
            )
            for number, (pk, comparison) in people_alike(coming).items()
        ]  # fmt: skip

    def _chosen(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, Likeness]:
        """Whom the member may not change is not brought up to date: such a row is left out."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        alike = super()._chosen(found, rows)
        mine = changeable(found.actor, {one.record for one in alike.values()})
        for one in alike.values():
            if one.choice == Likeness.Choice.UPDATE and one.record not in mine:
                one.choice = Likeness.Choice.SKIP
        return alike

    def create(self, found: LedgerImport, plans: Sequence[Plan]) -> None:
        """Each at their customer."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        rows = [_told(plan.row.said, plan.row.said, plan.place) for plan in plans]
        for plan, one in zip(plans, add_contacts(actor=found.actor, rows=rows), strict=True):
            plan.record = one.pk
        write_own(found.actor, OWN_FIELDS, {plan.record: plan.row.said for plan in plans})

    def change(
        self, actor: Member, changes: Mapping[int, dict[str, str]], places: Mapping[int, int]
    ) -> set[int]:
        """Exactly as told."""
        standing = self.facts({pk: places[pk] for pk in changes})
        told = {
            pk: _told(facts, {**standing.get(pk, {}), **facts}, places[pk])
            for pk, facts in changes.items()
        }
        done = change_contacts(actor=actor, changes=told)
        write_own(actor, OWN_FIELDS, {pk: facts for pk, facts in changes.items() if pk in done})
        return done

    def used(self, records: Sequence[int]) -> set[int]:
        """Whom something else names."""
        asked = Inquiry.everything.filter(contact_id__in=among(records)).values_list(
            "contact_id", flat=True
        )
        return {*needed(records), *asked}

    def remove(self, actor: Member, found: LedgerImport, records: Sequence[int]) -> None:
        """For good: nobody has dealt with them."""
        remove_contacts(actor=actor, origin=found.pk, ids=records)

    def names(self, actor: Member, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Those that the member may see."""
        rows = contact_policy.rows(actor).filter(pk__in=among(records)).values_list("pk", "name")
        return {pk: (name, reverse("people:contact", args=[pk])) for pk, name in rows}


def _coming(actor: Member, plan: Plan) -> Coming:
    said = plan.row.said
    told = channels(said, "")
    phones = [one.e164 or one.raw for one in told.phones] if reads(actor, PHONES) else []
    mails = parts_of(said.get("mails", "")) if reads(actor, MAILS) else []
    return Coming(said["name"], plan.place, tuple(phones), tuple(mails))


def birthday_text(one: Contact) -> str:
    """A birthday as one text: ``1990-05-17``; ``lunar/1990/8/15/0`` by the moon, or where the year is not known."""
    if not one.birth_calendar:
        return ""
    if one.birth_calendar == "solar" and one.birth_year:
        return f"{one.birth_year:04}-{one.birth_month:02}-{one.birth_day:02}"
    return f"{one.birth_calendar}/{one.birth_year or ''}/{one.birth_month}/{one.birth_day}/{int(one.birth_leap)}"


def birthday_columns(text: str) -> dict[str, Any]:
    """The columns of such a text."""
    calendar, year, month, day, leap = "", "", "", "", ""
    if "/" in text:
        calendar, year, month, day, leap = text.split("/")
    elif text:
        calendar, (year, month, day) = "solar", text.split("-")
    numbers = {"birth_year": year, "birth_month": month, "birth_day": day}
    columns: dict[str, Any] = {name: int(part) if part else None for name, part in numbers.items()}
    return columns | {"birth_calendar": calendar, "birth_leap": leap == "1"}


def _told(facts: Mapping[str, str], everything: Mapping[str, str], place: int) -> Told:
    own: dict[str, Any] = {name: facts[name] for name in OWN if name in facts}
    if "birthday" in facts:
        own |= birthday_columns(facts["birthday"])
    reached = channels(everything, "") if facts.keys() & set(REACHED) else None
    at = None
    if place and facts.keys() & {*PLACE, "customer", "primary"}:
        is_there = facts.get("customer", "-") != ""
        position = {name: facts[name] for name in PLACE if name in facts}
        at = AtCustomer(place, position, facts.get("primary") == "yes", is_there)
    return Told(own, reached, at)


def _key_texts(key: str, said: Mapping[str, str]) -> list[str]:
    if key == "mails":
        return [mail.lower() for mail in parts_of(said.get("mails", ""))]
    if key == "phones":
        region = region_of("")
        return [
            one.e164 or one.raw
            for text in parts_of(said.get("phones", ""))
            for one in [number(text, region)]
        ]
    return [said["name"]] if said.get("name") else []


type Having = Iterable[tuple[str, int, int]]


def _by_mail(actor: Member, texts: Iterable[str]) -> Having:
    rows = ContactHandle.objects.filter(
        kind="mail", folded__in=among_texts(texts), contact__in=contact_policy.rows(actor)
    )
    return ((mail, pk, 0) for mail, pk in rows.values_list("folded", "contact_id"))


def _by_phone(actor: Member, texts: Iterable[str]) -> Having:
    mine = ContactPhone.objects.filter(contact__in=contact_policy.rows(actor))
    rows = mine.filter(e164__in=among_texts(text for text in texts if text.startswith("+")))
    return ((phone, pk, 0) for phone, pk in rows.values_list("e164", "contact_id"))


def _by_name(actor: Member, texts: Iterable[str]) -> Having:
    rows = position_policy.rows(actor).filter(
        contact__name__in=among_texts(texts), contact__deleted_at__isnull=True
    )
    return rows.values_list("contact__name", "contact_id", "customer_id")


FINDERS = {"mails": _by_mail, "phones": _by_phone, "name": _by_name}


class _Rights:
    """Which contacts and customers of some rows a member may write."""

    def __init__(self, actor: Member, known: Mapping[int, set[int]], rows: Sequence[Row]) -> None:
        ids = {pk for some in known.values() for pk in some}
        mine = contact_policy.rows(actor, Verb.EDIT).filter(pk__in=among(ids))
        self.mine = set(mine.values_list("pk", flat=True))
        self.open = customers_open(actor, {row.place for row in rows if row.place})
        self.may_add = bool(may(actor, CONTACTS, Verb.CREATE))
        self.home: dict[int, int] = {}
        for pk, place in (
            position_policy.rows(actor)
            .filter(contact_id__in=among(ids))
            .order_by("-pk")
            .values_list("contact_id", "customer_id")
        ):
            self.home[pk] = place

    def match(self, row: Row, known: set[int], faults: Mapping[int, tuple[str, str]]) -> Match:
        """The contact of a row; with the rule that stands against it."""
        if row.number in faults:
            return Match(fault=faults[row.number])
        if len(known) > 1:
            return Match(fault=("name", "several_match"))
        record = next(iter(known), 0)
        if record and not row.place:
            row.place = self.home.get(record, 0)
        if row.place and str(row.place) == row.said.get("customer") and row.place not in self.open:
            return Match(fault=("customer_name", "not_yours"))
        if record and record not in self.mine:
            return Match(fault=("name", "not_yours"))
        return Match(record) if record or self.may_add else Match(fault=("name", "may_not_add"))
