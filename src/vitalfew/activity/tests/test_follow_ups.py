"""The follow-up log: written in a sentence, seen with the customer, changed by one at a time, found by its words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vitalfew.access.api import SALES_MANAGER, SALESPERSON, SERVICE
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.activity.actions import change, remove, write
from vitalfew.activity.finding import find_follow_ups
from vitalfew.activity.models import LONGEST, FollowUp, Way
from vitalfew.activity.tests.records import make_follow_up
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from vitalfew.people.tests.records import make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> Member:
    return make_member("lin", SALESPERSON, name="Lin", language="en")


@pytest.fixture
def customer(lin: Member) -> Customer:
    return make_customer("Nanshan Steel", owner=lin)


def test_a_sentence_is_enough_and_knows_the_moment(lin: Member, customer: Customer) -> None:
    made = write(actor=lin, customer_id=customer.pk, text="  Will order in May ")
    assert (made.text, made.way, made.author, made.stage) == (
        "Will order in May", Way.CALL, lin, customer.stage,
    )  # fmt: skip
    assert timezone.now() - made.happened_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"text": " "}, "nothing_said"),
        ({"text": "x" * (LONGEST + 1)}, "too_much_said"),
        ({"happened_at": timezone.now() + timedelta(days=1)}, "not_yet"),
        ({"way": "pigeon"}, "no_such_way"),
    ],
)
def test_what_cannot_be_is_refused(
    lin: Member, customer: Customer, facts: dict[str, object], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        write(actor=lin, customer_id=customer.pk, **{"text": "Called", **facts})  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not FollowUp.objects.exists()


def test_only_people_of_the_customer_are_named(lin: Member, customer: Customer) -> None:
    here = make_contact("Olga", customer).contact
    elsewhere = make_contact("Otto", make_customer("Other", owner=lin)).contact
    assert write(actor=lin, customer_id=customer.pk, text="Met", contact=here).contact == here
    with pytest.raises(BadInput):
        write(actor=lin, customer_id=customer.pk, text="Met", contact=elsewhere)


def test_every_department_writes_and_who_sees_no_customer_reads_nothing(
    lin: Member, customer: Customer
) -> None:
    made = write(actor=lin, customer_id=customer.pk, text="Called")
    service = make_member("sam", SERVICE)
    write(actor=service, customer_id=customer.pk, text="Repaired", way=Way.VISIT)
    with pytest.raises(NotAllowed):
        change(actor=service, follow_up_id=made.pk, version=1, text="Not called")
    stranger = make_member("wes", SALESPERSON)
    for act in (
        lambda: write(actor=stranger, customer_id=customer.pk, text="Mine"),
        lambda: change(actor=stranger, follow_up_id=made.pk, version=1, text="Mine"),
        lambda: remove(actor=stranger, follow_up_id=made.pk),
    ):
        with pytest.raises(NotFound):
            act()
    assert find_follow_ups(stranger, "Called", 5) == []
    assert [hit.title for hit in find_follow_ups(service, "called", 5)] == ["Nanshan Steel"]


def test_the_slower_of_two_sees_both(lin: Member, customer: Customer) -> None:
    made = write(actor=lin, customer_id=customer.pk, text="Called")
    change(actor=lin, follow_up_id=made.pk, version=1, text="Called twice")
    with pytest.raises(Conflict):
        change(actor=lin, follow_up_id=made.pk, version=1, text="Called once")


def test_a_manager_takes_one_out_and_the_author_does_not(lin: Member, customer: Customer) -> None:
    made = write(actor=lin, customer_id=customer.pk, text="Called")
    with pytest.raises(NotAllowed):
        remove(actor=lin, follow_up_id=made.pk)
    east = make_department("East")
    place(lin, east)
    Customer.objects.update(department=east)
    remove(actor=place(make_member("mona", SALES_MANAGER), east), follow_up_id=made.pk)
    assert not FollowUp.objects.exists()


def test_chinese_words_of_any_place_are_found(lin: Member, customer: Customer) -> None:
    make_follow_up(customer, "今天上门拜访，客户说五月份会再下单，" * 9 + "要求延长账期")
    assert "延长账期" in find_follow_ups(lin, "延长账期", 5)[0].detail
    assert find_follow_ups(lin, "提前付款", 5) == []


def test_the_pages_write_show_list_and_tell_it(
    lin: Member, customer: Customer, client: Client
) -> None:
    client.force_login(lin)
    address = reverse("activity:write", args=[customer.pk])
    assert address in client.get(reverse("site:customer", args=[customer.pk])).text
    refused = client.post(
        address, {"text": "Kept", "way": "visit", "happened_at": "2999-01-01T10:00"}
    )
    assert refused.status_code == 422
    assert "This moment is still to come." in refused.text
    assert "Kept" in refused.text
    done = client.post(
        address, {"text": "Will order", "way": "visit", "happened_at": "2026-01-05T10:00"}
    )
    assert done.url == reverse("site:timeline", args=[customer.pk])  # type: ignore[attr-defined]
    assert "Will order" in client.get(done.url).text  # type: ignore[attr-defined]
    row = FollowUp.objects.get()
    assert "Will order" in client.get(reverse("activity:show", args=[row.pk])).text
    listed = reverse("activity:list")
    assert "Will order" in client.get(f"{listed}?q=order&way=visit&author={lin.pk}").text
    assert "Will order" not in client.get(f"{listed}?way=call").text
    told = "Agreed & signed. " * 20
    make_follow_up(customer, told)
    assert "Agreed &amp; signed." in client.get(listed).text
    assert told.strip() not in client.get(listed).text.replace("&amp;", "&")
    assert "No follow-ups" not in client.get(f"{listed}?q=nanshan").text
