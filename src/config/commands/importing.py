"""import, imports, import-undo and sample: sales ledgers, by the same jobs as in the browser."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click
from django.conf import settings

from config.commands.database_command import DatabaseCommand, DatabaseGroup
from config.commands.following import Failed, finished
from vitalfew.importing import api as importing
from vitalfew.importing.api import LedgerImport
from vitalfew.jobs.api import Job
from vitalfew.kernel.errors import ProductError

PIECE = 4 * 1024 * 1024
ROWS_NAMED = 20


@click.command("import", cls=DatabaseCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Say which column (its heading or its number) a field is; may be repeated.",
)
@click.option("--currency", default="", help="Of rows that name none; by default the company's.")
@click.option(
    "--date-order",
    type=click.Choice(["mdy", "dmy", "ymd"]),
    help="How 3/4/2026 is meant, where the dates leave it open.",
)
@click.option(
    "--encoding",
    default="",
    help="Of a text file, when it is not recognised: utf-8, gb18030, cp950, big5hkscs, utf-16-le, utf-16-be.",
)
@click.option(
    "--leave-out-bad-rows", is_flag=True, help="Add the right rows though others are wrong."
)
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write the refused rows with their reasons.",
)
@click.option("--yes", is_flag=True, help="Add without asking.")
def import_ledger(
    file: Path, mapped: tuple[str, ...], currency: str, date_order: str | None,
    encoding: str, leave_out_bad_rows: bool, errors: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Bring the sales of FILE (CSV, XLSX or Parquet) into the books: all of it, or nothing.

    \b
    Exit code 1: some rows are wrong and nothing was added; put them right or add --leave-out-bad-rows.
    FIELD is one of: customer_code customer_name country order_number placed_at product_code
    product_name quantity unit_price amount unit_cost currency
    """
    ledger = importing.receive(actor=None, name=file.name, chunks=_pieces(file), limit=None)
    with _thrown_away_when_it_fails(ledger):
        if encoding:
            importing.read_again(actor=None, ledger=ledger, encoding=encoding)
        ledger = _checked(ledger, mapped, currency or settings.BASE_CURRENCY, date_order or "")
        _tell_refused(ledger, errors)
    if ledger.counts["bad_rows"] and not leave_out_bad_rows:
        importing.discard(actor=None, ledger=ledger)
        click.echo("Nothing was added.", err=True)
        raise SystemExit(1)
    if not yes and sys.stdin.isatty():
        click.confirm(f"Add {ledger.counts['lines']:,} rows?", abort=True)
    job = finished(
        importing.apply(actor=None, ledger=ledger, leave_out_bad_rows=leave_out_bad_rows)
    )
    _tell_added(job, ledger)


@contextmanager
def _thrown_away_when_it_fails(ledger: LedgerImport) -> Iterator[None]:
    """A file that could not be used leaves nothing behind: the next try brings it again."""
    try:
        yield
    except (click.ClickException, ProductError):
        ledger.refresh_from_db()
        importing.discard(actor=None, ledger=ledger)
        raise


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def _checked(
    ledger: LedgerImport, mapped: tuple[str, ...], currency: str, date_order: str
) -> LedgerImport:
    mapping = ledger.mapping | dict(_pair(ledger, each) for each in mapped)
    _tell_recognised(ledger, mapping)
    finished(
        importing.check(
            actor=None, ledger=ledger, mapping=mapping, date_order=date_order, currency=currency
        )
    )
    ledger.refresh_from_db()
    _tell_counts(ledger)
    return ledger


def _pair(ledger: LedgerImport, text: str) -> tuple[str, int]:
    name, _, column = text.partition("=")
    if column in ledger.headers:
        return name.strip(), ledger.headers.index(column)
    if column.isdecimal() and 1 <= int(column) <= len(ledger.headers):
        return name.strip(), int(column) - 1
    raise click.BadParameter(
        f"there is no column {column!r}; the file has: {', '.join(ledger.headers)}"
    )


