"""A view of two conditions joined by OR is kept and shared; a colleague opens it and puts a fact right in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Product

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parent.parent
VIEW = "个人或转介绍"
MINE = ["视图客户乙", "视图客户甲"]  # the newest first


def plant(product: Product) -> str:
    """The story's own module, in the installation's environment; how the colleague signs in."""
    done = subprocess.run(
        [sys.executable, "-m", "e2e.viewing", "plant"], cwd=ROOT, capture_output=True, text=True, check=False,
        env=product.environment | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return str(json.loads(done.stdout)["link"])


def join_two(page: Page, product: Product) -> None:
    """Individuals, or whoever was referred."""
    page.goto(f"{product.url}/customers/?build=1")
    for line, (name, value) in enumerate((("kind", "individual"), ("source", "referral"))):
        if line:
            page.get_by_role("button", name="再加一条").click()
        page.locator(f"#f{line}").select_option(name)
        page.get_by_role("button", name="继续选择值").click()
        page.locator(f'input[name=v{line}][value="{value}"]').check()
    page.locator("#builder-match").select_option("any")
    with page.expect_navigation():
        page.get_by_role("button", name="显示记录").click()
    assert "where=any(" in page.url


def keep_and_share(page: Page, product: Product) -> None:
    """Under a name, then with everybody."""
    page.locator("summary", has_text="存为视图…").click()
    page.locator("#view-name").fill(VIEW)
    with page.expect_navigation():
        page.locator('form[action$="/keep/"] button[type=submit]').click()
    expect(page.locator(".view-bar nav a[aria-current=page]")).to_contain_text(VIEW)
    page.get_by_label("管理此列表的视图").click()
    page.get_by_role("link", name="共享…").click()
    page.locator("#id_audience").select_option("everybody")
    with page.expect_navigation(url="**/views/customers/**"):
        page.get_by_role("main").locator("form button[type=submit]").first.click()


def open_and_edit(tab: Page, product: Product, link: str) -> None:
    """The colleague finds the tab, sees their own two, and puts a name right without leaving the list."""
    tab.goto(f"{product.url}{link}")
    with tab.expect_navigation():
        tab.get_by_role("main").get_by_role("button").click()
    tab.goto(f"{product.url}/customers/?view=all")
    tab.locator(".view-bar nav a", has_text=VIEW).click()
    expect(tab.locator("tbody tr th")).to_contain_text(MINE)
    tab.wait_for_load_state("networkidle")  # the rows stand before the list has settled
    row = tab.locator("tbody tr").first
    row.focus()
    expect(row).to_be_focused()
    tab.keyboard.press("e")
    name = tab.locator(".cell-form input[name=name]")
    expect(name).to_be_focused()
    name.fill(f"{MINE[0]}公司")
    name.press("Enter")
    expect(tab.locator(".cell-form")).to_have_count(0)
    expect(tab.locator("tbody")).to_contain_text(f"{MINE[0]}公司")


def test_a_view_joined_by_or_is_shared_and_a_colleague_edits_in_it(
    product: Product, page: Page, browser: Browser
) -> None:
    link = plant(product)
    join_two(page, product)
    keep_and_share(page, product)
    colleague = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 960})
    open_and_edit(colleague.new_page(), product, link)
    colleague.close()
    page.goto(f"{product.url}/customers/?q={MINE[0]}公司")
    expect(page.locator("tbody tr th")).to_contain_text(f"{MINE[0]}公司")
