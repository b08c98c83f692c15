"""What the history tells of a definition: all that was set."""

from typing import Any

from django.utils.translation import gettext as _

from vitalfew.audit.api import Shown, Subject, register_subject
from vitalfew.fields.models import Definition
from vitalfew.fields.queries import definition_for
from vitalfew.identity.api import Member


def show(actor: Member, key: int) -> Shown:
    """The field, for who sets fields."""
    found = definition_for(actor, key)
    return Shown(str(found), "")


def _choices(stored: list[dict[str, Any]]) -> str:
    return ", ".join(
        f"{one['label']} ({_('archived')})" if one.get("archived") else str(one["label"])
        for one in stored
    )


register_subject(Subject("field", Definition, show, words={"choices": _choices}))
