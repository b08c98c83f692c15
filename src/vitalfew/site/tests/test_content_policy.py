"""No page carries a script, a style or an address that the content policy would have to make an exception for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import vitalfew
from vitalfew.access.api import PROPRIETOR
from vitalfew.access.tests.cast import make_member
from vitalfew.site.tests.matrix import MATRIX
from vitalfew.site.tests.test_rights import address
from vitalfew.site.tests.world import World, make_world

# A script is a file of ours or data; a style is a class.
INLINE = {
    "a script in the page": re.compile(
        r"<script(?![^>]*(\bsrc=|type=.application/json.))[^>]*>", re.I
    ),
    "a style in the page": re.compile(r"<style\b", re.I),
    "a style on an element": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "a handler on an element": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "code as an address": re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
    "code for htmx": re.compile(r"hx-(on|vals)[:a-z-]*\s*=\s*[\"']?\s*js:|hx-on", re.I),
    "a file from elsewhere": re.compile(
        r"<(script|img|iframe|link)\b[^>]*(src|href)=[\"']?(https?:)?//", re.I
    ),
}
WHOLE_AND_PART: tuple[dict[str, str], ...] = (
    {},
    {"HX-Request": "true", "HX-Request-Type": "partial"},
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Every address as the proprietor and as a stranger, whole and in parts; what is sent and refused too."""
    owner = make_member("ora", PROPRIETOR, is_administrator=True, language="en")
    inside, outside = Client(), Client(headers={"accept-language": "zh-TW"})
    inside.force_login(owner)
    for name in MATRIX:
        if name == "identity:sign_out":
            continue
        path = address(world, name, "own")
        for client in (inside, outside):
            for headers in WHOLE_AND_PART:
                for answer in (
                    client.get(path, headers=headers),
                    client.post(path, {"form": "sent"}, headers=headers),
                ):
                    yield f"{path} {answer.status_code}", policy_of(answer)
                    if "html" in answer.headers.get("Content-Type", ""):
                        yield f"{path} {answer.status_code}", answer.getvalue().decode()
    yield "missing", inside.get("/no/such/page/").content.decode()


def policy_of(answer: object) -> str:
    """The header, as something to look into."""
    policy = answer.headers.get("Content-Security-Policy", "")  # type: ignore[attr-defined]
    return f"policy: {policy}"


def test_every_page_keeps_to_the_policy(world: World) -> None:
    found, policies = set(), set()
    seen = 0
    for where, text in pages(world):
        if text.startswith("policy: "):
            policies.add(text)
            continue
        seen += 1
        found |= {f"{where}: {what}" for what, pattern in INLINE.items() if pattern.search(text)}
    assert sorted(found) == []
    assert seen > 200
    assert len(policies) == 1
    (policy,) = policies
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_patterns_know_what_they_look_for() -> None:
    wrong = [
        "<script>alert(1)</script>", "<style>b{}</style>", '<b style="color:red">', "<b onclick=x()>",
        '<a href="javascript:x()">', '<b hx-on:click="x()">', '<script src="//cdn.example/x.js"></script>',
    ]  # fmt: skip
    for text, pattern in zip(wrong, INLINE.values(), strict=True):
        assert pattern.search(text)
    right = '<script src="/static/main.js" type="module"></script><script type="application/json">{}</script>'
    assert not any(pattern.search(right) for pattern in INLINE.values())
    assert reverse("site:home") == "/"


# What lets a text through as markup; a constant of ours is none.
TRUSTING = re.compile(
    r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off|\bmark_safe\b|\bSafeString\((?![A-Z]+\))"
)


# Cells of lists, each escaped, joined without looking at a thousand texts once more.
JOINED_BY_HAND = ["web/templatetags/web.py"]


def test_no_template_and_no_code_takes_a_text_for_markup() -> None:
    """There is no rich text: decision 25. A cleaner comes with the first one."""
    folder = Path(vitalfew.__file__).parent
    files = [*folder.rglob("*.html"), *folder.rglob("*.py")]
    ours = [file for file in files if "tests" not in file.parts]
    assert len(ours) > 500
    trusting = [file for file in ours if TRUSTING.search(file.read_text())]
    assert [file.relative_to(folder).as_posix() for file in trusting] == JOINED_BY_HAND
