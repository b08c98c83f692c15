"""The frame: what apps put into it, the switches, the health page."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.web.assets import MANIFEST, asset, check_assets
from vitalfew.web.navigation import current_key


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "home"),
        ("/customers/", "customers"),
        ("/customers/7/", "customers"),
        ("/style/", None),
    ],
)
def test_the_entry_one_is_inside_is_marked(path: str, key: str | None) -> None:
    assert current_key(path, {"home": "/", "customers": "/customers/", "orders": "/orders/"}) == key


def test_the_deepest_entry_wins() -> None:
    assert current_key("/value/tiers/2/", {"value": "/value/", "tiers": "/value/tiers/"}) == "tiers"


def test_a_visitor_keeps_language_and_colours_in_cookies(db: None, client: Client) -> None:
    client.post(reverse("web:switch_language"), {"language": "zh-hant", "next": "/sign-in/"})
    client.post(reverse("web:switch_theme"), {"theme": "dark", "next": "/sign-in/"})
    page = client.get("/sign-in/").content.decode()
    assert '<html lang="zh-Hant" data-theme="dark"' in page
    assert "登入" in page


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_a_switch_never_leads_to_another_site(db: None, client: Client, target: str) -> None:
    response = client.post(reverse("web:switch_language"), {"language": "en", "next": target})
    assert response["Location"] == "/"


def test_unknown_languages_and_colours_are_ignored(db: None, client: Client) -> None:
    client.post(reverse("web:switch_language"), {"language": "tlh"})
    client.post(reverse("web:switch_theme"), {"theme": "pink"})
    assert not client.cookies


@pytest.mark.parametrize("name", ["web:switch_language", "web:switch_theme"])
def test_switches_are_posted(db: None, client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 405


def test_the_style_page_is_for_members(db: None, client: Client) -> None:
    assert client.get(reverse("web:style")).status_code == 302


def test_a_form_without_proof_of_origin_gets_a_page_that_says_what_to_do(db: None) -> None:
    response = Client(enforce_csrf_checks=True, headers={"accept-language": "en"}).post(
        reverse("web:switch_theme"), {"theme": "dark"}
    )
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


def test_no_page_carries_inline_styles_or_scripts(db: None, client: Client) -> None:
    page = client.get("/sign-in/").content.decode()
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.skipif(not MANIFEST.exists(), reason="the browser's files are not built")
def test_built_files_are_found_by_their_source() -> None:
    assert asset("main.css").startswith("/static/dist/assets/main-")
    assert check_assets() == []
