"""From a sales ledger to a valued customer base, told as its users live it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.conftest import Product, first_entry, started, work

pytestmark = pytest.mark.browser

WORK = 120_000  # milliseconds a job may take here
BROKEN = """客户编号,客户名称,订单号,日期,产品,数量,单价
K001,苏州联成精密机械有限公司,D1,2026-03-05,轴承,10,12.50
K001,苏州联成精密机械有限公司,D2,2026年4月1日,轴承,十,12.50
K002,台積電,D3,2026/4/2,密封圈,4,￥1
K003,欧阳娜,D4,2026-02-30,密封圈,2,3.2
K002,台積電,D5,20260510,轴承,（1）,12.50
"""


@pytest.fixture(scope="module")
def product(company_service: str) -> Iterator[Product]:
    """An empty one: figures of the sample are told to the cent."""
    with started(company_service) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(product: Product, browser: Browser) -> BrowserContext:
    return first_entry(product, browser)


def test_the_sample_is_loaded_valued_explained_and_weighed_anew(
    product: Product, page: Page
) -> None:
    page.goto(product.url)
    work(page, "载入示例数据")

    page.goto(f"{product.url}/value/")
    work(page, "立即计算价值")
    page.goto(f"{product.url}/value/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("4,372")
    expect(main).to_contain_text("£8,300,065.81")
    expect(main).to_contain_text("135,080")
    summary = product.command("value", "summary", "--json")
    for figure in ('"customers": 4372', '"net_sales": 8300065.81', '"unassigned_lines": 135080'):
        assert figure in summary

    page.get_by_role("link", name="客户", exact=True).first.click()
    first = page.get_by_role("rowheader").first
    expect(first).to_have_text("14646")
    first.get_by_role("link").click()
    expect(page.locator(".why")).to_contain_text("为什么是 A")
    expect(page.get_by_role("main")).to_contain_text("等级历史")

    page.goto(f"{product.url}/value/settings/")
    page.get_by_label("销售贡献").fill("10")
    page.get_by_label("销售预期").fill("10")
    page.get_by_label("利润贡献").fill("80")
    page.get_by_role("button", name="预览谁会变动").click()
    expect(page.get_by_role("heading", name="谁会变动")).to_be_visible()
    moved = page.locator("#value-form p b").first.inner_text()
    assert int(moved.replace(",", "")) > 0
    mover = page.locator("#value-form tbody a").first.inner_text()
    page.get_by_label("原因").fill("利润优先")
    work(page, "保存并计算价值")

    page.goto(f"{product.url}/customers/?q={mover}")
    page.get_by_role("rowheader").first.get_by_role("link").click()
    history = page.locator("#tier-history")
    expect(history).to_contain_text("→")
    expect(history).to_contain_text("利润优先")


def test_a_broken_chinese_ledger_is_put_right_added_and_undone(
    product: Product, page: Page, tmp_path: Path
) -> None:
    ledger = tmp_path / "三月销售.csv"
    ledger.write_bytes(BROKEN.encode("gb18030"))
    page.goto(f"{product.url}/import/")
    page.locator("input[type=file]").set_input_files(ledger)
    page.get_by_role("button", name="上传并查看").click()
    expect(page.get_by_role("main")).to_contain_text("GB18030")
    expect(page.get_by_role("main")).to_contain_text("苏州联成精密机械有限公司")
    page.get_by_role("button", name="检查全部行").click()
    expect(page.locator("#bad-rows")).to_be_visible(timeout=WORK)
    expect(page.locator("#bad-rows legend")).to_have_count(2)

    page.locator("[id^=cell-3-quantity]").fill("10")
    page.locator("[id^=cell-5-placed_at]").fill("2026-02-28")
    page.get_by_role("button", name="保存全部行").click()
    expect(page.locator("#bad-rows")).to_have_count(0, timeout=WORK)
    page.get_by_role("button", name="加入 5 行").click()
    expect(page.locator(".notice-good")).to_contain_text("5", timeout=WORK)

    page.goto(f"{product.url}/customers/?q=szlc")
    expect(page.get_by_role("rowheader").first).to_have_text("苏州联成精密机械有限公司")

    page.goto(f"{product.url}/import/")
    page.get_by_role("link", name="三月销售.csv").click()
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_role("main")).to_contain_text("已撤销", timeout=WORK)
    page.goto(f"{product.url}/customers/?q=szlc")
    expect(page.get_by_role("rowheader")).to_have_count(0)


def test_the_sample_goes_without_a_trace(product: Product, page: Page) -> None:
    page.goto(f"{product.url}/import/")
    work(page, "移除示例数据")
    page.goto(f"{product.url}/customers/")
    expect(page.get_by_role("rowheader")).to_have_count(0)
