"""The door of importing."""

from vitalfew.importing.actions import apply, check, discard, read_again, receive, undo
from vitalfew.importing.models import ImportState, LedgerImport, Problem
from vitalfew.importing.policies import imports_visible_to, may_import
from vitalfew.importing.refusals import error_lines, first_refused
from vitalfew.importing.sample import SOURCE, load_sample, remove_sample, sample_import

__all__ = [
    "SOURCE",
    "ImportState",
    "LedgerImport",
    "Problem",
    "apply",
    "check",
    "discard",
    "error_lines",
    "first_refused",
    "imports_visible_to",
    "load_sample",
    "may_import",
    "read_again",
    "receive",
    "remove_sample",
    "sample_import",
    "undo",
]
