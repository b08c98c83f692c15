"""The door never leads to another site, whatever ``next`` says."""

import pytest
from django.test import Client

from vitalfew.identity.api import Member
from vitalfew.identity.tests.conftest import PASSWORD, inside

ELSEWHERE = [
    "https://evil.example/", "http://evil.example", "HTTPS://EVIL.EXAMPLE/", "//evil.example", "///evil.example",
    "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example",
    "https:evil.example", "https:/evil.example", "https:///evil.example", "http:\\\\evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>", "vbscript:x", "ftp://evil.example/",
    "mailto:a@evil.example", "https://testserver@evil.example/", "https://testserver:80@evil.example",
    "//testserver@evil.example", "https://testserver.evil.example/", "https://evil.example#testserver",
    "https://evil.example?testserver", "https://evil.example\\@testserver", "\t//evil.example", " //evil.example",
    "\n//evil.example", "/\t/evil.example", "/\n/evil.example", "//\u3000evil.example", "https://evil。example/",
    "https://evil．example/", "//evil%2eexample", "//[::1]/", "https://[::ffff:1.2.3.4]/", "//1249763844/",
    "\x00//evil.example",
]  # fmt: skip


def test_there_are_forty_forms() -> None:
    assert len(set(ELSEWHERE)) == 40


@pytest.mark.fault("B15")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_door_stays_on_this_site(min_: Member, target: str) -> None:
    client = Client()
    given = {"username": "min", "password": PASSWORD, "next": target}
    posted = client.post("/sign-in/", given)["Location"]
    asked = client.get("/sign-in/", {"next": target})["Location"]
    confirmed = inside(min_).post("/security/confirm/", {"password": PASSWORD, "next": target})
    language = client.post("/language/", {"language": "en", "next": target})["Location"]
    for place in (posted, asked, confirmed["Location"], language):
        assert place in {"/", "/security/"}
