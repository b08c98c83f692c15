"""The door of importing."""

from vitalfew.importing.actions import apply, check, discard, read_again, receive, undo
from vitalfew.importing.fixing import fix_rows
from vitalfew.importing.forgetting import forget_files, imports_naming
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.policies import may_import
from vitalfew.importing.refusals import error_lines, first_refused
from vitalfew.importing.sample import load_sample, remove_sample

__all__ = [
    "LedgerImport",
    "apply",
    "check",
    "discard",
    "error_lines",
    "first_refused",
    "fix_rows",
    "forget_files",
    "imports_naming",
    "load_sample",
    "may_import",
    "read_again",
    "receive",
    "remove_sample",
    "undo",
]
