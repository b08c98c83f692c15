"""Webhooks tell what happened: signed, once, to whoever may know, and nowhere inside."""

import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from vitalfew.access.api import CUSTOMER_OFFICE, KEY_ACCOUNT_MANAGER, SALESPERSON
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.models import Event
from vitalfew.conftest import Cases
from vitalfew.customers.actions import assign, change
from vitalfew.customers.api import delete
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merging_people import merge_people
from vitalfew.funnel.tests.records import make_opportunity
from vitalfew.identity.administering import deactivate
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import ProductError
from vitalfew.kernel.sealed import seal, unseal
from vitalfew.kernel.tests.test_outgoing import HOSTS
from vitalfew.people.tests.records import make_contact
from vitalfew.webhooks import sending
from vitalfew.webhooks.actions import PURPOSE, make_webhook, retry, send_test
from vitalfew.webhooks.models import Delivery, Webhook
from vitalfew.webhooks.policies import may_be_told
from vitalfew.webhooks.rules import Kind

pytestmark = pytest.mark.django_db


class Listener(ThreadingHTTPServer):
    """Another program: what it was told, and how it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.got.append((dict(self.headers), body))
                self.send_response(listener.answers.pop(0) if listener.answers else 200)
                self.end_headers()

            def log_message(self, *args: object) -> None: ...

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    @property
    def told(self) -> list[dict[str, object]]:
        return [json.loads(body) for _headers, body in self.got]


@pytest.fixture
def listener(settings: Settings, tmp_path: Path) -> Iterator[Listener]:
    server = Listener()
    settings.OUTGOING_ALLOWED = [f"127.0.0.1:{server.server_port}"]
    settings.INSTALLATION_FILE = tmp_path / "installation"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def office() -> Member:
    return make_member("olive", CUSTOMER_OFFICE, name="Olive", language="en")


@pytest.fixture
def secret(listener: Listener, office: Member) -> str:
    """The office's webhook for everything; its secret."""
    return make_webhook(actor=office, name="ERP", url=listener.url, kinds=Kind.values).secret


def due_again() -> None:
    Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_change_is_told_once_and_signed(listener: Listener, office: Member, secret: str) -> None:
    customer = make_customer("Birch")
    change(actor=office, customer_id=customer.pk, version=1, country="Peru")
    assert sending.deliver_due() == 1
    assert sending.deliver_due() == 0
    (headers, body) = listener.got[0]
    told = json.loads(body)
    assert told["event"] == headers["Vitalfew-Event"] == "customer.change"
    assert told["subject"] == {"type": "customer", "id": customer.pk}
    assert told["id"] == headers["Vitalfew-Delivery"] == str(Delivery.objects.get().pk)
    moment, _comma, proof = headers["Vitalfew-Signature"].partition(",")
    expected = hmac.new(secret.encode(), f"{moment[2:]}.".encode() + body, sha256).hexdigest()
    assert proof == f"v1={expected}"
    assert abs(int(moment[2:]) - timezone.now().timestamp()) < 60
    assert b"Peru" not in body
    assert b"Birch" not in body


def test_what_was_not_committed_is_not_told(
    listener: Listener, office: Member, secret: str
) -> None:
    customer = make_customer("Birch")
    with transaction.atomic():
        change(actor=office, customer_id=customer.pk, version=1, country="Peru")
        transaction.set_rollback(True)
    assert sending.deliver_due() == 0


def test_a_webhook_hears_only_what_it_asked_for(listener: Listener, office: Member) -> None:
    make_webhook(actor=office, name="ERP", url=listener.url, kinds=["customer.delete"])
    customer = make_customer("Birch")
    change(actor=office, customer_id=customer.pk, version=1, country="Peru")
    delete(actor=office, customer_id=customer.pk, reason="twice here")
    sending.deliver_due()
    assert [told["event"] for told in listener.told] == ["customer.delete"]


