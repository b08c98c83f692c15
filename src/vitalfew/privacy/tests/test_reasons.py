"""Reasons that name somebody go with them, whatever they stand beside."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.api import because
from vitalfew.audit.context import NOBODY, tell
from vitalfew.audit.models import Entry, Event
from vitalfew.conftest import Cases
from vitalfew.customers import bin as customer_bin
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.api import start_merge, start_undo
from vitalfew.duplicates.models import Merge, PersonMerge
from vitalfew.duplicates.rules import CONTACT
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, Plan, PlanRow, finish
from vitalfew.people.api import Contact
from vitalfew.people.tests.records import make_contact
from vitalfew.privacy.declared import our_models, places_of_reasons
from vitalfew.privacy.erasing import erase
from vitalfew.privacy.mentions import Signs
from vitalfew.privacy.tests.test_erasing import found_anywhere

NAMED = [
    ("王小明", "客户王小明要求"),
    ("王小明", "按王 小 明的意思"),
    ("陳大文", "陈大文说不做了"),
    ("Olga Petrova", "Ms OLGA  PETROVA left"),
    ("Müller", "asked by muller"),
    ("138 0013 8000", "call 138-0013-8000 first"),
    ("+8613800138000", "１３８００１３８０００ is wrong"),
    ("olga@example.com", "wrote from Olga@Example.com."),
    ("olga-wx", "see olga-wx"),
    ("CU-1007", "the same as cu-1007"),
]
NOT_NAMED = [
    ("王", "王小明要求"),
    ("王小明", "王小红要求"),
    ("Li", "moved to Lima"),
    ("Li", "earlier"),
    ("5", "5 years without an order"),
    ("95588", "order 4955887"),
    ("", "anything"),
    ("13800138000", "order 13800139"),
]


@pytest.mark.fault("G1")
@pytest.mark.parametrize(("text", "said"), NAMED)
def test_a_reason_names_somebody_however_it_is_written(text: str, said: str, cases: Cases) -> None:
    assert Signs([text]).are_in(said)
    cases.add()


@pytest.mark.parametrize(("text", "said"), NOT_NAMED)
def test_a_reason_that_only_looks_alike_names_nobody(text: str, said: str) -> None:
    assert not Signs([text]).are_in(said)


@pytest.fixture
def office(db: None) -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


def plant(office: Member, contact: Contact) -> list[int]:
    """Two customers put away, one because of the person; work on many for the same reason."""
    firms = [make_customer(name) for name in ("First firm", "Second firm")]
    for firm, why in zip(firms, (f"{contact.name} asked for it", "Twice here"), strict=True):
        customer_bin.delete(actor=office, customer_id=firm.pk, reason=why)
    asked = {"reason": f"for {contact.name}", "owner": office.pk}
    plan = Plan.objects.create(
        kind="customers.delete", actor=office, parameters=asked, expires_at=timezone.now()
    )
    PlanRow.objects.create(plan=plan, record=1, version=1, outcome="done", before=asked)
    Job.objects.create(kind="customers.delete", actor=office, parameters=asked)
    return [firm.pk for firm in firms]


@pytest.mark.fault("G1")
def test_nothing_says_the_name_after_the_erasure_and_other_reasons_stay(
    office: Member, cases: Cases, tmp_path: Path
) -> None:
    contact = make_contact("Xaveria Quill", make_customer("Quill Ltd")).contact
    first, second = plant(office, contact)
    counts = erase(actor=office, kind="contact", key=contact.pk, ground="asked")
    assert counts["reasons"] > 0
    assert counts["reasons_that_stay"] == 0
    assert found_anywhere("Xaveria", tmp_path) == []
    whys = Customer.everything.filter(pk__in=[first, second]).order_by("pk")
    assert list(whys.values_list("deleted_reason", flat=True)) == ["", "Twice here"]
    assert Entry.objects.filter(reason="Twice here", row_key=str(second)).exists()
    kept = Event.objects.get(verb="customer.delete", subject=f"customer:{second}")
    assert kept.data == {"reason": "Twice here"}
    cases.add()


@pytest.mark.fault("G1")
def test_why_two_were_merged_goes_with_whom_it_names(
    office: Member, cases: Cases, tmp_path: Path
) -> None:
    """Asked for, done by the worker, taken back: the reason stands with the task, the merge and the history."""
    tell(NOBODY)  # whoever an earlier test's page was for is gone
    contact = make_contact("Xaveria Quill", make_customer("Quill Ltd")).contact
    firm, twin = make_customer("First firm"), make_customer("First firm Ltd")
    asked = start_merge(
        actor=office, survivor_id=firm.pk, other_id=twin.pk, versions={firm.pk: 1, twin.pk: 1},
        reason=f"{contact.name} says it is one",
    )  # fmt: skip
    assert finish(asked).parameters["reason"] == "Xaveria Quill says it is one"
    because(
        "Another reason"
    )  # a test is one transaction: the erasure would carry the reason of the merge
    erase(actor=office, kind="contact", key=contact.pk, ground="asked")
    assert found_anywhere("Xaveria", tmp_path) == []
    asked.refresh_from_db()
    merged = Merge.objects.get()
    assert (asked.parameters["reason"], merged.reason) == ("", "")
    finish(start_undo(actor=office, merge_id=merged.pk))
    assert set(Customer.objects.values_list("name", flat=True)) >= {"First firm", "First firm Ltd"}
    cases.add()


@pytest.mark.fault("G1")
def test_why_two_contacts_were_merged_goes_with_them(
    office: Member, cases: Cases, tmp_path: Path
) -> None:
    """Two tasks, one of other people's whose reason names them: nothing says the names of either row afterwards."""
    tell(NOBODY)
    firm = make_customer("Quill Ltd")
    names = ("Xaveria Quill", "Xaveria Quilt", "Bo", "Bo Other")
    stays, goes, bo, other = (make_contact(name, firm).contact for name in names)
    for survivor, gone, reason in (
        (stays, goes, "Xaveria Quilt is a typing error"),
        (bo, other, "Says Xaveria Quilt"),
    ):
        versions = {survivor.pk: survivor.version, gone.pk: gone.version}
        asked = start_merge(
            actor=office, survivor_id=survivor.pk, other_id=gone.pk, versions=versions, reason=reason, of=CONTACT
        )  # fmt: skip
        assert finish(asked).parameters["reason"] == reason
    because("Another reason")
    erase(actor=office, kind="contact", key=stays.pk, ground="asked")
    assert found_anywhere("Xaveria", tmp_path) == []
    assert not Contact.everybody.filter(pk__in=[stays.pk, goes.pk]).exists()
    kept = PersonMerge.objects.get()
    assert (kept.survivor_id, kept.reason) == (bo.pk, "")
    assert set(Job.objects.values_list("parameters__reason", flat=True)) == {""}
    finish(start_undo(actor=office, merge_id=kept.pk, of=CONTACT))
    assert Contact.objects.filter(pk=other.pk).exists()
    cases.add()


