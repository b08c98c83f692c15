"""A company adds fields to its customers: set up, filled in, seen, filtered and sorted by, reckoned with."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Product

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("VITALFEW_PICTURES", "")


def picture(page: Page, name: str) -> None:
    """Kept where somebody wants to look at it."""
    if not PICTURES:
        return
    for width, theme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1440, "height": 960})
    page.emulate_media(color_scheme="light")


def add_field(product: Product, page: Page, kind: str, name: str, **more: str) -> None:
    page.goto(f"{product.url}/fields/new/{kind}/")
    page.locator("#id_label").fill(name)
    for key, text in more.items():
        page.locator(f"#id_{key}").fill(text)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("自定义字段")


def test_fields_of_ones_own_are_set_filled_in_and_asked_by(product: Product, page: Page) -> None:
    add_field(product, page, "number", "门店数", help_text="正在营业的门店")
    add_field(product, page, "money", "年度预算", section="预算")
    add_field(product, page, "choice", "合作方式", new_choices="直营\n加盟\n代理")
    add_field(product, page, "choices", "感兴趣的产品", new_choices="茶叶\n大米\n食用油")
    picture(page, "fields")

    page.goto(f"{product.url}/customers/new/?name=杭州青禾商贸有限公司")
    page.get_by_label("门店数").fill("12")
    page.get_by_label("年度预算").fill("360,000")
    page.get_by_label("合作方式").select_option("加盟")
    page.get_by_label("茶叶").check()
    page.get_by_label("食用油").check()
    picture(page, "fields-form")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("杭州青禾商贸有限公司")

    page.goto(f"{product.url}/fields/new/formula/")
    page.locator("#id_label").fill("店均预算")
    page.locator("#id_formula").press_sequentially("[年度预算] / [门店数]", delay=10)
    expect(page.locator("#tried")).to_contain_text("30,000")
    picture(page, "fields-formula")
    page.get_by_role("button", name="保存").click()

    page.goto(f"{product.url}/customers/?sort=-own_f1&own_f2_from=1000")
    main = page.get_by_role("main")
    expect(main).to_contain_text("店均预算")
    expect(main).to_contain_text("加盟")
    picture(page, "fields-list")
    customer = page.locator("tbody a").first.get_attribute("href")
    page.goto(f"{product.url}{customer}details/")
    for text in ("门店数", "12", "茶叶", "食用油", "30,000"):
        expect(page.get_by_role("main")).to_contain_text(text)
    picture(page, "fields-details")

    page.goto(f"{product.url}/fields/3/")
    page.locator("#id_choice_2").fill("特许加盟")
    picture(page, "fields-choices")
    page.get_by_role("button", name="保存").click()
    page.goto(f"{product.url}{customer}details/")
    expect(page.get_by_role("main")).to_contain_text("特许加盟")

    for _look in range(60):  # the worker makes the indexes meanwhile
        page.goto(f"{product.url}/fields/")
        if "正在建立索引" not in page.get_by_role("main").inner_text():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("main")).not_to_contain_text("正在建立索引")
