"""Fills an empty database with a simulated base, values it, and signs a member in. Prints JSON.

python -m bench.prepare CUSTOMERS
"""

import json
import sys
import time

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

import config.started  # noqa: F401 - Django first
from bench.populate import populate
from bench.simulate import simulate
from config.preparing import migrate_if_needed
from vitalfew.identity.api import Member, create_member
from vitalfew.jobs.api import finish
from vitalfew.value.api import start_run


def main() -> None:
    """Do it."""
    migrate_if_needed()
    populate(simulate(int(sys.argv[1])))
    finish(start_run(actor=None))  # the first run compiles the kernels
    started = time.perf_counter()
    job = finish(start_run(actor=None))
    seconds = round(time.perf_counter() - started, 2)
    if job.error:
        raise SystemExit(job.error)
    member = create_member(username="bench", name="Bench", is_administrator=True)
    print(json.dumps({"run_s": seconds, "session": session_of(member)}))


def session_of(member: Member) -> str:
    """The key of a session in which the member is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main()