def test_who_stayed_is_told_when_contacts_are_merged(
    listener: Listener, office: Member, secret: str
) -> None:
    birch = make_customer("Birch")
    stays, goes = (make_contact(name, birch).contact for name in ("Anna", "Anne"))
    versions = {stays.pk: 1, goes.pk: 1}
    merge_people(
        actor=office, survivor_id=stays.pk, other_id=goes.pk, versions=versions, reason="Anna is Anne"
    )  # fmt: skip
    sending.deliver_due()
    (told,) = listener.told
    assert (told["event"], told["subject"]) == (
        "contact.merge",
        {"type": "contact", "id": stays.pk},
    )
    assert b"Ann" not in listener.got[0][1]


def test_what_its_owner_does_not_see_is_not_told(listener: Listener, office: Member) -> None:
    kay = make_member("kay", KEY_ACCOUNT_MANAGER, name="Kay")
    make_webhook(actor=kay, name="Mine", url=listener.url, kinds=Kind.values)
    mine, foreign = make_customer("Birch", owner=kay), make_customer("Cedar", owner=office)
    for customer in (mine, foreign):
        change(actor=office, customer_id=customer.pk, version=1, country="Peru")
    assert sending.deliver_due() == 1
    assert listener.told[0]["subject"] == {"type": "customer", "id": mine.pk}


def test_what_its_owner_does_not_see_any_more_is_not_told(
    listener: Listener, office: Member
) -> None:
    kay = make_member("kay", KEY_ACCOUNT_MANAGER, name="Kay")
    make_webhook(actor=kay, name="Mine", url=listener.url, kinds=["customer.change"])
    customer = make_customer("Birch", owner=kay)
    change(actor=office, customer_id=customer.pk, version=1, country="Peru")
    assert Delivery.objects.count() == 1
    assign(actor=office, customer_id=customer.pk, owner=office, reason="moves", version=2)
    assert sending.deliver_due() == 0
    assert (listener.got, Delivery.objects.count()) == ([], 0)


def test_a_server_that_is_not_ready_is_asked_again_ever_more_slowly_and_then_given_up(
    listener: Listener, office: Member, secret: str
) -> None:
    listener.answers = [500, 429, 503, 408, 502, 500]
    send_test(actor=office, pk=Webhook.objects.get().pk)
    pauses = []
    for _ in range(6):
        before = timezone.now()
        assert sending.deliver_due() == 1
        call = Delivery.objects.get()
        pauses.append(round((call.due_at - before).total_seconds() / 60))
        due_again()
    assert pauses[:5] == [1, 5, 15, 60, 360]
    assert (call.state, call.reason, call.attempts) == ("parked", "unreachable", 6)
    assert sending.deliver_due() == 0
    assert len({headers["Vitalfew-Delivery"] for headers, _body in listener.got}) == 1
    retry(actor=office, pk=call.pk)
    assert sending.deliver_due() == 1
    assert Delivery.objects.get().state == "sent"


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
def test_a_refusal_is_not_repeated(
    listener: Listener, office: Member, secret: str, status: int
) -> None:
    listener.answers = [status]
    send_test(actor=office, pk=Webhook.objects.get().pk)
    sending.deliver_due()
    call = Delivery.objects.get()
    assert (call.state, call.reason, call.status) == ("parked", "refused", status)


@pytest.mark.fault("D2")
def test_a_caller_that_died_is_followed_by_one_more_call_under_the_same_name(
    listener: Listener, office: Member, secret: str
) -> None:
    call = send_test(actor=office, pk=Webhook.objects.get().pk)
    Delivery.objects.update(state="sending", attempts=1)  # claimed; its lock is gone
    assert sending.deliver_due() == 1
    assert listener.told[0]["id"] == str(call.pk)
    Delivery.objects.update(state="sending", interruptions=1)
    assert sending.deliver_due() == 0
    call.refresh_from_db()
    assert (call.state, call.reason) == ("parked", "interrupted")
    assert len(listener.got) == 1


def test_a_call_that_another_worker_makes_is_left_to_it(
    listener: Listener, office: Member, secret: str
) -> None:
    call = send_test(actor=office, pk=Webhook.objects.get().pk)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"delivery {call.pk}"])
        assert sending.deliver_due() == 0
    other.close()
    assert sending.deliver_due() == 1


