"""Single sign-on against a real OpenID Connect server on this machine: only members come in, and only proven ones."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread
from pytest_django import Settings

from vitalfew.identity.api import Member, create_member
from vitalfew.identity.tests.conftest import app_code, inside, with_app

pytestmark = pytest.mark.fault("A9")

MIN = {"email": "min@example.com", "email_verified": True, "name": "周敏"}
PEOPLE = [
    User(sub="min-1", claims=MIN),
    User(sub="unproven-1", claims=MIN | {"email_verified": False}),
    User(sub="stranger-1", claims=MIN | {"email": "stranger@example.com"}),
    User(sub="other-1", claims=MIN | {"email": "another@example.com"}),
    User(sub="no-mail-1", claims={"name": "Nobody"}),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A provider of its own, with its keys and its login page."""
    with run_server_in_thread(user_claims=PEOPLE) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture(autouse=True)
def company(server: str, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = at(server)
    settings.OUTGOING_ALLOWED = [server.removeprefix("http://")]


def at(server: str) -> dict[str, object]:
    """What config makes of the environment."""
    options = {"server_url": server, "oauth_pkce_enabled": True}
    app = {"provider_id": "company", "name": "Acme ID", "client_id": "vital-few", "secret": "s"}
    return {"openid_connect": {"APPS": [app | {"settings": options}]}}


def away(client: Client, start: str, next_page: str = "") -> str:
    """Press the button; the address that the browser is sent to."""
    answer = client.post(start, {"next": next_page})
    assert answer.status_code == 200, answer
    address = answer["Refresh"].removeprefix("0; url=")
    assert unescape(address) in unescape(answer.content.decode())
    return address


def over_there(address: str, who: str) -> str:
    """Sign in at the provider; the address it sends the browser back to."""
    answer = requests.post(address, data={"sub": who}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://testserver")


def sign_in(client: Client, who: str, next_page: str = "") -> str:
    """All the way; where it ends."""
    back = over_there(away(client, "/sign-in/with/company/", next_page), who)
    return client.get(back)["Location"]


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_sign_in_page_offers_the_company_s_own_sign_in(min_: Member, english: Client) -> None:
    assert "Sign in with Acme ID" in english.get("/sign-in/").content.decode()


def test_a_member_whose_address_both_sides_have_proven_comes_in(
    min_: Member, client: Client
) -> None:
    assert sign_in(client, "min-1", "/preferences/") == "/preferences/"
    assert client.session["_auth_user_id"] == str(min_.pk)
    assert SocialAccount.objects.get().uid == "min-1"
    min_.refresh_from_db()
    assert min_.has_usable_password()


@pytest.mark.parametrize("who", ["stranger-1", "unproven-1", "other-1", "no-mail-1"])
def test_nobody_else_becomes_a_member_whatever_their_address(
    min_: Member, client: Client, who: str
) -> None:
    assert sign_in(client, who) == "/sign-in/"
    assert not is_inside(client)
    assert (Member.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_an_address_that_a_member_only_typed_opens_nothing(min_: Member, client: Client) -> None:
    EmailAddress.objects.update(verified=False)
    assert sign_in(client, "min-1") == "/sign-in/"
    assert not is_inside(client)


def test_a_linked_account_comes_in_whatever_its_address_becomes(
    min_: Member, client: Client
) -> None:
    SocialAccount.objects.create(user=min_, provider="company", uid="other-1")
    assert sign_in(client, "other-1") == "/"
    assert client.session["_auth_user_id"] == str(min_.pk)


def test_a_member_links_an_account_while_signed_in(min_: Member) -> None:
    signed_in = inside(min_)
    back = over_there(away(signed_in, "/security/link/company/"), "stranger-1")
    assert signed_in.get(back)["Location"] == "/security/"
    assert SocialAccount.objects.get().user == min_
    client = Client()
    assert sign_in(client, "stranger-1") == "/"

    account = SocialAccount.objects.get()
    signed_in.post(f"/security/unlink/{account.pk}/")
    assert sign_in(Client(), "stranger-1") == "/sign-in/"


def test_an_account_linked_to_one_member_is_not_taken_by_another(min_: Member) -> None:
    SocialAccount.objects.create(user=min_, provider="company", uid="stranger-1")
    create_member(username="lin", password="vital-few-2026")
    lin = inside(Member.objects.get(username="lin"))
    lin.get(over_there(away(lin, "/security/link/company/"), "stranger-1"))
    assert SocialAccount.objects.get().user == min_


def test_single_sign_on_does_not_go_round_the_second_factor(min_: Member) -> None:
    secret = with_app(min_)
    client = Client()
    assert sign_in(client, "min-1") == "/sign-in/second-factor/"
    assert not is_inside(client)
    assert client.post("/sign-in/second-factor/", {"code": app_code(secret, 1)})["Location"] == "/"


def test_a_member_who_left_stays_outside(min_: Member, client: Client) -> None:
    SocialAccount.objects.create(user=min_, provider="company", uid="min-1")
    Member.objects.update(is_active=False)
    assert sign_in(client, "min-1") == "/sign-in/"
    assert not is_inside(client)


def test_an_answer_that_nobody_asked_for_is_refused(min_: Member, client: Client) -> None:
    back = over_there(away(Client(), "/sign-in/with/company/"), "min-1")
    assert client.get(back)["Location"] == "/sign-in/"
    assert not is_inside(client)


def test_an_answer_works_once(min_: Member, client: Client) -> None:
    back = over_there(away(client, "/sign-in/with/company/"), "min-1")
    client.get(back)
    client.post("/sign-out/")
    assert client.get(back)["Location"] == "/sign-in/"
    assert not is_inside(client)


def test_a_refusal_over_there_leads_back_with_a_word(min_: Member, english: Client) -> None:
    address = away(english, "/sign-in/with/company/")
    state = re.search(r"state=(\w+)", address)
    assert state is not None
    query = f"error=access_denied&state={state.group(1)}"
    back = english.get(f"/sign-in/back/oidc/company/?{query}", follow=True)
    assert "Signing in with this service did not work" in back.content.decode()


def test_a_service_that_is_away_leads_back_with_a_word(
    min_: Member, english: Client, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = at("http://127.0.0.1:9")
    back = english.post("/sign-in/with/company/", follow=True)
    assert "Signing in with this service did not work" in back.content.decode()


def test_the_question_carries_a_proof_that_only_this_server_can_finish(
    min_: Member, client: Client
) -> None:
    assert "code_challenge_method=S256" in away(client, "/sign-in/with/company/")


def test_the_session_gets_a_new_key(min_: Member, client: Client) -> None:
    address = away(client, "/sign-in/with/company/")
    before = client.session.session_key
    client.get(over_there(address, "min-1"))
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("service", "host"),
    [
        ("dingtalk", "https://login.dingtalk.com/"),
        ("feishu", "https://open.feishu.cn/"),
        ("weixin", "https://open.weixin.qq.com/"),
    ],
)
def test_the_services_of_the_environment_are_offered_and_led_to(
    min_: Member, english: Client, settings: Settings, service: str, host: str
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        name: {"APPS": [{"client_id": "id"}]} for name in ("dingtalk", "feishu", "weixin")
    }
    page = english.get("/sign-in/").content.decode()
    assert all(f"Sign in with {name}" in page for name in ("DingTalk", "Feishu", "WeChat"))
    address = away(english, f"/sign-in/with/{service}/")
    assert address.startswith(host)
    assert "testserver%2Fsign-in%2Fback%2F" in address


def test_a_service_that_nobody_set_up_is_not_there(min_: Member, client: Client) -> None:
    assert client.post("/sign-in/with/github/").status_code == 404
    assert client.get("/sign-in/back/dingtalk/").status_code == 404
