"""One customer written twice: met while typing, found by a scan, merged with the keyboard, taken back."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Product, work

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("VITALFEW_PICTURES", "")


def picture(page: Page, name: str) -> None:
    """Kept where somebody wants to look at it."""
    if not PICTURES:
        return
    for width, theme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"))
    page.set_viewport_size({"width": 1440, "height": 960})
    page.emulate_media(color_scheme="light")


def test_one_customer_twice_is_met_found_merged_and_taken_apart(
    product: Product, page: Page
) -> None:
    page.goto(f"{product.url}/customers/new/?name=北京联成互动软件技术有限公司")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("北京联成互动软件技术有限公司")

    page.goto(f"{product.url}/customers/new/")
    page.get_by_label("名称").press_sequentially("聯成互動", delay=20)
    alike = page.locator("#alike")
    expect(alike).to_contain_text("可能已有该客户")
    expect(alike.get_by_role("link", name="北京联成互动软件技术有限公司")).to_be_visible()
    picture(page, "alike")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("main")).to_contain_text("已有类似的客户")
    page.get_by_label("如果不是同一客户").fill("看起来是另一家")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("聯成互動")

    page.goto(f"{product.url}/duplicates/")
    work(page, "全库查重")
    page.goto(f"{product.url}/duplicates/")
    picture(page, "pairs")
    page.get_by_role("link", name="北京联成互动软件技术有限公司").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("是不是同一个客户？")
    expect(page.get_by_role("main")).to_contain_text("名称中的地名: 仅一方有")
    picture(page, "pair")
    page.keyboard.press("2")
    expect(page.locator('tbody input[value="second"]').first).to_be_checked()
    page.keyboard.press("1")
    page.keyboard.press("m")
    expect(page.locator(".toast-note").first).to_contain_text("合并到", timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("北京联成互动软件技术有限公司")

    page.get_by_role("link", name="历史").click()
    here = page.get_by_role("region", name="并入此客户的客户")
    expect(here).to_contain_text("聯成互動")
    expect(here.get_by_role("button", name="撤回：聯成互動")).to_be_visible()
    picture(page, "merged-here")

    page.goto(f"{product.url}/duplicates/merged/")
    picture(page, "merges")
    work(page, "撤回")
    expect(page.get_by_role("heading", level=1)).to_contain_text("聯成互動")


def test_a_person_who_is_known_elsewhere_works_here_too(product: Product, page: Page) -> None:
    for name in ("昆山盛和模具有限公司", "太仓德润物流有限公司"):
        page.goto(f"{product.url}/customers/new/?name={name}")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        page.locator("nav.tabs").get_by_role("link", name="联系人").click()
        page.get_by_label("姓名").fill("王芳")
        page.locator("#id_phones").press_sequentially("13722220000", delay=10)
        if "德润" in name:
            expect(page.locator("#alike")).to_contain_text("昆山盛和模具有限公司")
            picture(page, "alike-people")
            page.get_by_label("姓名").press("Enter")  # saves, and asks; uses nobody by itself
            expect(page.get_by_role("main")).to_contain_text("已有类似的联系人")
            page.get_by_role("button", name="使用此联系人").click()
        else:
            page.locator("form[action*='/people/at/'] .btn-primary").click()
        expect(page.get_by_role("link", name="王芳", exact=True)).to_be_visible()


def test_the_palette_finds_customers_and_pages_from_the_keyboard(
    product: Product, page: Page
) -> None:
    page.goto(f"{product.url}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("联成互动", delay=20)
    results = page.locator("#search-results")
    expect(results).to_contain_text("聯成互動")
    expect(results).to_contain_text("北京联成互动软件技术有限公司")
    picture(page, "palette")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("互")
    page.wait_for_load_state()  # the heading stands before the script that knows the keys has run
    page.keyboard.press("/")
    page.keyboard.type("cf", delay=20)
    expect(page.locator("#search-results")).to_contain_text("重复资料")
