"""One contact goes into another, and comes back out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import SALESPERSON
from vitalfew.access.errors import Refused
from vitalfew.access.tests.cast import make_member
from vitalfew.activity.api import write
from vitalfew.audit.api import because
from vitalfew.channels.api import Channels, HandleKind, HandleText, read_phones
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merging_people import merge_people, undo_people
from vitalfew.duplicates.models import PersonMerge
from vitalfew.duplicates.pointing import pointers
from vitalfew.duplicates.tests.cast import office
from vitalfew.fields.api import store, stored
from vitalfew.fields.tests.records import make_field
from vitalfew.identity.api import Member
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.people.api import (
    OWN_FIELDS,
    Contact,
    Position,
    Purpose,
    add_contact,
    change_contact,
    contact_policy,
    delete_contact,
    has_agreed,
    is_anybody_overdue,
    note_consent,
    purge,
)
from vitalfew.privacy.erasing import erase

pytestmark = pytest.mark.django_db
NONE = Channels((), ())


@pytest.fixture
def olive() -> Member:
    return office()


@pytest.fixture
def birch() -> Customer:
    return make_customer("Birch")


def add(
    actor: Member, at: Customer, name: str, channels: Channels = NONE, **position: object
) -> Contact:
    return add_contact(
        actor=actor, customer_id=at.pk, facts={"name": name}, channels=channels, position=position
    )


def put(
    actor: Member, other: Contact, into: Contact, *chosen: str, reason: str = "twice"
) -> PersonMerge:
    rows = Contact.everybody.filter(pk__in=[other.pk, into.pk])
    return merge_people(
        actor=actor, survivor_id=into.pk, other_id=other.pk, chosen=chosen, reason=reason,
        versions={row.pk: row.version for row in rows},
    )  # fmt: skip


def reached(phone: str, *mails: str) -> Channels:
    handles = [HandleText(HandleKind.MAIL, mail) for mail in mails]
    return Channels(tuple(read_phones(phone, "CN")), tuple(handles))


def mails(contact: Contact) -> list[str]:
    return list(contact.handles.order_by("place", "pk").values_list("value", flat=True))


def test_every_model_that_refers_to_a_contact_says_what_becomes_of_its_rows() -> None:
    silent = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(
            isinstance(one, models.ForeignKey) and one.related_model is Contact
            for one in model._meta.local_fields
        )
        and not hasattr(model, "merging_people")
    ]
    assert silent == []
    moving = {one.name for one in pointers(Contact) if one.moves is not None}
    assert moving == {
        "people.ContactPhone.contact", "people.ContactHandle.contact", "people.Position.contact",
        "people.Consent.contact", "activity.FollowUp.contact", "inquiries.Inquiry.contact",
    }  # fmt: skip


def test_all_that_points_to_the_other_goes_along_and_comes_back(
    olive: Member, birch: Customer
) -> None:
    ash = make_customer("Ash")
    a = add(olive, birch, "王芳", reached("13800000001", "a@x.test", "b@x.test"))
    b = add(olive, ash, "王方", reached("13800000001", "c@x.test", "b@x.test"))
    told = write(actor=olive, customer_id=ash.pk, text="Called", contact=b)
    asked = make_inquiry("Ash", contact=b)
    note_consent(
        actor=olive, contact_id=b.pk, purpose=Purpose.SURVEYS, is_given=True, on=date(2026, 1, 5), way="mail",
        proof="",
    )  # fmt: skip
    done = put(olive, b, a)
    assert mails(a) == ["a@x.test", "b@x.test", "c@x.test"]
    assert a.phones.count() == 1
    assert set(a.positions.values_list("customer_id", flat=True)) == {birch.pk, ash.pk}
    told.refresh_from_db()
    asked.refresh_from_db()
    assert told.contact_id == asked.contact_id == a.pk
    assert has_agreed([a.pk], Purpose.SURVEYS) == {a.pk}
    later = write(actor=olive, customer_id=ash.pk, text="Later", contact=a)
    undone = undo_people(actor=olive, merge_id=done.pk)
    assert (mails(a), mails(b)) == (["a@x.test", "b@x.test"], ["c@x.test", "b@x.test"])
    assert (a.phones.count(), b.phones.count()) == (1, 1)
    assert [one.customer_id for one in b.positions.all()] == [ash.pk]
    for row in (told, asked, later):
        row.refresh_from_db()
    assert (told.contact_id, asked.contact_id, later.contact_id) == (b.pk, b.pk, a.pk)
    assert not has_agreed([a.pk], Purpose.SURVEYS)
    assert undone.later == {"activity.FollowUp.contact": 1}
    assert set(contact_policy.rows(olive)) == {a, b}


def test_chosen_values_stand_and_come_back_but_for_what_was_changed_since(
    olive: Member, birch: Customer
) -> None:
    hobby = make_field("Hobby", record="contact")
    a, b = add(olive, birch, "王芳"), add(olive, make_customer("Ash"), "王方")
    Contact.objects.filter(pk=b.pk).update(
        birth_calendar="solar", birth_month=5, birth_day=4, topics="Tea"
    )
    store(OWN_FIELDS, a.pk, {hobby.name: "Golf"})
    store(OWN_FIELDS, b.pk, {hobby.name: "Chess"})
    done = put(olive, b, a, "name", "birthday", "topics", f"own_{hobby.name}")
    a.refresh_from_db()
    assert (a.name, a.birth_month, a.topics, a.pinyin[:4]) == ("王方", 5, "Tea", "wang")
    assert stored(OWN_FIELDS, a.pk) == {hobby.name: "Chess"}
    change_contact(
        actor=olive, contact_id=a.pk, version=a.version, facts={"topics": "Coffee"}, channels=NONE
    )
    undone = undo_people(actor=olive, merge_id=done.pk)
    a.refresh_from_db()
    b.refresh_from_db()
    assert (a.name, a.birth_month, a.topics, b.topics) == ("王芳", None, "Coffee", "Tea")
    assert stored(OWN_FIELDS, a.pk) == {hobby.name: "Golf"}
    assert undone.kept_fields == ["topics"]


def test_two_positions_at_one_customer_become_one_and_two_again(
    olive: Member, birch: Customer
) -> None:
    boss = add(olive, birch, "Boss")
    a = add(olive, birch, "王芳", title="Buyer", department="Sales")
    b = add(olive, birch, "王方", title="Manager", department="Sales", role="buys", is_primary=True)
    below = add(olive, birch, "Below")
    mine, theirs, top, low = (Position.objects.get(contact=one) for one in (a, b, boss, below))
    Position.objects.filter(pk=mine.pk).update(reports_to=theirs)
    Position.objects.filter(pk=theirs.pk).update(reports_to=top)
    Position.objects.filter(pk=low.pk).update(reports_to=theirs)
    done = put(olive, b, a)
    mine.refresh_from_db()
    low.refresh_from_db()
    assert (mine.title, mine.department, mine.role) == ("Buyer / Manager", "Sales", "buys")
    assert (mine.is_primary, mine.reports_to, low.reports_to) == (True, top, mine)
    undo_people(actor=olive, merge_id=done.pk)
    for one in (mine, theirs, low):
        one.refresh_from_db()
    assert (mine.title, mine.role, mine.is_primary, mine.reports_to) == ("Buyer", "", False, theirs)
    assert (theirs.title, theirs.is_primary, theirs.reports_to) == ("Manager", True, top)
    assert low.reports_to == theirs


def test_nobody_stands_above_themselves_afterwards(olive: Member, birch: Customer) -> None:
    a, b, c = (add(olive, birch, name) for name in ("A", "B", "C"))
    mine, theirs, between = (Position.objects.get(contact=one) for one in (a, b, c))
    Position.objects.filter(pk=mine.pk).update(reports_to=between)
    Position.objects.filter(pk=between.pk).update(reports_to=theirs)
    done = put(olive, b, a)
    mine.refresh_from_db()
    between.refresh_from_db()
    assert (mine.reports_to, between.reports_to) == (None, mine)
    undo_people(actor=olive, merge_id=done.pk)
    mine.refresh_from_db()
    between.refresh_from_db()
    assert (mine.reports_to, between.reports_to) == (between, theirs)


def test_who_was_merged_lies_in_no_bin_and_goes_with_who_stays(
    olive: Member, birch: Customer
) -> None:
    a, b, c = (add(olive, birch, name) for name in ("A", "B", "C"))
    put(olive, b, a)
    put(olive, a, c)
    long_ago = timezone.now() - timedelta(days=99)
    Contact.everybody.filter(pk__in=[a.pk, b.pk]).update(deleted_at=long_ago)
    assert not contact_policy.binned(olive).exists()
    assert not is_anybody_overdue()
    assert purge() == 0
    client = Client()
    client.force_login(olive)
    assert client.get(f"/people/{b.pk}/").headers.get("Location") == f"/people/{c.pk}/"
    delete_contact(actor=olive, contact_id=c.pk, reason="Gone")
    Contact.everybody.filter(pk=c.pk).update(deleted_at=long_ago)
    assert purge() == 3
    assert not PersonMerge.objects.exists()


def test_erasing_who_stays_erases_who_was_merged_and_what_the_merge_kept(
    olive: Member, birch: Customer
) -> None:
    a = add(olive, birch, "Anna Alder")
    b = add(olive, birch, "Zenobia Quince", reached("13800000002", "zq@x.test"))
    put(olive, b, a, reason="Zenobia Quince is Anna")
    because("")  # the erasure is another transaction
    erase(actor=olive, kind="contact", key=a.pk, ground="asked")
    assert not Contact.everybody.exists()
    assert not PersonMerge.objects.exists()
    entries = apps.get_model("audit.Entry").objects.all()
    told = " ".join(f"{one.before} {one.after} {one.reason}" for one in entries)
    assert "Zenobia" not in told
    assert "zq@x.test" not in told


def test_refused_in_words(olive: Member, birch: Customer) -> None:
    a, b, c = (add(olive, birch, name) for name in ("A", "B", "C"))
    asked: dict[str, Any] = {"survivor_id": a.pk, "other_id": b.pk, "reason": "twice"}
    seen = {a.pk: 1, b.pk: 1}
    with pytest.raises(BadInput, match="why"):
        merge_people(actor=olive, versions=seen, **{**asked, "reason": " "})
    with pytest.raises(BadInput, match="one and the same"):
        merge_people(actor=olive, versions=seen, **{**asked, "other_id": a.pk})
    with pytest.raises(Conflict, match="meanwhile"):
        merge_people(actor=olive, versions={a.pk: 1, b.pk: 0}, **asked)
    done = put(olive, b, a)
    with pytest.raises(NotFound):
        put(olive, b, a)
    last = put(olive, a, c)
    with pytest.raises(Conflict, match="Take that back first"):
        undo_people(actor=olive, merge_id=done.pk)
    undo_people(actor=olive, merge_id=last.pk)
    undo_people(actor=olive, merge_id=done.pk)
    with pytest.raises(Conflict, match="already"):
        undo_people(actor=olive, merge_id=done.pk)


def test_only_who_may_change_both_and_delete_the_other(olive: Member) -> None:
    seller, other = make_member("lin", SALESPERSON), make_member("zhou", SALESPERSON)
    mine, theirs = make_customer("Mine", owner=seller), make_customer("Theirs", owner=other)
    a, b, foreign = add(olive, mine, "A"), add(olive, mine, "B"), add(olive, theirs, "F")
    with pytest.raises((NotFound, Refused)):
        put(seller, foreign, a)
    done = put(seller, b, a)
    with pytest.raises((NotFound, Refused)):
        undo_people(actor=other, merge_id=done.pk)
    undo_people(actor=seller, merge_id=done.pk)
