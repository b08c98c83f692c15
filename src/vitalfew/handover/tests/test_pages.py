"""The pages of a hand-over: asked for in the list, told, printed for each reader, answered, pooled."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.models import FieldLimit
from vitalfew.customers.api import Customer
from vitalfew.handover import answering
from vitalfew.handover.models import Handover
from vitalfew.handover.rules import State
from vitalfew.handover.tests.cast import Cast, ask, make_cast, make_customers, offer
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.people.tests.records import make_contact
from vitalfew.pool.tests.cast import make_pool


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def to(page: str, handover: Handover, *more: object) -> str:
    return reverse(f"handover:{page}", args=[handover.pk, *more])


def test_an_owner_ticks_customers_in_the_list_and_hands_them_over(
    client: Client, cast: Cast
) -> None:
    first, second, _stays = make_customers(cast, 3)
    client.force_login(cast.lin)
    address = f"{reverse('site:bulk', args=['handover'])}?ids={first.pk}&ids={second.pk}"
    assert "2 customers are chosen" in client.get(address).text
    assert client.post(address, {"reason": "Moves"}).status_code == 422
    typed = {"reason": "Moves", "successors": [cast.zhou.pk], "keep_days": 7}
    asked = client.post(address, typed, follow=True)
    made = Handover.objects.get()
    assert asked.redirect_chain[0][0] == to("show", made)
    assert (made.items.count(), made.keep_days, made.may_look) == (2, 7, False)
    again = client.post(address, typed)
    assert again.status_code == 422
    assert "under way" in again.text


def test_told_offered_and_accepted_on_the_pages(client: Client, cast: Cast) -> None:
    handover = ask(cast, make_customers(cast, 1))
    item = handover.items.get()
    client.force_login(cast.lin)
    told = {"version": item.version, "promises": "A visit in May", "told": ["promises", "people"]}
    client.post(to("item", handover, item.pk), told)
    assert "2 / 6" in client.get(to("show", handover)).text
    late = client.post(to("item", handover, item.pk), told | {"promises": "Two visits"})
    assert late.status_code == 409
    assert "A visit in May" in late.text
    client.post(to("offer", handover), {"version": handover.version, "successor": cast.zhou.pk})
    client.force_login(cast.zhou)
    assert "1 hand-over waits for your answer" in client.get(reverse("site:home")).text
    assert "A visit in May" in client.get(to("item", handover, item.pk)).text
    handover.refresh_from_db()
    client.post(to("accept", handover), {"version": handover.version})
    handover.refresh_from_db()
    assert handover.state == State.DONE


def test_the_pack_tells_each_reader_what_they_may_see(client: Client, cast: Cast) -> None:
    customer = make_customers(cast, 1)[0]
    make_contact("Chen", customer, "13800138000")
    make_inquiry("Chen", customer=customer, owner=cast.lin, department=cast.east, state="assigned")
    handover = offer(cast, [customer])
    client.force_login(cast.zhou)
    text = client.get(to("pack", handover)).text
    assert "Nanshan 0" in text
    assert "138 0013 8000" in text
    assert "1 that you see once it is yours" in text
    FieldLimit.objects.create(ready="salesperson", field="contacts.phones", rule="masked")
    assert "138 0013 8000" not in client.get(to("pack", handover)).text
    client.force_login(cast.lin)
    assert "once it is yours" not in client.get(to("pack", handover)).text
    client.force_login(cast.far)
    assert client.get(to("pack", handover)).status_code == 404


def test_unseen_beforehand_the_pack_tells_names_and_what_was_written(
    client: Client, cast: Cast
) -> None:
    customer = make_customers(cast, 1)[0]
    make_contact("Chen", customer, "13800138000")
    handover = offer(cast, [customer], may_look=False)
    client.force_login(cast.zhou)
    text = client.get(to("pack", handover)).text
    assert "Nanshan 0" in text
    assert "Chen" not in text


def test_many_lead_to_a_plan_first(client: Client, cast: Cast) -> None:
    handover = offer(cast, make_customers(cast, answering.AT_ONCE + 1))
    client.force_login(cast.zhou)
    planned = client.post(to("accept", handover), {"version": handover.version}, follow=True)
    assert f"Change {answering.AT_ONCE + 1} rows" in planned.text
    assert not Customer.objects.filter(owner=cast.zhou).exists()


def test_the_members_page_leads_into_the_hand_over(client: Client, cast: Cast) -> None:
    make_customers(cast, 2)
    client.force_login(cast.adam)
    start = reverse("handover:start", args=[cast.lin.pk])
    assert start in client.get(reverse("identity:member", args=[cast.lin.pk])).text
    page = client.get(start).text
    assert "Customers 2" in page
    assert "Nanshan" not in page
    assert "Or into a pool" not in page


def test_whoever_leads_puts_all_of_it_into_a_pool_as_a_plan(client: Client, cast: Cast) -> None:
    make_customers(cast, 2)
    pool = make_pool("East pool", cast.east)
    client.force_login(cast.mona)
    assert "Or into a pool" in client.get(reverse("handover:start", args=[cast.lin.pk])).text
    address = reverse("handover:into_pool", args=[cast.lin.pk])
    typed = {"pool-pool": pool.pk, "pool-reason": "Lin leaves"}
    planned = client.post(address, typed, follow=True)
    assert "Change 2 rows" in planned.text
    client.force_login(cast.lin)
    assert client.post(address, typed).status_code == 403


def test_a_customer_answered_already_is_told_on_the_page_and_nothing_changes(
    client: Client, cast: Cast
) -> None:
    handover = offer(cast, make_customers(cast, 2))
    item = handover.items.order_by("pk")[0]
    client.force_login(cast.zhou)
    sent = {"version": handover.version, "item": item.pk}
    assert client.post(to("accept", handover), sent).status_code == 302
    handover.refresh_from_db()
    for page, more in (("accept", {}), ("send_back", {"reason": "Not mine"})):
        late = client.post(
            to(page, handover), {"version": handover.version, "item": item.pk} | more
        )
        assert late.status_code == 409
        assert "Nanshan 0 is answered already: “Accepted”. Nothing was changed." in late.text
    version = handover.version
    handover.refresh_from_db()
    assert (handover.version, handover.sent_back_because) == (version, "")
    nobody = client.post(to("accept", handover), {"version": version, "item": 987654})
    assert nobody.status_code == 404