def test_a_restored_copy_tells_nobody(
    listener: Listener, office: Member, secret: str, settings: Settings, tmp_path: Path
) -> None:
    send_test(actor=office, pk=Webhook.objects.get().pk)
    assert sending.deliver_due() == 1
    send_test(actor=office, pk=Webhook.objects.get().pk)
    settings.INSTALLATION_FILE = tmp_path / "another"
    assert sending.deliver_due() == 0
    assert len(listener.got) == 1


@pytest.mark.fault("B8")
def test_no_inner_address_is_taken_or_called(
    listener: Listener, office: Member, settings: Settings, cases: Cases
) -> None:
    settings.OUTGOING_ALLOWED = []
    inner = [host for host in HOSTS if "example" not in host]  # those are names of other tests
    sealed = seal("whsec_x", PURPOSE)
    webhook = Webhook.objects.create(owner=office, name="ERP", kinds=[], secret=sealed)
    for host in inner:
        url = f"https://{host}/"
        with pytest.raises(ProductError, match="webhook_address"):
            make_webhook(actor=office, name="ERP", url=url, kinds=["customer.change"])
        webhook.url = f"http://{host}:{listener.server_port}/"  # stored before the rules were these
        webhook.save()
        send_test(actor=office, pk=webhook.pk)
        sending.deliver_due()
        assert Delivery.objects.latest("happened_at").reason == "address", host
        cases.add(2)
    assert listener.got == []


def test_a_secret_of_another_key_is_said(
    listener: Listener, office: Member, secret: str, settings: Settings
) -> None:
    send_test(actor=office, pk=Webhook.objects.get().pk)
    settings.SECRET_KEY = "another-key-altogether-with-enough-letters-in-it-1234"
    sending.deliver_due()
    assert Delivery.objects.get().reason == "secret"
    assert listener.got == []


def test_whoever_leaves_tells_nothing_more(listener: Listener, office: Member, secret: str) -> None:
    customer = make_customer("Birch")
    change(actor=office, customer_id=customer.pk, version=1, country="Peru")
    deactivate(actor=None, member=office)
    assert Webhook.objects.get().is_paused
    assert sending.deliver_due() == 0
    assert listener.got == []


def browser(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def test_the_secret_is_shown_once_and_stored_unreadable(listener: Listener, office: Member) -> None:
    client = browser(office)
    sent = {"name": "ERP", "url": listener.url, "kinds": ["customer.change"]}
    made = client.post(reverse("webhooks:list"), sent)
    webhook = Webhook.objects.get()
    shown = next(word for word in made.text.split('"') if word.startswith("whsec_"))
    assert shown not in webhook.secret
    for path in (reverse("webhooks:list"), reverse("webhooks:webhook", args=[webhook.pk])):
        page = client.get(path).text
        assert "whsec_" not in page
        assert webhook.secret not in page
        assert "ERP" in page


def test_the_page_tries_pauses_and_removes(listener: Listener, office: Member, secret: str) -> None:
    client, pk = browser(office), Webhook.objects.get().pk
    listener.answers = [404]
    assert client.post(reverse("webhooks:test", args=[pk])).status_code == 302
    sending.deliver_due()
    page = client.get(reverse("webhooks:webhook", args=[pk])).text
    assert "The other side refused it for good." in page
    call = Delivery.objects.get()
    client.post(reverse("webhooks:retry", args=[call.pk]))
    assert sending.deliver_due() == 1
    client.post(reverse("webhooks:pause", args=[pk]), {"paused": "1"})
    change(actor=office, customer_id=make_customer("Birch").pk, version=1, country="Peru")
    assert Delivery.objects.count() == 1
    client.post(reverse("webhooks:remove", args=[pk]))
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)


def test_another_member_s_webhook_is_not_there(
    listener: Listener, office: Member, secret: str
) -> None:
    other = browser(make_member("otto", CUSTOMER_OFFICE, language="en"))
    pk, call = Webhook.objects.get().pk, send_test(actor=office, pk=Webhook.objects.get().pk)
    assert "ERP" not in other.get(reverse("webhooks:list")).text
    assert other.get(reverse("webhooks:webhook", args=[pk])).status_code == 404
    for name in ("test", "pause", "remove"):
        assert other.post(reverse(f"webhooks:{name}", args=[pk])).status_code == 404
    assert other.post(reverse("webhooks:retry", args=[call.pk])).status_code == 404
    assert Webhook.objects.filter(is_paused=False).count() == 1


