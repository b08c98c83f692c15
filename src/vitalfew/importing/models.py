"""An import: a ledger file on its way into the books, with what was seen, found wrong, added, and taken back."""

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.importing.files.recognised import Recognised
from vitalfew.jobs.api import Job
from vitalfew.kernel.history import NotKept


class ImportState(models.TextChoices):
    """Where an import stands. The allowed moves are in ``rules.MOVES``."""

    RECOGNISED = "recognised", _("Recognised")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    APPLYING = "applying", _("Being added")
    APPLIED = "applied", _("Imported")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


class LedgerImport(models.Model):
    """One file, of sales or of records. Its id is the origin of everything it brings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.RECOGNISED)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # What its rows are: the key of an ``ImportKind``.
    kind = models.CharField(
        _("What it holds"), max_length=20, default="ledger", db_default="ledger"
    )
    file_name = models.CharField(_("File"), max_length=255)
    digest = models.CharField(max_length=64)
    is_sample = models.BooleanField(default=False)
    format = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    size = models.BigIntegerField(_("Size"), default=0)
    heading_row = models.PositiveIntegerField(default=1)
    headers = models.JSONField(default=list)
    first_rows = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    date_order = models.CharField(max_length=3, default="mdy")
    currency = models.CharField(_("Currency"), max_length=3, default="CNY")
    # What a member chose beside the columns: by what a record is known, what is done with known ones and with those
    # that look like one that is here.
    chosen = models.JSONField(default=dict, db_default={})
    counts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Whose the customers become that this ledger brings; nobody's yet while empty.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    leave_out_bad_rows = models.BooleanField(default=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_is_known"
            )
        ]
        indexes = [models.Index(fields=["-created_at", "id"], name="import_newest_first")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def folder(self) -> Path:
        """Where its files live."""
        return Path(settings.FILES_FOLDER) / "imports" / str(self.pk)

    @property
    def source(self) -> Path:
        """The file as it came."""
        return self.folder / "source"

    @property
    def error_file(self) -> Path:
        """Every row that was refused, with the reason."""
        return self.folder / "errors.csv"

    @property
    def stage(self) -> str:
        """The table its checked rows wait in."""
        return f"importing_stage_{self.pk.hex}"

    @property
    def recognised(self) -> Recognised:
        """What the file turned out to be."""
        return Recognised(
            self.format,
            self.encoding,
            self.delimiter,
            self.headers,
            self.first_rows,
            self.heading_row,
        )


class Problem(models.Model):
    """A row that breaks a rule, with its cells as they stand, so that they can be put right in place."""

    kept: ClassVar[NotKept] = NotKept("rows of a file on its way; the file is kept as it came")

    ledger_import = models.ForeignKey(
        LedgerImport, on_delete=models.CASCADE, related_name="problems"
    )
    row = models.BigIntegerField()
    cells = models.JSONField()
    faults = models.JSONField()
    is_fixed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger_import", "row"], name="problem_once_per_row")
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.faults}"


class Likeness(models.Model):
    """A new row that looks like a customer who is here, and what is to be done with it."""

    kept: ClassVar[NotKept] = NotKept("rows of a file on its way; the file is kept as it came")

    class Choice(models.TextChoices):
        """What becomes of the row."""

        SKIP = "skip", _("Leave it out")
        UPDATE = "update", _("Bring that customer up to date")
        CREATE = "create", _("Add it all the same")

    ledger_import = models.ForeignKey(
        LedgerImport, on_delete=models.CASCADE, related_name="likenesses"
    )
    row = models.BigIntegerField()
    name = models.CharField(max_length=200)
    # The key alone: what becomes of that customer meanwhile is seen when the row is added.
    record = models.BigIntegerField()
    reason = models.JSONField(default=list)
    is_same_number = models.BooleanField(default=False)
    choice = models.CharField(max_length=6, choices=Choice, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger_import", "row"], name="likeness_once_per_row")
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.record}"


class Touch(models.Model):
    """A record that an import added or changed: what each fact was and became, so that it can be taken back.

    ``left``: what an undo left as it was, field by field, because somebody had changed or used it since.
    """

    kept: ClassVar[NotKept] = NotKept("the records' own history says what was changed")

    ledger_import = models.ForeignKey(
        LedgerImport, on_delete=models.CASCADE, related_name="touches"
    )
    row = models.BigIntegerField()
    record = models.BigIntegerField()
    place = models.BigIntegerField(
        null=True
    )  # the customer at whom a contact's position was added or changed
    is_new = models.BooleanField()
    changes = models.JSONField(default=dict)
    left = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger_import", "row"], name="touch_once_per_row")
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.record}"
