"""The page of every component: readable by everyone, on every screen, in both colours, in three languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.conftest import Product

WIDTHS = (1440, 1024, 390)
WAIT = 10_000

pytestmark = pytest.mark.browser


def tab_of(browser: Browser, signed_in: BrowserContext, *, width: int, colours: str) -> Page:
    """A tab of another screen, signed in as the same member."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=colours,  # type: ignore[arg-type]
        storage_state=signed_in.storage_state(),
    )
    return context.new_page()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_serious_stands_in_anyones_way(
    product: Product, browser: Browser, signed_in: BrowserContext, width: int, colours: str
) -> None:
    tab = tab_of(browser, signed_in, width=width, colours=colours)
    tab.goto(f"{product.url}/style/")
    expect(tab.locator("[data-chart] canvas")).to_have_count(7, timeout=WAIT)
    found = Axe().run(tab).response["violations"]
    tab.context.close()
    assert [
        (v["id"], [node["html"] for node in v["nodes"]])
        for v in found
        if v["impact"] in {"serious", "critical"}
    ] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/style/", "/preferences/", "/password/"])
def test_no_page_is_wider_than_its_screen(
    product: Product, browser: Browser, signed_in: BrowserContext, width: int, path: str
) -> None:
    tab = tab_of(browser, signed_in, width=width, colours="light")
    tab.goto(product.url + path)
    wider = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    tab.context.close()
    assert wider <= 0


def test_on_a_phone_every_control_can_be_hit_with_a_thumb(
    product: Product, browser: Browser, signed_in: BrowserContext
) -> None:
    tab = tab_of(browser, signed_in, width=390, colours="light")
    tab.goto(f"{product.url}/style/")
    small = tab.eval_on_selector_all(
        ".btn:not(.btn-sm), .input, .select, .tabbar a, .tabbar summary, .tabs a, .chip-set",
        "all => all.filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)",
    )
    tab.context.close()
    assert small == []


def test_keys_lead_everywhere_and_the_sheet_says_so(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/style/")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.rowIndex") == 2


def test_colours_are_switched_for_good_and_charts_follow(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/style/")
    page.locator("header details").last.click()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(f"{product.url}/preferences/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("header details").last.click()
    page.get_by_role("button", name="跟随设备").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(
    ("name", "html"), [("繁體中文", "zh-Hant"), ("English", "en"), ("简体中文", "zh-Hans")]
)
def test_each_language_is_offered_by_its_own_name(
    product: Product, page: Page, name: str, html: str
) -> None:
    page.goto(f"{product.url}/preferences/")
    page.locator("header details").nth(-2).click()
    page.locator("header").get_by_role("button", name=name).click()
    expect(page.locator("html")).to_have_attribute("lang", html)


def test_a_click_on_a_mark_leads_to_its_rows(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/style/")
    chart = page.locator("[data-chart=chart-pareto]")
    chart.scroll_into_view_if_needed()
    expect(chart.locator("canvas")).to_be_visible(timeout=WAIT)
    box = chart.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 75, box["y"] + box["height"] - 60)
    page.wait_for_url("**/style/?c=1")