def test_who_may_not_take_customers_out_may_not_have_them_told(
    listener: Listener, office: Member
) -> None:
    with pytest.raises(ProductError):
        make_webhook(
            actor=make_member("sam", SALESPERSON), name="x", url=listener.url, kinds=Kind.values
        )
    assert not Webhook.objects.exists()


def edited(client: Client, webhook: Webhook, **typed: object):
    sent = {
        "name": "Shop", "url": "https://93.184.216.34/hook", "kinds": ["customer.create"], "is_on": "on",
        "version": webhook.version, "initial-name": "Other program",
    }  # fmt: skip
    return client.post(reverse("webhooks:edit", args=[webhook.pk]), sent | typed)


@pytest.fixture
def own(client: Client) -> Webhook:
    maker = make_member("maker", KEY_ACCOUNT_MANAGER, language="en")
    client.force_login(maker)
    url, kinds = "https://93.184.216.34/old", ["customer.change"]
    return make_webhook(actor=maker, name="Other program", url=url, kinds=kinds).webhook


def test_a_webhook_gets_another_address_other_events_and_rests(
    client: Client, own: Webhook
) -> None:
    assert 'value="https://93.184.216.34/old"' in client.get(f"/webhooks/{own.pk}/edit/").text
    assert edited(client, own, is_on="").status_code == 302
    own.refresh_from_db()
    told = (own.name, own.url, own.kinds, own.is_paused, own.version)
    assert told == ("Shop", "https://93.184.216.34/hook", ["customer.create"], True, 2)
    event = Event.objects.get(verb="webhook.change")
    assert event.data == {"changed": ["is_paused", "kinds", "name", "url"]}


def test_of_two_who_change_a_webhook_the_second_sees_both_texts(
    client: Client, own: Webhook
) -> None:
    edited(client, own)
    answer = edited(client, own, name="Warehouse", kinds=["customer.create", "customer.change"])
    assert answer.status_code == 409
    assert "Shop" in answer.text
    assert "Warehouse" in answer.text
    own.refresh_from_db()
    assert own.name == "Shop"
    chosen = edited(client, own, name="Warehouse", kinds="customer.create,customer.change")
    assert chosen.status_code == 302
    own.refresh_from_db()
    assert (own.name, own.kinds) == ("Warehouse", ["customer.create", "customer.change"])


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://localhost/", "ftp://x", ""])
def test_a_webhook_is_not_led_inside_by_a_change(client: Client, own: Webhook, url: str) -> None:
    assert edited(client, own, url=url).status_code == 422
    own.refresh_from_db()
    assert own.url == "https://93.184.216.34/old"


def test_a_new_secret_is_shown_once_and_the_old_one_is_gone(client: Client, own: Webhook) -> None:
    answer = client.post(f"/webhooks/{own.pk}/secret/")
    before, own_now = own.secret, Webhook.objects.get(pk=own.pk)
    secret = unseal(own_now.secret, PURPOSE)
    assert own_now.secret != before
    assert f'value="{secret}"' in answer.text
    assert secret not in client.get(f"/webhooks/{own.pk}/secret/").text
    assert Event.objects.filter(verb="webhook.renew_secret").count() == 1
    client.force_login(make_member("other", KEY_ACCOUNT_MANAGER))
    assert client.post(f"/webhooks/{own.pk}/secret/").status_code == 404


def test_opportunities_are_told_to_who_sees_them() -> None:
    made = make_opportunity(make_customer("Firm"))
    subject = f"opportunity:{made.pk}"
    assert may_be_told(make_member("olive", CUSTOMER_OFFICE), subject)
    assert not may_be_told(make_member("kim", KEY_ACCOUNT_MANAGER), subject)
    assert {f"opportunity.{verb}" for verb in ("open", "advance", "win", "lose")} <= set(
        Kind.values
    )
