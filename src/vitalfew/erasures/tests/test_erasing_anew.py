"""Whoever was erased stays erased: a copy of the database from before is told to erase it again."""

from pathlib import Path

import pytest

from vitalfew.erasures.actions import read
from vitalfew.erasures.api import erase_anew, keep_outside, note_erasure, register
from vitalfew.erasures.models import Erasure

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased() -> list[str]:
    """What the test's own kind of thing has erased."""
    keys: list[str] = []
    register("test.thing", keys.append)
    return keys


def test_what_an_older_copy_does_not_know_is_erased_again_once(
    tmp_path: Path, erased: list[str]
) -> None:
    file = tmp_path / "erasures.log"
    for key in ("7", "9"):
        note_erasure(kind="test.thing", key=key)
    assert keep_outside(file) == 2
    Erasure.objects.filter(key="9").delete()  # the copy is from between the two
    assert erase_anew(file) == 1
    assert erased == ["9"]
    assert erase_anew(file) == 0
    assert erased == ["9"]


def test_the_file_grows_by_what_is_missing_in_it(tmp_path: Path, erased: list[str]) -> None:
    file = tmp_path / "deeper" / "erasures.log"
    assert keep_outside(file) == 0
    note_erasure(kind="test.thing", key="7")
    assert (keep_outside(file), keep_outside(file)) == (1, 0)
    note_erasure(kind="test.thing", key="8")
    assert keep_outside(file) == 1
    assert [noted.key for noted in read(file)] == ["7", "8"]


def test_a_line_that_was_cut_off_is_written_again(tmp_path: Path, erased: list[str]) -> None:
    file = tmp_path / "erasures.log"
    note_erasure(kind="test.thing", key="7")
    keep_outside(file)
    file.write_text(file.read_text()[:20])
    assert (keep_outside(file), keep_outside(file)) == (1, 0)
    assert {noted.key for noted in read(file)} == {"7"}
