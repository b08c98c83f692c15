"""Cells that name a member: by user name, name or mail address."""

from collections import defaultdict
from collections.abc import Iterable

from vitalfew.identity.api import Member
from vitalfew.importing.cells.parsing import Unreadable, words

LONGEST = 200


class Members:
    """Members by user name, name or mail address; a name that two have is nobody's."""

    def __init__(self, members: Iterable[Member]) -> None:
        known: dict[str, set[str]] = defaultdict(set)
        for one in members:
            for text in (one.username, one.name, one.email):
                if text:
                    known[text.casefold()].add(one.username)
        self._known = known

    def parse(self, text: str) -> str:
        """The user name of the one who is meant."""
        found = self._known.get((words(text, LONGEST) or "").casefold(), set())
        if len(found) != 1:
            raise Unreadable("no_such_member")
        return next(iter(found))