def _tell_recognised(ledger: LedgerImport, mapping: dict[str, int]) -> None:
    click.echo(" ".join(filter(None, ["Recognised:", ledger.format, ledger.encoding])))
    for name, column in sorted(mapping.items(), key=lambda pair: pair[1]):
        click.echo(
            f"  {name:<14} {ledger.headers[column] if column < len(ledger.headers) else column}"
        )


def _tell_counts(ledger: LedgerImport) -> None:
    counts = ledger.counts
    sums = ", ".join(f"{float(amount):,.2f} {code}" for code, amount in counts["amounts"].items())
    click.echo(
        f"{counts['lines']:,} lines in {counts['orders']:,} orders of {counts['customers']:,} customers"
        f" ({counts['new_customers']:,} new), {sums or 'no amount'}"
    )
    if counts["unassigned_lines"]:
        click.echo(f"{counts['unassigned_lines']:,} lines name no customer and are kept apart")
    if counts["known_orders"]:
        click.echo(f"{counts['known_orders']:,} of the orders are here already")


def _tell_refused(ledger: LedgerImport, errors: Path | None) -> None:
    count = ledger.counts["bad_rows"]
    if not count:
        return
    click.echo(f"{count:,} rows cannot be read:", err=True)
    for row, reasons in importing.first_refused(ledger, ROWS_NAMED):
        click.echo(f"  row {row}: {' '.join(reasons)}", err=True)
    if errors is not None:
        errors.write_text("".join(importing.error_lines(ledger)), encoding="utf-8", newline="")
        click.echo(f"All of them with their reasons: {errors}", err=True)
    elif count > ROWS_NAMED:
        click.echo(f"  and {count - ROWS_NAMED:,} more; --errors FILE writes them all", err=True)


def _tell_added(job: Job, ledger: LedgerImport) -> None:
    added = job.result
    already = (
        f", {added['lines_already_here']:,} were here already"
        if added["lines_already_here"]
        else ""
    )
    click.echo(
        f"Added {added['lines']:,} lines, {added['orders']:,} orders, {added['customers']:,} customers{already}."
    )
    click.echo(f"To take it back: vitalfew import-undo {ledger.pk}")


@click.command("imports", cls=DatabaseCommand)
def list_imports() -> None:
    """List the imports, the newest first: id, state, file, lines."""
    for ledger in LedgerImport.objects.order_by("-created_at", "pk"):
        lines = ledger.counts.get("lines", "")
        click.echo(
            f"{ledger.pk}\t{ledger.created_at:%Y-%m-%d %H:%M}\t{ledger.state}\t{ledger.file_name}\t{lines}"
        )


@click.command("import-undo", cls=DatabaseCommand)
@click.argument("number", type=click.UUID)
def import_undo(number: UUID) -> None:
    """Take back exactly what the import NUMBER brought; vitalfew imports lists them."""
    ledger = LedgerImport.objects.filter(pk=number).first()
    if ledger is None:
        raise Failed(f"There is no import {number}: vitalfew imports lists them.")
    job = finished(importing.undo(actor=None, ledger=ledger))
    _tell_taken_back(job)


def _tell_taken_back(job: Job) -> None:
    gone = job.result
    click.echo(
        f"Took back {gone['lines']:,} lines, {gone['orders']:,} orders, {gone['customers']:,} customers."
    )


@click.group(cls=DatabaseGroup)
def sample() -> None:
    """Load a real wholesaler's year to look around with, or remove it again.

    UCI Online Retail, Chen 2015, doi 10.24432/C5BW33, CC BY 4.0.
    """


@sample.command()
def load() -> None:
    """Load the sample: 541,909 order lines of 4,372 customers."""
    job = finished(importing.load_sample(actor=None))
    added = job.result
    click.echo(
        f"Added {added['lines']:,} lines, {added['orders']:,} orders, {added['customers']:,} customers."
    )
    click.echo("Next: vitalfew value run, or vitalfew serve and look around.")


@sample.command()
def remove() -> None:
    """Remove the sample; nothing else is touched."""
    _tell_taken_back(finished(importing.remove_sample(actor=None)))
