"""Ledgers from the command line: the same jobs as in the browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from config.cli import vitalfew
from vitalfew.importing.api import LedgerImport
from vitalfew.kernel.errors import ProductError
from vitalfew.trade.api import OrderLine

type Run = Callable[..., Result]

pytestmark = pytest.mark.django_db(transaction=True)

LEDGER = "订单号,订单日期,客户编号,产品名称,数量,单价\nA1,2026-03-05,C1,轴承,10,12.5\n"
BROKEN = LEDGER + "A2,2026-02-30,C1,轴承,ten,12.5\nA3,2026-03-05\n"


@pytest.fixture
def run(tmp_path: Path, settings: Settings) -> Run:
    """Runs a command on a file called ledger.csv."""
    settings.FILES_FOLDER = tmp_path / "files"

    def command(*words: str, content: str = LEDGER) -> Result:
        file = tmp_path / "ledger.csv"
        file.write_bytes(content.encode("gb18030"))
        return CliRunner().invoke(vitalfew, [word.replace("FILE", str(file)) for word in words])

    return command


def test_a_ledger_is_brought_in_and_taken_back(run: Run) -> None:
    result = run("import", "FILE", "--yes")
    assert result.exit_code == 0, result.output
    assert "Recognised: csv gb18030" in result.output
    assert "Added 1 lines, 1 orders, 1 customers." in result.output
    ledger = LedgerImport.objects.get()
    assert str(ledger.pk) in run("imports").output
    assert "Took back 1 lines" in run("import-undo", str(ledger.pk)).output
    assert not OrderLine.objects.exists()


def test_bad_rows_stop_it_and_nothing_is_left_behind(run: Run, tmp_path: Path) -> None:
    result = run(
        "import", "FILE", "--yes", "--errors", str(tmp_path / "errors.csv"), content=BROKEN
    )
    assert result.exit_code == 1
    assert "row 3: Date: There is no such day" in result.output
    assert "row 4: This row has more or fewer cells" in result.output
    assert "Nothing was added." in result.output
    assert len((tmp_path / "errors.csv").read_text().splitlines()) == 3
    assert not LedgerImport.objects.exists()


def test_bad_rows_can_be_left_out(run: Run) -> None:
    result = run("import", "FILE", "--yes", "--leave-out-bad-rows", content=BROKEN)
    assert (result.exit_code, OrderLine.objects.count()) == (0, 1)


def test_columns_can_be_named_by_heading_or_number(run: Run) -> None:
    content = "when,who,worth\n2026-03-05,C1,5\n"
    words = ("--map", "placed_at=when", "--map", "customer_code=2", "--map", "amount=worth")
    result = run("import", "FILE", "--yes", *words, content=content)
    assert (result.exit_code, OrderLine.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    "words",
    [
        ("--map", "amount=99"),
        ("--map", "colour=单价"),
        ("--currency", "Euros"),
        ("--encoding", "rot13"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(
    run: Run, words: tuple[str, ...]
) -> None:
    result = run("import", "FILE", "--yes", *words)
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit | ProductError)
    assert not LedgerImport.objects.exists()


def test_dates_in_doubt_ask_for_their_order(run: Run) -> None:
    content = "date,amount\n3/4/2026,5\n"
    assert isinstance(run("import", "FILE", "--yes", content=content).exception, ProductError)
    assert run("import", "FILE", "--yes", "--date-order", "dmy", content=content).exit_code == 0


def test_an_import_that_is_not_there_cannot_be_undone(run: Run) -> None:
    result = run("import-undo", "00000000-0000-0000-0000-000000000000")
    assert (result.exit_code, "There is no import" in result.output) == (2, True)
