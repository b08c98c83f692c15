"""Language, colours and amounts: the member's own before the browser's."""

import pytest
from django.test import Client

from vitalfew.identity.api import Member


@pytest.mark.parametrize(
    ("asked", "html"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("yue-HK,yue;q=0.9,en;q=0.5", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("de-DE,de;q=0.9", "en"),
        ("", "en"),
    ],
)
def test_a_visitor_reads_the_language_of_the_browser(
    db: None, client: Client, asked: str, html: str
) -> None:
    page = client.get("/sign-in/", headers={"accept-language": asked}).content.decode()
    assert f'<html lang="{html}"' in page


def test_a_member_reads_the_chosen_language_whatever_the_browser_says(
    min_: Member, client: Client
) -> None:
    client.force_login(min_)
    client.post("/language/", {"language": "zh-hant"})
    response = Client(headers={"accept-language": "en"})
    response.force_login(min_)
    page = response.get("/preferences/")
    assert page.headers["Content-Language"] == "zh-hant"
    assert '<html lang="zh-Hant"' in page.content.decode()


def test_colours_are_part_of_the_first_byte_so_that_nothing_flashes(
    min_: Member, client: Client
) -> None:
    client.force_login(min_)
    client.post("/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/preferences/").content.decode()[:200]


def test_preferences_are_kept(min_: Member, client: Client) -> None:
    client.force_login(min_)
    chosen = {
        "name": "周敏",
        "email": "min@example.com",
        "language": "zh-hans",
        "theme": "light",
        "amount_unit": "compact",
    }
    assert client.post("/preferences/", chosen)["Location"] == "/preferences/"
    min_.refresh_from_db()
    assert {field: getattr(min_, field) for field in chosen} == chosen


def test_an_unknown_choice_comes_back_with_what_was_typed(min_: Member, client: Client) -> None:
    client.force_login(min_)
    response = client.post(
        "/preferences/", {"name": "敏", "language": "tlh", "theme": "light", "amount_unit": "full"}
    )
    assert response.status_code == 422
    assert 'value="敏"' in response.content.decode()


def test_one_members_amounts_do_not_leak_into_the_next_request(
    min_: Member, client: Client
) -> None:
    Member.objects.update(amount_unit="compact")
    client.force_login(min_)
    assert "万" in client.get("/style/", headers={"accept-language": "zh-CN"}).content.decode()
    other = Client(headers={"accept-language": "en"})
    other.force_login(Member.objects.create(username="other"))
    assert "¥3,860,000.00" in other.get("/style/").content.decode()
