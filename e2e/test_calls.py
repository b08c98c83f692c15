"""A telephone system says who is calling: the caller comes up on the screen, and takes nothing from whoever types."""

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Product

pytestmark = pytest.mark.browser
COMES_UP = 10_000


def token(page: Page, url: str) -> str:
    """A token for a telephone system."""
    page.goto(f"{url}/tokens/")
    page.get_by_label("名称").fill("电话系统")
    page.locator('input[name="scopes"][value="calls.write"]').check()
    page.locator("main form").get_by_role("button").last.click()
    return page.locator("#new-token").input_value()


def announce(page: Page, url: str, secret: str, number: str) -> int:
    """What a telephone system sends."""
    headers = {"Authorization": f"Bearer {secret}"}
    return page.request.post(f"{url}/api/v1/calls", headers=headers, data={"number": number}).status


def test_a_caller_comes_up_beside_what_is_being_typed(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/customers/new/?name=来电测试有限公司")
    page.locator("[name=phones]").fill("138 0013 8001")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("来电测试有限公司")
    secret = token(page, product.url)

    page.goto(f"{product.url}/calls/?q=0086 138-0013-8001")
    expect(page.locator("#caller")).to_contain_text("来电测试有限公司")
    page.get_by_role("button", name="让来电在此浏览器中弹出").click()
    page.goto(f"{product.url}/inquiries/new/?via=phone")
    typed = page.locator("textarea").first
    typed.click()
    page.keyboard.type("正在")
    assert announce(page, product.url, secret, "+8613800138001") == 201
    note = page.locator(".toast-note").filter(has_text="来电测试有限公司")
    expect(note).to_be_visible(timeout=COMES_UP)
    page.keyboard.type("记录")
    expect(typed).to_have_value("正在记录")
    note.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("来电测试有限公司")
    page.goto(f"{product.url}/calls/")
    page.get_by_role("button", name="停止").click()
    # A tab that is closed on its way to the next page can keep the browser waiting for ever.
    expect(page.get_by_role("button", name="让来电在此浏览器中弹出")).to_be_visible()
