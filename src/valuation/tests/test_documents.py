"""The worked examples in docs/algorithms are run, so that the pages cannot drift from the code."""

import doctest

import pytest

from valuation.tests.conftest import REPOSITORY

PAGES = REPOSITORY / "docs" / "algorithms"
OURS = sorted(page.name for page in PAGES.glob("*.md"))


@pytest.mark.parametrize("document", OURS)
def test_the_worked_examples_come_out_as_printed(document: str) -> None:
    failed, tried = doctest.testfile(str(PAGES / document), module_relative=False)
    assert tried > 0
    assert failed == 0
