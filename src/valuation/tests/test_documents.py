"""A page per method in docs/algorithms: complete, linked, and with examples that come out as printed."""

import doctest
import inspect
import re

import pytest

import valuation
from valuation.tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "docs" / "algorithms"
INDEX = "README.md"
PAGES = sorted(page.name for page in FOLDER.glob("*.md") if page.name != INDEX)
NO_METHODS = {"column-contracts.md", "how-it-is-fast.md"}
PARTS = ("**Question it answers.**", "**Source", "## Assumptions", "\n## When ")
CODE = re.compile(r"`(\w+)`")
LINK = re.compile(r"\]\(([\w.-]+)\)")


@pytest.mark.parametrize("document", PAGES)
def test_the_worked_examples_come_out_as_printed(document: str) -> None:
    failed, tried = doctest.testfile(str(FOLDER / document), module_relative=False)
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize("document", sorted({*PAGES} - NO_METHODS))
def test_a_page_says_all_that_a_page_must(document: str) -> None:
    text = (FOLDER / document).read_text("utf-8")
    assert [part for part in PARTS if part not in text] == []


@pytest.mark.parametrize("document", [*PAGES, INDEX])
def test_no_link_between_pages_leads_nowhere(document: str) -> None:
    linked = LINK.findall((FOLDER / document).read_text("utf-8"))
    assert [name for name in linked if not (FOLDER / name).exists()] == []


def test_every_page_stands_in_the_index_once() -> None:
    rows = [line for line in index() if line.startswith("| [")]
    assert sorted(LINK.findall(row)[0] for row in rows) == PAGES


def test_every_method_of_the_engine_has_its_page() -> None:
    named = [name for line in index() if line.startswith("| [") for name in CODE.findall(line)]
    offered = {name for name in valuation.__all__ if inspect.isfunction(getattr(valuation, name))}
    assert offered - {*named} == set()
    assert {*named} <= {*valuation.__all__}
    assert len(named) == len({*named})


def index() -> list[str]:
    return (FOLDER / INDEX).read_text("utf-8").splitlines()
