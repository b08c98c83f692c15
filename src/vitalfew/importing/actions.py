"""The verbs of an import: take a file, map it, check it, apply it, undo it."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, insist, may
from vitalfew.audit.api import record
from vitalfew.customers.api import CUSTOMERS, no_such_owner, possible_owners
from vitalfew.identity.api import Member
from vitalfew.importing.cells.dates import ORDERS, guess_date_order, in_doubt
from vitalfew.importing.cells.parsing import Unreadable, currency_code, texts_of_column
from vitalfew.importing.fields import ImportField, guess_mapping
from vitalfew.importing.files.encodings import CHOICES
from vitalfew.importing.files.reading import recognise
from vitalfew.importing.kinds import ImportKind, kind_of
from vitalfew.importing.models import ImportState, LedgerImport, Likeness
from vitalfew.importing.moving import move
from vitalfew.importing.policies import check_may_import
from vitalfew.importing.presets import preset_of
from vitalfew.importing.rules import FAULTS
from vitalfew.jobs.api import Job, start
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.kernel.versions import refuse_if_changed

LONGEST_NAME = 255


def receive(
    *,
    actor: Member | None,
    name: str,
    chunks: Iterable[bytes],
    kind: str = "ledger",
    is_sample: bool = False,
    limit: int | None = settings.LARGEST_LEDGER,
) -> LedgerImport:
    """Keep an uploaded file of at most ``limit`` bytes, find out what it is, and guess which column says what."""
    check_may_import(actor, kind)
    ledger = LedgerImport(
        actor=actor,
        kind=kind,
        file_name=plain_name(name),
        is_sample=is_sample,
        currency=settings.BASE_CURRENCY,
    )
    ledger.folder.mkdir(parents=True)
    try:
        ledger.digest, ledger.size = _store(ledger.source, chunks, limit)
        _describe(ledger)
        with transaction.atomic():
            ledger.save()
            record(
                actor=actor,
                verb="import.receive",
                subject=f"import:{ledger.pk}",
                file=ledger.file_name,
                kind=kind,
            )
    except BaseException:
        shutil.rmtree(ledger.folder)
        raise
    return ledger


def plain_name(name: str) -> str:
    """A file's name to show: without its folders, and without marks that would turn or break the text around it."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(mark for mark in last if mark.isprintable()).strip()[:LONGEST_NAME]


def _store(path: Path, chunks: Iterable[bytes], limit: int | None) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if limit is not None and size > limit:
                raise too_large()
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def too_large() -> BadInput:
    """A file beyond the limit of this installation."""
    return BadInput(
        "file_too_large",
        _("The file is larger than %(most)s. Split it, or have the limit raised.")
        % {"most": filesizeformat(settings.LARGEST_LEDGER)},
    )


@transaction.atomic
def read_again(*, actor: Member | None, ledger: LedgerImport, encoding: str) -> None:
    """Recognise the file afresh in an encoding that a person chose."""
    check_may_import(actor, ledger.kind)
    _take(ledger, {ImportState.RECOGNISED, ImportState.CHECKED})
    if ledger.format != "csv" or encoding not in CHOICES:
        raise BadInput(
            "wrong_encoding", _("The file cannot be read in this encoding. Choose another one.")
        )
    _describe(ledger, encoding)
    if ledger.state == ImportState.CHECKED:
        move(ledger, ImportState.RECOGNISED)
    ledger.save()


def _describe(ledger: LedgerImport, encoding: str = "") -> None:
    kind = kind_of(ledger)
    fields = kind.fields(ledger.actor)
    seen = recognise(ledger.source, fields, encoding)
    ledger.format, ledger.encoding, ledger.delimiter = seen.format, seen.encoding, seen.delimiter
    ledger.headers, ledger.first_rows = seen.headers, seen.rows
    ledger.heading_row = seen.heading_row
    ledger.mapping = _guessed(kind, seen.headers, fields)
    ledger.date_order = guess_date_order(_dates(ledger, ledger.mapping))


