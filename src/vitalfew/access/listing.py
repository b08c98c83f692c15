"""What the frame and the lists show: a file needs the right to export, row by row."""

from collections.abc import Callable
from typing import Protocol

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from vitalfew.access.errors import TooManyFiles
from vitalfew.access.policies import insist, may
from vitalfew.access.registry import Module
from vitalfew.access.rules import Verb
from vitalfew.audit.api import record
from vitalfew.identity.api import Member, MemberRequest, TooManyTries, count_export
from vitalfew.web.listing import FileRequest, file_asked


class Rows[Row: Model](Protocol):
    """What is asked of a policy here."""

    @property
    def module(self) -> Module:
        """The module whose rights count."""

    def rows(self, actor: Member, verb: Verb = Verb.VIEW) -> QuerySet[Row]:
        """The rows on which ``actor`` may do ``verb``."""


def listed_rows[Row: Model](request: MemberRequest, policy: Rows[Row]) -> QuerySet[Row]:
    """The rows of a list for this request; of a file, those one may take away. Raises as ``verb_asked``."""
    insist(may(request.user, policy.module, Verb.VIEW))
    return policy.rows(request.user, verb_asked(request, policy.module))


def verb_asked(request: MemberRequest, module: Module) -> Verb:
    """What a request for a list would do: VIEW, or EXPORT where it wants a file.

    Refused when a file is asked for without the right to export, TooManyFiles when somebody asks for one after another;
    every file is logged.
    """
    if file_asked(request.GET) is None:
        return Verb.VIEW
    insist(may(request.user, module, Verb.EXPORT))
    if isinstance(request, FileRequest):
        return Verb.EXPORT  # counted and noted when it was asked for
    try:
        count_export(request.user)
    except TooManyTries as error:
        raise TooManyFiles(error) from error
    record(actor=request.user, verb="list.export", subject=f"module:{module.key}")
    return Verb.EXPORT


def with_right(module: Module, verb: Verb) -> Callable[[HttpRequest], bool]:
    """For an entry of the frame that only those see who have a right."""

    def visible(request: HttpRequest) -> bool:
        return isinstance(request.user, Member) and bool(may(request.user, module, verb))

    return visible
