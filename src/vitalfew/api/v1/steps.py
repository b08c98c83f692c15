"""One step on the version that was read, and what is answered: the thing as it is then, or both texts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from ninja import Schema

from vitalfew.api.v1 import versions
from vitalfew.identity.api import Member, MemberRequest
from vitalfew.kernel.errors import Conflict


@dataclass(frozen=True)
class Stepping:
    """A kind of thing that is changed step by step.

    ``letter`` stands in its tags; ``now`` tells it as the member sees it at this moment, with its version.
    """

    letter: str
    shape: type[Schema]
    now: Callable[[Member, int], tuple[dict[str, object], int]]

    def tagged(self, request: MemberRequest, response: HttpResponse, pk: int) -> dict[str, object]:
        """The thing, with its tag in the answer's head."""
        told, version = self.now(request.user, pk)
        response["ETag"] = versions.tag(self.letter, pk, version)
        return told

    def step(
        self,
        request: MemberRequest,
        pk: int,
        done: Callable[[int], object],
        yours: Mapping[str, object],
    ) -> HttpResponse | None:
        """Do it on the version that was sent; what is to be answered where somebody else was faster."""
        version = versions.version_sent(request, self.letter, pk)
        try:
            done(version)
        except Conflict as error:
            told, newest = self.now(request.user, pk)
            stored = self.shape.model_validate(told).model_dump(mode="json")
            return versions.both(error, yours, stored, versions.tag(self.letter, pk, newest))
        return None
