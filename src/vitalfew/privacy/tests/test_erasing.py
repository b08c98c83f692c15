"""Thirty people: everything planted about each is in the export, and nothing of it is anywhere after the erasure."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.activity.actions import change as change_follow_up
from vitalfew.activity.actions import write
from vitalfew.channels.api import Channels, HandleKind, HandleText, read_phones, store_channels
from vitalfew.conftest import Cases
from vitalfew.customers.actions import change
from vitalfew.customers.api import Customer
from vitalfew.customers.models import CustomerSheet, TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.dossier.models import Address, InvoiceTitle, Registration, Tag, Tagging, Tie
from vitalfew.duplicates.api import merge
from vitalfew.duplicates.keeping import make_keys
from vitalfew.duplicates.merging_people import merge_people
from vitalfew.duplicates.models import Judgement, Pair, PersonJudgement, PersonPair
from vitalfew.erasures.api import erase_anew, keep_outside
from vitalfew.erasures.models import Erasure as Note
from vitalfew.fields.api import Definition, in_words
from vitalfew.fields.tests.records import make_field
from vitalfew.funnel.api import lose, open_opportunity
from vitalfew.handover.models import Handover, Item
from vitalfew.identity.api import Member
from vitalfew.importing.api import LedgerImport, receive
from vitalfew.inquiries import actions as inquiries
from vitalfew.inquiries.api import enter
from vitalfew.inquiries.models import InquirySheet
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import Job, finish
from vitalfew.outbox.api import send_mail
from vitalfew.outbox.models import Message
from vitalfew.ownership.api import How, Period
from vitalfew.people import actions
from vitalfew.people.api import Contact, merged_people, note_consent
from vitalfew.people.models import ContactSheet
from vitalfew.pool.models import Lock, Notice, Pool, Pooled, Rule, Taking
from vitalfew.privacy.declared import about
from vitalfew.privacy.erasing import erase
from vitalfew.privacy.gathering import whose
from vitalfew.privacy.models import Erasure
from vitalfew.privacy.persons import NOTED, find_person
from vitalfew.submissions.models import Submission
from vitalfew.trade.api import Order
from vitalfew.value.models import CustomerScore

pytestmark = pytest.mark.django_db
NOT_PLANTED = {"value.CustomerScore", "resource.State"}  # made by a run alone, and hold no words


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"


@pytest.fixture
def office() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


def channels(mark: str) -> Channels:
    handles = [
        HandleText(HandleKind.MAIL, f"{mark}@example.com"),
        HandleText(HandleKind.WECHAT, f"{mark}-wx"),
    ]
    return Channels(tuple(read_phones(f"{mark}-number", "CN")), tuple(handles))


def plant_contact(office: Member, mark: str) -> int:
    company = make_customer(f"Company {mark[-2:]}")
    contact = actions.add(
        actor=office, customer_id=company.pk, facts={"name": f"{mark}-name", "note": f"{mark}-note"},
        channels=channels(mark), position={"title": f"{mark}-title"},
    )  # fmt: skip
    actions.change(
        actor=office, contact_id=contact.pk, version=1, facts={"note": f"{mark}-other"},
        channels=Channels(channels(mark).phones, (*channels(mark).handles, HandleText(HandleKind.QQ, f"{mark}-qq"))),
    )  # fmt: skip
    asked = make_inquiry(
        f"{mark}-company", name=f"{mark}-name", source_detail=f"{mark}-detail", contact=contact
    )
    plant_follow_up(office, company, mark, contact)
    InquirySheet.objects.create(inquiry=asked, data=plant_field("inquiry", mark))
    ContactSheet.objects.create(contact=contact, data=plant_field("contact", mark))
    note_consent(
        actor=office, contact_id=contact.pk, purpose="surveys", is_given=True, on=timezone.localdate(), way="mail",
        proof=f"{mark}-proof",
    )  # fmt: skip
    plant_same_person(office, company, contact, mark)
    return contact.pk


def plant_same_person(office: Member, company: Customer, contact: Contact, mark: str) -> None:
    """What is kept of a contact who was found to be the same as this one."""
    other = actions.add(
        actor=office, customer_id=company.pk, facts={"name": f"{mark}-twin"}, channels=channels(mark),
        position={"title": f"{mark}-place"},
    )  # fmt: skip
    versions = {one.pk: Contact.objects.get(pk=one.pk).version for one in (contact, other)}
    PersonPair.objects.create(first=contact, second=other, verdict="likely", score=1)
    PersonJudgement.objects.create(first=contact, second=other, answer="later", actor=office)
    merge_people(
        actor=office, survivor_id=contact.pk, other_id=other.pk, versions=versions, reason="one person"
    )  # fmt: skip


def plant_individual(office: Member, mark: str) -> int:
    customer = make_customer(f"{mark}-name", f"{mark}-code", kind="individual")
    store_channels(customer, channels(mark))
    change(actor=office, customer_id=customer.pk, version=1, name=f"{mark}-renamed")
    Address.objects.create(customer=customer, city=f"{mark}-city")
    Registration.objects.create(customer=customer, kind="other", number=f"{mark}-registered")
    InvoiceTitle.objects.create(customer=customer, title=f"{mark}-title")
    plant_own_fields(customer, mark)
    Tie.objects.create(customer=customer, other=make_customer("Friend"), kind="partner")
    Tagging.objects.create(customer=customer, tag=Tag.objects.get_or_create(name="VIP")[0])
    TeamMember.objects.create(customer=customer, member=office)
    plant_owners(office, customer)
    plant_follow_up(office, customer, mark)
    asked = make_inquiry("", name=f"{mark}-name", source_detail=f"{mark}-detail", customer=customer)
    InquirySheet.objects.create(inquiry=asked, data=plant_field("inquiry", mark))
    plant_opportunity(office, customer, mark)
    plant_twins(office, customer, mark)
    Order.objects.create(
        customer=customer, source_key=mark[::-1], placed_on=date(2026, 1, 5), placed_at=timezone.now(), currency="CNY",
        net_amount=5, line_count=0,
    )  # fmt: skip
    return customer.pk


def plant_field(record: str, mark: str) -> dict[str, str]:
    """A value of an own field that may tell something of a person."""
    known = Definition.objects.filter(record=record).first()
    hobby = known or make_field("Hobby", record=record)
    return {hobby.name: f"{mark}-hobby"}


def plant_own_fields(customer: Customer, mark: str) -> None:
    """A field that may tell something of a person, and one that cannot."""
    hobby, _made = Definition.objects.get_or_create(label="Hobby", kind="text", record="customer")
    size, _made = Definition.objects.get_or_create(label="Size", kind="text", is_personal=False)
    CustomerSheet.objects.create(
        customer=customer, data={hobby.name: f"{mark}-hobby", size.name: "XL"}
    )


def plant_follow_up(
    office: Member, customer: Customer, mark: str, contact: Contact | None = None
) -> None:
    """What was said with them."""
    made = write(actor=office, customer_id=customer.pk, text=f"{mark}-said", contact=contact)
    change_follow_up(actor=office, follow_up_id=made.pk, version=1, text=f"{mark}-agreed")


def plant_opportunity(office: Member, customer: Customer, mark: str) -> None:
    """What was to be sold to them, and why it was not."""
    made = open_opportunity(actor=office, customer_id=customer.pk, name=f"{mark}-machine")
    lose(actor=office, opportunity_id=made.pk, version=1, reason="price", note=f"{mark}-too-dear")


def plant_owners(office: Member, customer: Customer) -> None:
    """Whose the customer was, and that it lies in a pool after having been taken once."""
    now = timezone.now()
    Period.objects.create(
        customer=customer,
        owner=office,
        since=now,
        until=now,
        began_how=How.CLAIMED,
        ended_how=How.RELEASED,
    )
    pool = Pool.objects.get_or_create(name="Pool")[0]
    Pooled.objects.create(customer=customer, pool=pool, since=now, how=How.RELEASED)
    rule = Rule.objects.get_or_create(pool=pool, name="Silent", days=90)[0]
    Notice.objects.create(
        customer=customer, rule=rule, owner=office, warned_at=now, goes_on=timezone.localdate()
    )
    Lock.objects.create(
        customer=customer, owner=office, reason="Trade fair", until=timezone.localdate()
    )
    plant_handover(office, customer)
    Taking.objects.create(customer=customer, pool=pool, member=office, how=How.CLAIMED)


def plant_handover(office: Member, customer: Customer) -> None:
    """What a successor was told."""
    successor = Member.objects.get_or_create(username="successor")[0]
    handover = Handover.objects.create(
        giver=office, successor=successor, asked_by=office, reason="Leaves"
    )
    Item.objects.create(handover=handover, customer=customer, answer="accepted")


def plant_twins(office: Member, customer: Customer, mark: str) -> None:
    """What there is of somebody who looks like another: found, judged, and taken together with one of them."""
    other = make_customer(f"{mark}-twin", kind="individual")
    make_keys([customer.pk, other.pk])
    Pair.objects.create(first=customer, second=other, verdict="likely", score=1)
    Judgement.objects.create(first=customer, second=other, answer="later", actor=office)
    versions = {one.pk: Customer.objects.get(pk=one.pk).version for one in (customer, other)}
    merge(
        actor=office, survivor_id=customer.pk, other_id=other.pk, versions=versions, reason="one person"
    )  # fmt: skip


def plant_inquiry(office: Member, mark: str) -> int:
    """Somebody who asked, and of whom nothing else became."""
    facts = {
        "name": f"{mark}-name",
        "mail": f"{mark}@example.com",
        "phone": f"{mark}-number",
        "wants": f"{mark}-wish",
    }
    made = enter(actor=office, source="other", source_detail=f"{mark}-detail", facts=facts)
    noted = inquiries.answer(actor=office, inquiry_id=made.pk, version=1, words=f"{mark}-answer")
    InquirySheet.objects.create(inquiry=made, data=plant_field("inquiry", mark))
    other = facts | {"wants": f"{mark}-other", "phone": f"{mark}-other"}
    inquiries.change(actor=office, inquiry_id=made.pk, version=noted.version, facts=other)
    return made.pk


PLANT = {"contact": plant_contact, "customer": plant_individual, "inquiry": plant_inquiry}


def fill(kind: str, key: int, mark: str) -> None:
    """The mark into every declared column that takes it; every model about such people has a row."""
    person = find_person(kind, key)
    assert person is not None
    for model, said, links in about(kind):
        rows = model._base_manager.filter(whose(links, person.keys))
        assert rows.exists() or model._meta.label in NOT_PLANTED, model._meta.label
        for name in said.data:
            column = model._meta.get_field(name)
            if isinstance(column, models.Field) and takes_words(column):
                for row in rows:
                    value = getattr(row, name)
                    if mark not in str(value or ""):
                        planted = f"{mark}-{name}-{row.pk}"[: column.max_length or 99]
                        model._base_manager.filter(pk=row.pk).update(**{name: planted})


def takes_words(column: object) -> bool:
    return isinstance(column, (models.CharField, models.TextField)) and not (
        column.choices
        or isinstance(column, models.GeneratedField)
        or column.name in {"e164", "kind", "extension"}
    )


def plant_elsewhere(mark: str, member: Member) -> None:
    Submission.objects.create(
        member=member, key=mark[::-1], path="/api/v1/customers", status=201, body=f'{{"name": "{mark}-name"}}'
    )  # fmt: skip
    for _time in range(2):
        send_mail(to=[f"{mark}@example.com"], subject=f"{mark}-subject", body=f"{mark}-body")
    to_them = Message.objects.filter(recipients__contains=[f"{mark}@example.com"])
    Message.objects.filter(pk__in=to_them.values("pk")[:1]).update(state="sent")
    for state in ("applied", "recognised"):
        text = f"date,amount,customer\n2026-01-05,7,{mark}-name\n"
        ledger = receive(actor=None, name=f"{mark}.csv", chunks=[text.encode()])
        LedgerImport.objects.filter(pk=ledger.pk).update(state=state)


def found_anywhere(mark: str, folder: Path) -> list[str]:
    """Every table and every file that still holds the mark."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{mark}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    files = (path for path in folder.rglob("*") if path.is_file())
    return found + [str(path) for path in files if mark.encode() in path.read_bytes()]