def _guessed(
    kind: ImportKind, headers: Sequence[str], fields: Sequence[ImportField]
) -> dict[str, int]:
    """Which column says what: as the program that made the file has it, where one is known by its headings."""
    preset = preset_of(headers)
    if preset is None or preset.kind != kind.key:
        return guess_mapping(headers, fields)
    names = {one.name for one in fields}
    told = {name: place for name, place in preset.mapping(headers).items() if name in names}
    left = ["" if i in told.values() else one for i, one in enumerate(preset.others(headers))]
    return told | guess_mapping(left, [one for one in fields if one.name not in told])


def _dates(ledger: LedgerImport, mapping: dict[str, int]) -> list[str]:
    return texts_of_column(ledger.first_rows, mapping.get(kind_of(ledger).dated))


def dates_in_doubt(ledger: LedgerImport, mapping: dict[str, int]) -> bool:
    """Whether a person must say if 3/4/2026 is in March or in April."""
    return bool(in_doubt(_dates(ledger, mapping)))


@transaction.atomic
def check(
    *,
    actor: Member | None,
    ledger: LedgerImport,
    mapping: dict[str, int],
    date_order: str,
    currency: str = "",
    owner: Member | None = None,
    chosen: Mapping[str, str] | None = None,
    opened: Mapping[str, str] | None = None,
) -> Job:
    """Start reading the whole file under this mapping; BadInput when the mapping cannot make a row.

    ChangedSince when somebody else mapped it meanwhile (``opened``: what the form showed).
    ``date_order`` may be empty when the dates of the file leave no doubt. ``owner`` gets the new customers.
    ``chosen``: by what records are known, and what is done with known ones (``kinds.ImportKind.keys``).
    """
    check_may_import(actor, ledger.kind)
    if actor is not None and owner is not None:
        insist(may(actor, CUSTOMERS, Verb.TRANSFER))
        if not possible_owners(actor).filter(pk=owner.pk).exists():
            raise no_such_owner()
    _take(ledger, {ImportState.RECOGNISED, ImportState.CHECKED})
    ledger.refresh_from_db()
    refuse_if_changed(opened or {}, _choices(ledger))
    kind = kind_of(ledger)
    ledger.owner = owner
    ledger.chosen = kind.choices(mapping, chosen or {}, ledger)
    kind.insist_fields(actor, mapping)
    ledger.save(update_fields=["owner", "chosen"])
    prepare_check(ledger, mapping, date_order, currency or ledger.currency)
    return _start(actor, ledger, "import.check")


def _choices(ledger: LedgerImport) -> dict[str, object]:
    """What a person chose of how a file is read, by the names of the form."""
    names = (one.name for one in kind_of(ledger).fields(ledger.actor))
    columns = {name: ledger.mapping.get(name) for name in names}
    return columns | {
        "default_currency": ledger.currency,
        "default_owner": ledger.owner_id,
        "default_pool": ledger.chosen.get("pool"),
        **{name: text for name, text in ledger.chosen.items() if name != "pool"},
    }


def prepare_check(
    ledger: LedgerImport, mapping: dict[str, int], date_order: str, currency: str
) -> None:
    """Keep how the file is to be read, once it is seen to be usable."""
    _check_mapping(ledger, mapping)
    ledger.mapping, ledger.currency = mapping, _checked_currency(currency)
    ledger.date_order = _checked_date_order(ledger, mapping, date_order)
    move(ledger, ImportState.CHECKING, "mapping", "date_order", "currency")


def _checked_currency(text: str) -> str:
    try:
        return currency_code(text)
    except Unreadable:
        raise BadInput("not_a_currency", FAULTS["not_a_currency"], field="currency") from None


def _checked_date_order(ledger: LedgerImport, mapping: dict[str, int], chosen: str) -> str:
    if chosen in ORDERS:
        return chosen
    dates = _dates(ledger, mapping)
    doubtful = in_doubt(dates)
    if doubtful:
        raise BadInput(
            "date_order_open",
            _("Dates such as %(date)s can be read in two ways. Say which part is the day.")
            % {"date": doubtful},
            field="date_order",
        )
    return guess_date_order(dates)


