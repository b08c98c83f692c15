"""Passwords, codes and links appear in no log line and in no audit entry."""

import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from vitalfew.audit.models import Event
from vitalfew.identity.api import Member
from vitalfew.identity.tests.conftest import (
    PASSWORD,
    app_code,
    half_inside,
    inside,
    recovery_codes,
    with_app,
    work_off,
)
from vitalfew.kernel.tests.cases import Cases


@pytest.mark.fault("G5")
def test_no_secret_of_a_sign_in_is_written_down(
    min_: Member, ada: Member, mailing: None, caplog: pytest.LogCaptureFixture, cases: Cases
) -> None:
    caplog.set_level(logging.DEBUG)
    office = inside(ada)
    shown = re.search(
        r"/welcome/([^/]+)/",
        office.post(f"/settings/members/{min_.pk}/link/").content.decode(),
    )
    Client().post("/password/forgotten/", {"username": "min"})
    queued = str(list(DBTaskResult.objects.values()))
    work_off()
    mailed = re.search(r"/welcome/([^/]+)/", str(mail.outbox[-1].body))
    assert shown is not None
    assert mailed is not None
    for link in (shown[1], mailed[1]):
        Client().get(f"/welcome/{link}/")
    Client().post("/sign-in/", {"username": "min", "password": "canary-password"})
    secret = with_app(min_)
    codes = recovery_codes(min_)
    half_inside(min_).post("/sign-in/second-factor/", {"code": codes[0]})
    half_inside(min_).post("/sign-in/second-factor/", {"code": "87654321"})
    code = app_code(secret, 1)
    half_inside(min_).post("/sign-in/second-factor/", {"code": code})

    audit = str(list(Event.objects.values_list("verb", "subject", "data")))
    written = caplog.text + audit + queued
    used = [PASSWORD, "canary-password", secret, "87654321", mailed[1], shown[1], *codes]
    assert [each for each in used if each in written] == []
    cases.add(len(used))