@pytest.mark.fault("G1")
def test_people_are_exported_whole_and_erased_without_a_trace(
    office: Member,
    tmp_path: Path,
    cases: Cases,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(office)
    each = range(cases.number_of(3, 10))
    people = [(kind, f"cnry{kind[:2]}{number:02d}") for kind in PLANT for number in each]
    planted = {}
    for kind, mark in people:
        key = PLANT[kind](office, mark)
        fill(kind, key, mark)
        plant_elsewhere(mark, office)
        planted[mark] = (kind, key)
    for mark, (kind, key) in planted.items():
        told = browser.get(reverse("privacy:export", args=[kind, key])).text
        document = json.loads(told)
        for model, said, _links in about(kind):
            columns = [c for c in map(model._meta.get_field, said.data) if takes_words(c)]
            for row in document["held"].get(model._meta.label, []):
                missing = [
                    c.name for c in columns if c.name in row and mark not in str(row[c.name])
                ]
                assert missing == [], (model._meta.label, missing)
        assert [mail["subject"] for mail in document["mail"]] == [f"{mark}-subject"] * 2
        assert len(document["files"]) == 2
        assert mark in json.dumps(document["history"])
        assert mark in browser.get(reverse("privacy:person", args=[kind, key])).text
    for mark, (kind, key) in planted.items():
        assert len(found_anywhere(mark, tmp_path)) > 5
        with django_capture_on_commit_callbacks(execute=True):
            counts = erase(actor=office, kind=kind, key=key, ground="asked")
        assert counts["mail"] == counts["files"] == 2
        assert counts["history"] > 5
        assert found_anywhere(mark, tmp_path) == []
        cases.add()
    assert Erasure.objects.count() == Note.objects.filter(kind=NOTED).count() == len(people)


def test_what_the_books_need_stays(office: Member) -> None:
    key = plant_individual(office, "cnry")
    erase(actor=office, kind="customer", key=key, ground="asked")
    customer = Customer.everything.get(pk=key)
    assert (customer.name, customer.code, customer.kind) == (f"#{key}", None, "individual")
    assert customer.orders.count() == 1
    assert in_words(CustomerSheet.objects.get(customer=customer)) == {"Size": "XL"}
    assert erase(actor=office, kind="customer", key=key, ground="asked") == {}


def test_a_page_shows_the_plan_and_a_job_carries_it_out(office: Member) -> None:
    key = plant_contact(office, "cnry")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(office)
    url = reverse("privacy:erase", args=["contact", key])
    plan = browser.get(url).text
    assert "Phone numbers" in plan
    assert browser.post(url, {"ground": "asked", "name": "wrong"}).status_code == 422
    browser.post(url, {"ground": "asked", "name": "cnry-name"})
    job = finish(Job.objects.get(kind="privacy.erase"))
    assert job.result["people.Contact"] == 2  # and who was found to be the same
    assert not Contact.everybody.filter(pk=key).exists()
    assert browser.get(reverse("privacy:person", args=["contact", key])).status_code == 404


def brought_back(file: Path, row: Contact, made: datetime) -> int:
    """What a restore does when the backup is older than the erasure: it brings the row, and knows no note."""
    keep_outside(file)
    Note.objects.all().delete()
    row.save(force_insert=True)
    Contact.everybody.filter(pk=row.pk).update(created_at=made)
    return erase_anew(file)


def test_whoever_a_backup_brings_back_is_erased_again(office: Member, tmp_path: Path) -> None:
    kept = plant_contact(office, "other")
    key = plant_contact(office, "cnry")
    row = Contact.everybody.get(pk=key)
    made = row.created_at
    erase(actor=office, kind="contact", key=key, ground="asked")
    assert brought_back(tmp_path / "erasures.log", row, made) == 1
    assert set(Contact.everybody.values_list("pk", flat=True)) == {kept, *merged_people(kept)}
    assert erase_anew(tmp_path / "erasures.log") == 0


def test_another_row_under_the_key_of_an_erased_one_is_left_alone(
    office: Member, tmp_path: Path
) -> None:
    key = plant_contact(office, "cnry")
    row = Contact.everybody.get(pk=key)
    erase(actor=office, kind="contact", key=key, ground="asked")
    brought_back(tmp_path / "erasures.log", row, timezone.now())
    assert find_person("contact", key) is not None


def test_a_company_is_no_person(office: Member) -> None:
    company = make_customer("Company")
    browser = Client()
    browser.force_login(office)
    assert browser.get(reverse("privacy:person", args=["customer", company.pk])).status_code == 404


def test_scores_are_kept_with_their_customer() -> None:
    """They are figures under a key; what they belong to has no name any more."""
    assert not [c for c in CustomerScore._meta.concrete_fields if c.name in {"name", "code"}]
