"""Who gets in and how: second factors, passkeys and invitations, as people live them."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from e2e.conftest import Product

pytestmark = pytest.mark.browser

PASSWORD = "pareto-1897-lausanne"
VIRTUAL = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def app_code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), with time left to type it."""
    left = 30 - time.time() % 30
    if left < 10:
        time.sleep(left)
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    start = digest[-1] & 15
    number: int = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def first_visit(product: Product, page: Page, name: str) -> None:
    """Come in by a link from the command line, and choose a password."""
    said = product.command("member", "add", name, "--name", name.title())
    link = re.search(r"https?://\S+", said)
    assert link is not None
    page.goto(link.group())
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    page.wait_for_url(product.url + "/")


def first_step(product: Product, page: Page, name: str) -> None:
    """Name and password."""
    page.goto(f"{product.url}/sign-in/")
    page.get_by_label("Sign-in name or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def sign_out(page: Page) -> None:
    page.locator("summary", has_text=re.compile("Pat|Toto|Kay")).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")


@pytest.fixture
def own(browser: Browser) -> Iterator[BrowserContext]:
    """A browser in English that is nobody's yet."""
    context = browser.new_context(locale="en", viewport={"width": 1440, "height": 960})
    yield context
    context.close()


def passkeys(page: Page) -> CDPSession:
    """Give the tab a device that keeps passkeys and always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})
    return session


def test_a_passkey_is_made_and_opens_the_second_step(product: Product, own: BrowserContext) -> None:
    page = own.new_page()
    first_visit(product, page, "pat")
    passkeys(page)
    page.goto(f"{product.url}/security/")
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_label("Name of the passkey")).to_have_value("Passkey 1")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".code-list li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("main")).to_contain_text("Passkey 1")

    sign_out(page)
    first_step(product, page, "pat")
    page.wait_for_url("**/sign-in/second-factor/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(product.url + "/")
    page.goto(f"{product.url}/security/")
    expect(page.get_by_role("main")).to_contain_text("last used")


def test_a_device_without_the_passkey_says_so_and_a_code_still_opens(
    product: Product, own: BrowserContext
) -> None:
    page = own.new_page()
    first_visit(product, page, "kay")
    device = passkeys(page)
    page.goto(f"{product.url}/security/passkey/")
    page.get_by_role("button", name="Make the passkey").click()
    code = page.locator(".code-list code").first.inner_text()
    sign_out(page)

    device.send("WebAuthn.disable")
    page.add_init_script(
        "navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    first_step(product, page, "kay")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey did not answer")
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url(product.url + "/")


def test_an_authenticator_app_is_set_up_and_used_by_the_keyboard_alone(
    product: Product, own: BrowserContext
) -> None:
    page = own.new_page()
    first_visit(product, page, "toto")
    page.goto(f"{product.url}/security/")
    page.get_by_role("button", name="Set up").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/security/app/")
    secret = page.locator(".key-text").inner_text()
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(app_code(secret, -1))
    page.keyboard.press("Enter")
    expect(page.locator(".code-list li")).to_have_count(10)

    sign_out(page)
    page.goto(f"{product.url}/sign-in/?next=/preferences/")
    expect(page.get_by_label("Sign-in name or e-mail")).to_be_focused()
    page.keyboard.type("toto")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/second-factor/")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(app_code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/preferences/")


def test_somebody_is_invited_comes_in_and_is_shown_out(
    product: Product, page: Page, own: BrowserContext
) -> None:
    page.goto(product.url)
    page.get_by_role("link", name="成员").first.click()
    page.get_by_role("link", name="邀请成员").click()
    page.get_by_label("登录名").fill("lin")
    page.get_by_label("姓名").fill("林小雨")
    page.get_by_role("button", name="邀请").click()
    link = page.get_by_label("链接").input_value()

    guest = own.new_page()
    guest.goto(link)
    expect(guest.get_by_role("heading")).to_have_text("Welcome, 林小雨")
    guest.get_by_role("button", name="Sign in").click()
    guest.get_by_role("link", name="Later").click()
    guest.wait_for_url(product.url + "/")

    page.get_by_role("link", name="完成").click()
    page.get_by_role("button", name="停用").click()
    expect(page.locator("#toasts")).to_contain_text("林小雨 不能再登录")
    guest.goto(f"{product.url}/preferences/")
    expect(guest.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_member_comes_in_by_the_company_s_own_sign_in(
    product: Product, own: BrowserContext
) -> None:
    product.command("member", "add", "ivy", "--email", "ivy@example.com")
    page = own.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    page.goto(f"{product.url}/sign-in/?next=/preferences/")
    page.get_by_role("button", name="Sign in with Acme ID").click()
    page.wait_for_url("**/oauth2/authorize**")
    page.get_by_role("button", name="ivy-1").click()
    page.wait_for_url(f"{product.url}/preferences/")
    assert [text for text in refused if "Content Security Policy" in text] == []
