"""The door of the audit log and of the history."""

from vitalfew.audit.actions import on_event, record
from vitalfew.audit.context import Doing, because, doing, taking_back, tell
from vitalfew.audit.forgetting import (
    Forgotten,
    entries_about,
    forget,
    former_reasons,
    reasons_told,
    texts_about,
)
from vitalfew.audit.models import Event
from vitalfew.audit.policies import register_field_rule
from vitalfew.audit.queries import History, history_of, updates_of
from vitalfew.audit.rights import has_rights
from vitalfew.audit.sealing import head, record_head, seal
from vitalfew.audit.sealing import verify_with_file as verify
from vitalfew.audit.subjects import Attached, Shown, Subject, attach, register_subject, tell_inner
from vitalfew.audit.triggers import is_behind as triggers_are_behind

__all__ = [
    "Attached",
    "Doing",
    "Event",
    "Forgotten",
    "History",
    "Shown",
    "Subject",
    "attach",
    "because",
    "doing",
    "entries_about",
    "forget",
    "former_reasons",
    "has_rights",
    "head",
    "history_of",
    "on_event",
    "reasons_told",
    "record",
    "record_head",
    "register_field_rule",
    "register_subject",
    "seal",
    "taking_back",
    "tell",
    "tell_inner",
    "texts_about",
    "triggers_are_behind",
    "updates_of",
    "verify",
]
