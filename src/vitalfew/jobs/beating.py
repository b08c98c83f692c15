"""The heartbeat of the workers: each says now and then that it is at work."""

import os
import socket
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from vitalfew.jobs.models import Worker

FORGOTTEN_AFTER = timedelta(days=1)


def beat() -> None:
    """Say that this process is at work, and forget those that have not been seen for long."""
    now = timezone.now()
    Worker.objects.update_or_create(name=_name(), defaults={"seen_at": now})
    Worker.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def worker_seen_at() -> datetime | None:
    """When any worker was last seen; None when none ever was."""
    seen: datetime | None = Worker.objects.aggregate(seen=Max("seen_at"))["seen"]
    return seen


def _name() -> str:
    return f"{socket.gethostname()[:100]}:{os.getpid()}"
