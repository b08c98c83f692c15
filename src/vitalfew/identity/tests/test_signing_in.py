"""The door: names, passwords, guessing, and where it leads."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.identity.api import Member
from vitalfew.identity.models import Attempt
from vitalfew.identity.tests.conftest import PASSWORD

pytestmark = pytest.mark.fault("A9")


def knock(
    client: Client, username: str = "min", password: str = PASSWORD, next_page: str = ""
) -> int:
    return client.post(
        "/sign-in/", {"username": username, "password": password, "next": next_page}
    ).status_code


@pytest.mark.parametrize("typed", ["Min", "min", "MIN"])
def test_the_name_counts_whatever_its_case(min_: Member, client: Client, typed: str) -> None:
    assert knock(client, typed) == 302
    assert client.session["_auth_user_id"] == str(min_.pk)


def test_a_wrong_password_says_so_and_keeps_the_name(min_: Member, english: Client) -> None:
    response = english.post("/sign-in/", {"username": "min", "password": "wrong"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "The name or the password is not right" in page
    assert 'value="min"' in page
    assert "wrong" not in page.replace("wrong password", "")


def test_a_member_who_left_stays_outside(min_: Member, client: Client) -> None:
    Member.objects.update(is_active=False)
    assert knock(client) == 422


def test_the_door_leads_where_one_wanted_to_go_but_never_to_another_site(
    min_: Member, client: Client
) -> None:
    inside = client.post("/sign-in/", {"username": "min", "password": PASSWORD, "next": "/style/"})
    assert inside["Location"] == "/style/"
    client.post("/sign-out/")
    outside = client.post(
        "/sign-in/", {"username": "min", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert outside["Location"] == "/"


def test_guessing_is_stopped_even_for_the_right_password(min_: Member, client: Client) -> None:
    for _ in range(10):
        assert knock(client, password="guess") == 422
    assert knock(client) == 429
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert knock(client) == 302


def test_guessing_many_names_from_one_address_is_stopped_too(min_: Member, client: Client) -> None:
    Attempt.objects.bulk_create(Attempt(name=f"n{n}", source="127.0.0.1") for n in range(60))
    assert knock(client) == 429
    assert (
        Client(REMOTE_ADDR="10.0.0.9")
        .post("/sign-in/", {"username": "min", "password": PASSWORD})
        .status_code
        == 302
    )


def test_signing_in_forgets_the_slips_before(min_: Member, client: Client) -> None:
    knock(client, password="slip")
    knock(client)
    assert not Attempt.objects.exists()


def test_signing_out_is_posted(min_: Member, client: Client) -> None:
    knock(client)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["/", "/preferences/", "/password/", "/password/choose/", "/style/"]
)
def test_pages_behind_the_door_send_strangers_to_it(db: None, client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/sign-in/?next=")


def test_who_is_in_already_is_not_asked_again(min_: Member, client: Client) -> None:
    knock(client)
    assert client.get("/sign-in/?next=/style/")["Location"] == "/style/"
