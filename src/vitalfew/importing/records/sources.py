"""The source of a customer or an inquiry in a file: the fixed answers, and the company's own, retired ones too."""

from dataclasses import replace

from vitalfew.customers.api import Source, own_sources
from vitalfew.importing.cells import reader
from vitalfew.importing.cells.answers import Answers
from vitalfew.importing.fields import ImportField
from vitalfew.importing.records.words import SOURCES


def with_own_sources(fields: tuple[ImportField, ...]) -> tuple[ImportField, ...]:
    """The fields, of which "source" knows the company's own. They are read here, not cell by cell."""
    own = [(one.key, one.name) for one in own_sources()]
    if not own:
        return fields
    answers = Answers(Source, SOURCES, own)
    return tuple(
        replace(one, reader=reader.read_by(answers.parse), choices=answers.offered)
        if one.name == "source"
        else one
        for one in fields
    )
