"""Fills an empty database with a simulated base, values it, and signs three members in. Prints JSON.

python -m bench.prepare CUSTOMERS
"""

import json
import sys
import time

from django.conf import settings
from django.test import Client

import config.started  # noqa: F401 - Django first
from bench.populate import populate
from bench.populate_people import populate_people
from bench.simulate import simulate
from bench.staff import hire
from bench.story import tell
from config.preparing import migrate_if_needed
from vitalfew.duplicates.keeping import catch_up
from vitalfew.identity.api import Member
from vitalfew.jobs.api import finish
from vitalfew.value.api import start_run


def main() -> None:
    """Do it."""
    migrate_if_needed()
    staff = hire()
    customers = int(sys.argv[1])
    populate(simulate(customers), staff.owners)
    populate_people(customers)
    catch_up(2 * customers)  # the worker's keys, by which names are found
    finish(start_run(actor=None))  # the first run compiles the kernels
    started = time.perf_counter()
    job = finish(start_run(actor=None))
    seconds = round(time.perf_counter() - started, 2)
    if job.error:
        raise SystemExit(job.error)
    sessions = {
        who: session_of(getattr(staff, who)) for who in ("office", "manager", "salesperson")
    }
    story = tell(staff.office)
    print(json.dumps({"run_s": seconds, "sessions": sessions, "story": story}))


def session_of(member: Member) -> str:
    """The key of a session in which the member is signed in."""
    browser = Client()
    browser.force_login(member, settings.AUTHENTICATION_BACKENDS[0])
    return str(browser.session.session_key)


if __name__ == "__main__":
    main()