def _check_mapping(ledger: LedgerImport, mapping: dict[str, int]) -> None:
    kind = kind_of(ledger)
    names = {one.name for one in kind.fields(ledger.actor)}
    columns = len(ledger.headers)
    if not (mapping.keys() <= names and all(0 <= c < columns for c in mapping.values())):
        raise BadInput(
            "no_such_column",
            _(
                "There is no such column in this file. Load the page again and choose from its columns."
            ),
        )
    kind.insist_mapping(mapping, ledger.chosen)
    if len(set(mapping.values())) != len(mapping):
        raise BadInput(
            "column_mapped_twice",
            _("One column is chosen for two things. Choose each column once."),
        )


@transaction.atomic
def apply(
    *,
    actor: Member | None,
    ledger: LedgerImport,
    leave_out_bad_rows: bool,
    alike: str = "",
    choices: Mapping[int, str] | None = None,
) -> Job:
    """Start adding the checked rows; bad rows stay outside only when that was said.

    ``alike``: what is done with rows that look like a customer who is here; ``choices``: by row where it is another.
    """
    check_may_import(actor, ledger.kind)
    _take(ledger, {ImportState.CHECKED})
    if ledger.counts["bad_rows"] and not leave_out_bad_rows:
        raise BadInput(
            "bad_rows_left",
            _("Some rows are still wrong. Put them right, or say that they are left out."),
        )
    if not kind_of(ledger).work(ledger.counts):
        raise BadInput(
            "nothing_to_add", _("No row of this file can be added. Check which column says what.")
        )
    ledger.leave_out_bad_rows = leave_out_bad_rows
    _choose(ledger, alike, choices or {})
    move(ledger, ImportState.APPLYING, "leave_out_bad_rows", "chosen")
    return _start(actor, ledger, "import.apply")


def _choose(ledger: LedgerImport, alike: str, choices: Mapping[int, str]) -> None:
    """Keep what is to be done with rows that look like a customer who is here."""
    ways = set(Likeness.Choice.values)
    if alike in ways:
        ledger.chosen = {**ledger.chosen, "alike": alike}
    for way in ways:
        rows = [row for row, choice in choices.items() if choice == way]
        ledger.likenesses.filter(row__in=rows).update(choice=way)


@transaction.atomic
def undo(*, actor: Member | None, ledger: LedgerImport) -> Job:
    """Start taking back what an import brought."""
    check_may_import(actor, ledger.kind)
    _take(ledger, {ImportState.APPLIED})
    if not kind_of(ledger).can_be_undone(ledger):
        raise Conflict(
            "import_forgotten",
            _(
                "This file named somebody whose data were erased, and went with them: it cannot be taken back."
            ),
        )
    move(ledger, ImportState.UNDOING)
    return _start(actor, ledger, "import.undo")


@transaction.atomic
def discard(*, actor: Member | None, ledger: LedgerImport) -> None:
    """Throw away an import that added nothing, with its file."""
    check_may_import(actor, ledger.kind)
    _take(ledger, {ImportState.RECOGNISED, ImportState.CHECKED, ImportState.UNDONE})
    remove(actor, ledger)


def remove(actor: Member | None, ledger: LedgerImport) -> None:
    """Delete an import with its staging table, and its files once that is committed."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {ledger.stage}")
    record(actor=actor, verb="import.discard", subject=f"import:{ledger.pk}", file=ledger.file_name)
    folder = ledger.folder
    ledger.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def _start(actor: Member | None, ledger: LedgerImport, kind: str) -> Job:
    ledger.job = start(actor=actor, kind=kind, **{"import": str(ledger.pk)})
    ledger.save(update_fields=["job"])
    return ledger.job


def _take(ledger: LedgerImport, allowed: set[ImportState]) -> None:
    """Lock the import and see that it still stands where the caller thinks: two tabs cannot both go on."""
    state = (
        LedgerImport.objects.select_for_update().values_list("state", flat=True).get(pk=ledger.pk)
    )
    ledger.state = state
    if state not in allowed:
        raise Conflict(
            "import_moved_on",
            _("This import has moved on meanwhile. Load the page again to see where it stands."),
        )
