"""What a page fetches only when it is opened does come."""

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Product

pytestmark = pytest.mark.browser


def new_customer(product: Product, page: Page, name: str) -> str:
    """A new customer's address."""
    page.goto(f"{product.url}/customers/new/?name={name}")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return page.url


def test_a_filter_with_many_values_brings_them_when_it_is_opened(
    product: Product, page: Page
) -> None:
    new_customer(product, page, "海风贸易")
    page.goto(f"{product.url}/customers/")
    chip = page.locator("details.filter", has=page.locator("summary", has_text="负责人")).first
    chip.locator("summary").click()
    expect(chip.locator('input[name="owner"][value="nobody"]')).to_be_visible()


def test_what_was_bought_comes_when_it_is_unfolded(product: Product, page: Page) -> None:
    page.goto(f"{new_customer(product, page, '青山机械')}timeline/")
    page.get_by_text("已购产品与交易特点").click()
    expect(page.locator("#buying")).to_contain_text("尚未购买任何产品")


def test_a_fact_is_changed_in_the_list_with_the_keyboard_alone(
    product: Product, page: Page
) -> None:
    new_customer(product, page, "远山机电")
    page.goto(f"{product.url}/customers/?q=远山机电")
    page.keyboard.press("j")
    page.keyboard.press("e")
    name = page.locator(".cell-form input[name=name]")
    expect(name).to_be_focused()
    name.fill("远山机电设备")
    page.keyboard.press("Tab")
    country = page.locator(".cell-form :is(input, select)[name=country]")
    expect(country).to_be_focused()
    expect(page.locator("tbody tr th")).to_have_text("远山机电设备")
    page.keyboard.press("Escape")
    expect(page.locator(".cell-form")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("远山机电设备")
