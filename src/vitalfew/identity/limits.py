"""Slows guessing down without locking anybody out of the devices they use."""

from collections.abc import Callable
from datetime import datetime
from math import ceil

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from vitalfew.identity.errors import TooManyTries
from vitalfew.identity.models import Attempt, Member
from vitalfew.identity.places import known_device, network_of
from vitalfew.identity.rules import KEEP, LIMITS


def count_try(
    request: HttpRequest, *, act: Attempt.Act, name: str, member: Member | None
) -> Callable[[], None]:
    """Count one try, or refuse it with TooManyTries; call what comes back to forget the slips before a success.

    The try is written before anything is checked, so that many at once cannot slip through together.
    """
    device = known_device(request, member)
    source = device or network_of(request)
    name = name.lower()[:150]
    this = Attempt.objects.create(act=act, name=name, source=source)
    recent = Attempt.objects.filter(act=act, at__gt=this.at - LIMITS[act].window)
    refuse_too_many(recent.filter(name=name, source=source), LIMITS[act].here, this)
    if not device:
        refuse_too_many(recent.filter(source=source), LIMITS[act].place, this)
        elsewhere = recent.filter(name=name).exclude(source__startswith="device:")
        refuse_too_many(elsewhere, LIMITS[act].everywhere, this)
    return lambda: forget(act, name, source)


def count_export(member: Member) -> None:
    """Count a file that a member takes along, or refuse it with TooManyTries."""
    act, name = Attempt.Act.EXPORT, f"member {member.pk}"
    this = Attempt.objects.create(act=act, name=name, source="")
    recent = Attempt.objects.filter(act=act, name=name, at__gt=this.at - LIMITS[act].window)
    refuse_too_many(recent, LIMITS[act].here, this)


def refuse_too_many(tries: QuerySet[Attempt], limit: int, this: Attempt) -> None:
    """TooManyTries when these are more than ``limit``; says when the next one will be heard."""
    # The newest that still blocks: when it leaves the window, one more try is free.
    blocking = tries.order_by("-pk").values_list("at", flat=True)[limit : limit + 1].first()
    if blocking is not None:
        this.delete()
        raise TooManyTries(seconds_until(blocking + LIMITS[Attempt.Act(this.act)].window))


def seconds_until(moment: datetime) -> int:
    """At least one."""
    return max(1, ceil((moment - timezone.now()).total_seconds()))


def forget(act: Attempt.Act, name: str, source: str) -> None:
    """After a success the slips before it do not count, and what is older than a day is swept away."""
    Attempt.objects.filter(act=act, name=name, source=source).delete()
    Attempt.objects.filter(at__lt=timezone.now() - KEEP).delete()
