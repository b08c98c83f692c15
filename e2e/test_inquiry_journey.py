"""A stranger asks on the web; the inquiry finds its salesperson; its customer turns out to be one that was here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Product, work

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parent.parent
HERE, ASKED = "苏州恒隆精密机械有限公司", "恒隆精密机械"


def plant(product: Product) -> dict[str, object]:
    """The story's own module, in the installation's environment."""
    done = subprocess.run(
        [sys.executable, "-m", "e2e.asking", "plant"], cwd=ROOT, capture_output=True, text=True, check=False,
        env=product.environment | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, object] = json.loads(done.stdout)
    return told


def ask(tab: Page, product: Product) -> None:
    """Nobody we know, in a browser that was never here."""
    tab.goto(f"{product.url}/ask/guanwang/")
    tab.locator("[name=name]").fill("孙先生")
    tab.locator("[name=company]").fill(ASKED)
    tab.locator("[name=phone]").fill("13700137000")
    tab.locator("[name=wants]").fill("请报两百个轴承的价")
    tab.wait_for_timeout(
        3_200
    )  # nobody types this in three seconds, and who does is taken for a program
    with tab.expect_navigation(url="**/thanks/"):
        tab.locator("button[type=submit]").click()


def answer_and_make(tab: Page, product: Product, link: object) -> None:
    """The salesperson finds it among hers, answers, and makes a customer of it although one looks like it."""
    tab.goto(f"{product.url}{link}")
    with tab.expect_navigation():
        tab.get_by_role("main").get_by_role("button").click()
    tab.goto(f"{product.url}/inquiries/")
    tab.get_by_role("link", name=ASKED).first.click()
    expect(tab.get_by_role("main")).to_contain_text("请报两百个轴承的价")
    expect(tab.locator(".meta").first).to_contain_text("钱一一")
    answer = tab.locator('form[action$="/answer/"]')
    answer.locator("textarea").first.fill("已电话报价")
    with tab.expect_navigation():
        answer.locator("button[type=submit]").first.click()
    expect(tab.get_by_role("main")).to_contain_text(HERE)
    make = tab.locator('form[action$="/make/"]')
    make.locator("[name=because]").fill("说是另一家")
    with tab.expect_navigation():
        make.locator("button[type=submit]").click()
    expect(tab.get_by_role("main")).to_contain_text(ASKED)


def merge_and_take_back(page: Page, product: Product) -> None:
    """The office looks through the base, finds both, makes them one, and takes that back."""
    page.goto(f"{product.url}/duplicates/")
    work(page, "全库查重")
    page.goto(f"{product.url}/duplicates/")
    row = page.get_by_role("row").filter(has_text=HERE).filter(has_text=ASKED)
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("是不是同一个客户？")
    page.wait_for_load_state()  # the heading stands before the script that knows the keys has run
    page.keyboard.press("1")
    page.keyboard.press("m")
    expect(page.locator(".toast-note").first).to_contain_text("合并到", timeout=60_000)
    page.goto(f"{product.url}/duplicates/merged/")
    merged = page.get_by_role("row").filter(has_text=ASKED)
    merged.get_by_role("button", name="撤回").first.click()
    expect(page.locator(".toast-note").first).to_contain_text("已恢复", timeout=60_000)
    page.goto(f"{product.url}/customers/?q=恒隆精密")
    names = page.get_by_role("rowheader").all_inner_texts()
    assert sorted(names) == sorted([HERE, ASKED])


def test_an_inquiry_is_routed_becomes_a_customer_twice_and_is_put_right(
    product: Product, page: Page, browser: Browser
) -> None:
    told = plant(product)
    for act in (ask, lambda tab, where: answer_and_make(tab, where, told["link"])):
        context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 960})
        act(context.new_page(), product)
        context.close()
    merge_and_take_back(page, product)
