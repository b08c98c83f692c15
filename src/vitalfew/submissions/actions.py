"""Doing once what is sent twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput
from vitalfew.submissions.models import Submission

KEEP = timedelta(days=1)
JSON = "application/json; charset=utf-8"
type Answer = Callable[[], HttpResponseBase]


@dataclass(frozen=True)
class Sent:
    """What was sent: its one-time key, where to, and a digest of what it said."""

    key: str
    path: str
    digest: str


class SentBefore(BadInput):
    """The key was used, for something else than what comes with it now."""

    def __init__(self, location: str) -> None:
        super().__init__(
            "sent_before",
            _(
                "This form was sent already, with other content, and that is stored. "
                "Open the form anew to send another one."
            ),
            location=location,
        )


def once(member: Member, sent: Sent, answer: Answer) -> HttpResponseBase:
    """The answer of the first with this key; whoever comes meanwhile waits for it.

    Effect and key are stored in one transaction. An answer that says something is wrong (4xx, 5xx) takes back whatever
    was written and uses no key up, so the corrected form may come with the same one.
    """
    with transaction.atomic():
        _take_turn(member, sent.key)
        known = Submission.objects.filter(member=member, key=sent.key).first()
        if known is not None:
            return _again(known, sent)
        response = answer()
        if response.status_code >= 400:
            transaction.set_rollback(True)
        elif _took_effect(response):
            _keep(member, sent, response)
    return response


def _take_turn(member: Member, key: str) -> None:
    name = f"submission {member.pk} {key}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _again(known: Submission, sent: Sent) -> HttpResponse:
    if (known.path, known.digest) != (sent.path, sent.digest):
        raise SentBefore(known.location)
    response = HttpResponse(known.body, status=known.status)
    if known.body:
        response["Content-Type"] = JSON
    if known.location:
        response["Location"] = known.location
    return response


def _took_effect(response: HttpResponseBase) -> bool:
    """Whether it led on to a result; a page shown again (a preview) is no effect."""
    return response.status_code in {201, 204, 301, 302, 303}


def _keep(member: Member, sent: Sent, response: HttpResponseBase) -> None:
    Submission.objects.create(
        member=member,
        key=sent.key,
        path=sent.path,
        digest=sent.digest,
        status=response.status_code,
        location=response.headers.get("Location", "")[:500],
        body=_told(response),
    )


def _told(response: HttpResponseBase) -> str:
    """What a program was answered; a page is only led to."""
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    return response.content.decode() if is_json and isinstance(response, HttpResponse) else ""


def digest_of(parts: list[tuple[str, str]]) -> str:
    """One text for everything that was sent, in its order."""
    return sha256("\0".join(f"{name}\1{value}" for name, value in parts).encode()).hexdigest()


def forget_answers() -> int:
    """Drop what programs were told, and keep that it was done: a call sent again is still not done again."""
    return Submission.objects.exclude(body="").update(body="")


def forget_old() -> int:
    """Drop keys of more than a day; how many."""
    return Submission.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]