def test_the_page_and_the_file_tell_where_else_somebody_is_named(office: Member) -> None:
    contact = make_contact("Xaveria Quill", make_customer("Quill Ltd")).contact
    plant(office, contact)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(office)
    named = {"Xaveria Quill asked for it", "for Xaveria Quill"}
    told = browser.get(reverse("privacy:export", args=["contact", contact.pk])).json()
    assert set(told["reasons"]) == named
    page = browser.get(reverse("privacy:person", args=["contact", contact.pk])).text
    assert all(reason in page for reason in named)


def test_every_column_where_a_reason_is_typed_is_known() -> None:
    """A column called so is one, unless what it says is chosen from a list or made by the program."""
    known = {(model._meta.label, column) for model, column in places_of_reasons()}
    by_the_program = {
        ("inquiries.Inquiry", "closed_reason"), ("duplicates.Pair", "reason"), ("duplicates.PersonPair", "reason"),
        ("importing.Likeness", "reason"), ("funnel.Opportunity", "lost_reason"),
        ("outbox.Message", "reason"), ("webhooks.Delivery", "reason"),
    }  # fmt: skip
    from_models = {
        (model._meta.label, column.name)
        for model in our_models()
        for column in model._meta.concrete_fields
        if column.name.endswith(("reason", "because"))
    }
    assert from_models - known == by_the_program
