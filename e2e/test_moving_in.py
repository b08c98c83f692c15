"""A company moves in: its customers from a workbook, put right, brought up to date, and all of it taken back."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from e2e.conftest import Product, work

pytestmark = pytest.mark.browser
ADD = re.compile(r"导入 [\d,]+ 行")
MANY = 50_000 if os.environ.get("VITALFEW_TORTURE") else 2_000
WORK = 120_000 + 20 * MANY  # milliseconds
HEADING = ["客户编号", "客户名称", "行业", "手机", "邮箱", "城市"]
FIRST = [
    ["M001", "迁入精密机械有限公司", "制造业", "13800138000", "a@example.com", "苏州"],
    ["M002", "迁入贸易行", "批发零售", "13900139000", "不是邮箱", "上海"],
    ["M003", "迁入软件有限公司", "软件", "", "", ""],
]
SECOND = [
    ["M001", "迁入精密机械集团有限公司", "", "", "", "无锡"],
    ["M004", "迁入新客户", "", "", "", ""],
]


def workbook(path: Path, rows: Iterable[list[str]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADING, *rows]):
            sheet.write_row(number, 0, row)
    return path


def upload(page: Page, product: Product, file: Path) -> None:
    page.goto(f"{product.url}/import/")
    page.get_by_role("main").get_by_label("客户", exact=True).check()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并查看").click()
    work(page, "检查全部行", WORK)


def undo(page: Page) -> None:
    work(page, "撤销这次导入", WORK)


def names(page: Page, product: Product) -> list[str]:
    page.goto(f"{product.url}/customers/?q=迁入")
    return sorted(page.get_by_role("rowheader").all_inner_texts())


def test_customers_move_in_are_put_right_brought_up_to_date_and_taken_back(
    product: Product, page: Page, tmp_path: Path
) -> None:
    upload(page, product, workbook(tmp_path / "旧系统.xlsx", FIRST))
    main = page.get_by_role("main")
    expect(main).to_contain_text("这不是邮箱地址")
    page.get_by_label("邮箱", exact=True).fill("b@example.com")
    page.get_by_role("button", name="保存此行").click()
    expect(main).not_to_contain_text("这不是邮箱地址")
    work(page, "导入 3 行", WORK)
    expect(main).to_contain_text("文件已导入")
    first = page.url
    assert len(names(page, product)) == 3

    upload(page, product, workbook(tmp_path / "更正.xlsx", SECOND))
    work(page, "导入 2 行", WORK)
    second = page.url
    assert "迁入精密机械集团有限公司" in " ".join(names(page, product))

    page.goto(second)
    undo(page)
    expect(main).to_contain_text("恢复原样 1 条")
    assert "迁入精密机械有限公司" in " ".join(names(page, product))
    page.goto(first)
    undo(page)
    assert names(page, product) == []


def many(path: Path, trade: str, wrong: tuple[int, ...] = ()) -> Path:
    rows = (
        [
            f"G{i:06}",
            f"搬迁{i}号有限公司",
            trade,
            f"137{i:08}",
            "不是邮箱" if i in wrong else f"g{i}@example.com",
            "苏州",
        ]
        for i in range(MANY)
    )
    return workbook(path, rows)


def industry_of(page: Page, product: Product, code: str) -> str:
    page.goto(f"{product.url}/customers/?q={code}")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    return page.get_by_role("main").inner_text()


def test_a_large_workbook_moves_in_is_put_right_brought_again_and_taken_back(
    product: Product, page: Page, tmp_path: Path
) -> None:
    upload(page, product, many(tmp_path / "大表.xlsx", "制造业", wrong=(3, MANY - 1)))
    main = page.get_by_role("main")
    saves = page.get_by_role("button", name="保存此行")
    for left in (1, 0):
        page.get_by_label("邮箱", exact=True).first.fill(f"right{left}@example.com")
        saves.first.click()
        expect(saves).to_have_count(left)
    expect(main).not_to_contain_text("这不是邮箱地址")
    work(page, ADD, WORK)
    expect(main).to_contain_text("文件已导入")
    first = page.url
    assert "制造业" in industry_of(page, product, "G000003")

    upload(page, product, many(tmp_path / "大表二.xlsx", "软件"))
    work(page, ADD, WORK)
    expect(main).to_contain_text("文件已导入")
    second = page.url
    assert "制造业" not in industry_of(page, product, "G000003")

    page.goto(second)
    undo(page)
    assert "制造业" in industry_of(page, product, "G000003")
    page.goto(first)
    undo(page)
    page.goto(f"{product.url}/customers/?q=搬迁")
    expect(page.get_by_role("rowheader")).to_have_count(0)
