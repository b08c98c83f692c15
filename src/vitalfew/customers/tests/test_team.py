"""Account teams: who sets them, what they give, and that they give nothing the moment their time is over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import AUDITOR, SALES_MANAGER, SALESPERSON, Refused, Verb
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.audit.models import Event
from vitalfew.customers.api import Customer, customer_policy, visible_to
from vitalfew.customers.team import (
    Helping,
    add_to_team,
    change_helper,
    take_off_team,
    team_of,
)
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict

pytestmark = pytest.mark.django_db
READS = Helping(may_write=False, expires_on=None, reason="Tender")
WRITES = Helping(may_write=True, expires_on=None, reason="Tender")


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALESPERSON, name="Lin", language="en")


@pytest.fixture
def zhou() -> Member:
    return make_member("zhou", SALESPERSON, name="Zhou", language="en")


@pytest.fixture
def shared(lin: Member) -> Customer:
    return make_customer("Shared", owner=lin)


def test_the_owner_lets_a_colleague_read(lin: Member, zhou: Member, shared: Customer) -> None:
    add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=READS)
    assert list(visible_to(zhou)) == [shared]
    assert not customer_policy.may(zhou, Verb.EDIT, shared)
    told = Event.objects.get(verb="customer.team_add", subject=f"customer:{shared.pk}")
    assert (told.actor, told.data["member"], told.data["reason"]) == (lin, zhou.pk, "Tender")


def test_a_writer_edits_but_neither_deletes_nor_transfers(
    lin: Member, zhou: Member, shared: Customer
) -> None:
    add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=WRITES)
    assert customer_policy.may(zhou, Verb.EDIT, shared)
    assert not customer_policy.may(zhou, Verb.DELETE, shared)
    assert not customer_policy.may(zhou, Verb.TRANSFER, shared)


def test_a_writer_whose_roles_only_read_reads(lin: Member, shared: Customer) -> None:
    audrey = make_member("audrey", AUDITOR)
    add_to_team(actor=lin, customer_id=shared.pk, member=audrey, helping=WRITES)
    assert not customer_policy.may(audrey, Verb.EDIT, shared)


def test_the_last_day_counts_and_the_next_one_not(
    lin: Member, zhou: Member, shared: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    until_today = Helping(may_write=True, expires_on=today, reason="For today")
    add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=until_today)
    last_moment = timezone.localtime().replace(hour=23, minute=59, second=59)
    monkeypatch.setattr(timezone, "now", lambda: last_moment)
    assert customer_policy.may(zhou, Verb.EDIT, shared)
    monkeypatch.setattr(timezone, "now", lambda: last_moment + timedelta(seconds=1))
    assert not customer_policy.may(zhou, Verb.VIEW, shared)
    assert not visible_to(zhou).exists()


def test_a_team_shows_nothing_beside_its_customer(
    lin: Member, zhou: Member, shared: Customer
) -> None:
    make_customer("Not shared", owner=lin)
    add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=READS)
    assert list(visible_to(zhou)) == [shared]


def test_somebody_taken_off_is_out_at_once_and_stays_known(
    lin: Member, zhou: Member, shared: Customer
) -> None:
    row = add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=WRITES)
    take_off_team(
        actor=lin, customer_id=shared.pk, member_id=zhou.pk, version=row.version, reason="Done"
    )
    assert not visible_to(zhou).exists()
    assert [(one.member, one.is_over) for one in team_of(lin, shared.pk)] == [(zhou, True)]
    add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=READS)
    assert [(one.member, one.is_over) for one in team_of(lin, shared.pk)] == [(zhou, False)]


def test_who_saves_second_is_told(lin: Member, zhou: Member, shared: Customer) -> None:
    row = add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=READS)
    seen = row.version
    change_helper(actor=lin, customer_id=shared.pk, member_id=zhou.pk, version=seen, helping=WRITES)
    with pytest.raises(Conflict):
        change_helper(
            actor=lin, customer_id=shared.pk, member_id=zhou.pk, version=seen, helping=READS
        )
    assert team_of(lin, shared.pk).get().may_write


def test_a_helper_lets_nobody_else_in(lin: Member, zhou: Member, shared: Customer) -> None:
    add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=WRITES)
    with pytest.raises(Refused, match="set by the customer's owner"):
        add_to_team(actor=zhou, customer_id=shared.pk, member=make_member("third"), helping=READS)


def test_a_manager_who_may_transfer_sets_the_team(zhou: Member) -> None:
    east = make_department("East")
    mona = place(make_member("mona", SALES_MANAGER), east)
    customer = make_customer("Of the east", department=east)
    add_to_team(actor=mona, customer_id=customer.pk, member=zhou, helping=READS)
    assert list(visible_to(zhou)) == [customer]


@pytest.mark.parametrize(
    "helping",
    [
        Helping(may_write=False, expires_on=None, reason="  "),
        Helping(may_write=False, expires_on=timezone.localdate() - timedelta(1), reason="Late"),
    ],
)
def test_no_reason_or_a_day_that_has_passed_is_refused(
    helping: Helping, lin: Member, zhou: Member, shared: Customer
) -> None:
    with pytest.raises(BadInput):
        add_to_team(actor=lin, customer_id=shared.pk, member=zhou, helping=helping)


def test_the_owner_and_who_left_are_not_for_the_team(lin: Member, shared: Customer) -> None:
    gone = make_member("gone", SALESPERSON, is_active=False)
    for member in (lin, gone):
        with pytest.raises(BadInput):
            add_to_team(actor=lin, customer_id=shared.pk, member=member, helping=READS)


def test_the_page_adds_changes_and_takes_off(
    client: Client, lin: Member, zhou: Member, shared: Customer
) -> None:
    client.force_login(lin)
    add = reverse("customers:team_add", args=[shared.pk])
    tab = reverse("site:customer_tab", args=[shared.pk, "team"])
    sent = {"member": zhou.pk, "right": "read", "reason": "Tender"}
    assert client.post(add, sent).headers["Location"] == tab
    assert "Zhou" in client.get(tab).text
    helper = reverse("customers:team_member", args=[shared.pk, zhou.pk])
    sent = {"version": "1", "right": "write", "reason": "Negotiates"}
    assert client.post(helper, sent).status_code == 302
    assert client.post(helper, sent).status_code == 409  # that version is old
    off = {"version": "2", "right": "read", "reason": "Signed", "remove": "1"}
    assert client.post(helper, off).status_code == 302
    assert "Earlier" in client.get(tab).text
    history = client.get(reverse("audit:history", args=["customer", shared.pk])).text
    assert history.count("Account team: Zhou") == 3
    assert "Negotiates" in history
