"""Hostile and broken files: each gets a clear word, none takes the memory or the time of the process that serves."""

import resource
import time
from pathlib import Path

import pytest
from django.utils.translation import override

from vitalfew.importing.files.reading import batches, recognise
from vitalfew.importing.ledger.fields import FIELDS
from vitalfew.importing.tests.hostile import HOSTILE, READ, SOMEHOW
from vitalfew.kernel.errors import BadInput

MOST_SECONDS = 60
MOST_MEGABYTES = 100


def outcome(path: Path) -> tuple[str, str]:
    """The code and the sentence of the refusal; both empty when it is read to its end."""
    with override("en"):
        try:
            found = recognise(path, FIELDS)
            rows = sum(batch.num_rows for batch in batches(path, found, lambda ragged: None))
        except BadInput as error:
            return error.code, error.sentence
    assert rows >= 1
    assert "root:" not in str(found.rows)  # of a file outside
    return "", ""


def peak() -> float:
    """The most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", HOSTILE)
def test_it_gets_a_clear_word_and_takes_little(tmp_path: Path, name: str) -> None:
    make, expected = HOSTILE[name]
    path = tmp_path / "source"
    path.write_bytes(make())
    before, begun = peak(), time.monotonic()
    code, sentence = outcome(path)
    assert time.monotonic() - begun < MOST_SECONDS
    assert peak() - before < MOST_MEGABYTES
    assert expected in {SOMEHOW, code}, (code, sentence)
    if expected != READ and code:
        assert sentence.endswith(".")
        assert len(sentence) > 30
