"""What each kind of job does. Apps register theirs when Django starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from vitalfew.identity.api import Member
from vitalfew.jobs.models import Job


class Progress(Protocol):
    """How running work tells where it stands: a step's name, rows done, rows in all (0: not known)."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Tell where the work stands."""


type Work = Callable[[Job, Progress], dict[str, object]]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its name for people, the names of its steps, its work, the page of its result."""

    name: str
    label: str | Promise
    work: Work
    steps: Mapping[str, str | Promise]
    page: Callable[[Job], str | None] = lambda job: None
    # What to do when the job is given up for good: leave its subject so that it can be tried again.
    given_up: Callable[[Job], None] = lambda job: None
    # What came of it, in a sentence, as this member may read it.
    words: Callable[[Job, Member], str] = lambda job, actor: ""
    # Where whoever waited for its end goes on; None: to the page of its result.
    then: Callable[[Job, Member], str | None] = lambda job, actor: None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make ``kind`` known. Its work must be safe to run again from the start after a crash."""
    _kinds[kind.name] = kind


def kind_of(job: Job) -> Kind:
    """The registered kind of this job; KeyError when its app is gone."""
    return _kinds[job.kind]
