"""Files of lists: one after another is refused, with the time to come back; each one is logged."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.audit.models import Event
from vitalfew.customers.tests.records import make_customer
from vitalfew.identity.models import Attempt

pytestmark = [pytest.mark.django_db, pytest.mark.fault("A11")]
FILES = ("/customers/?format=csv", "/orders/?format=xlsx")
MOST = 20


def office(name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_member(name, CUSTOMER_OFFICE, language="en"))
    return client


def test_the_twenty_first_file_within_an_hour_is_refused_and_says_when_to_come_back() -> None:
    make_customer("Birch")
    client = office("olive")
    assert [client.get(FILES[n % 2]).status_code for n in range(MOST)] == [200] * MOST
    refused = client.get(FILES[0])
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "You have taken too many files within an hour. Wait 60 minutes" in refused.text
    assert "Birch" not in refused.text
    assert client.get("/customers/").status_code == 200
    assert office("otto").get(FILES[0]).status_code == 200
    assert Event.objects.filter(verb="list.export").count() == MOST + 1


def test_after_the_time_it_says_the_next_file_is_there() -> None:
    client = office("olive")
    for _ in range(MOST):
        client.get(FILES[0])
    wait = int(client.get(FILES[0])["Retry-After"])
    for attempt in Attempt.objects.all():
        earlier = attempt.at - timedelta(seconds=wait)
        Attempt.objects.filter(pk=attempt.pk).update(at=earlier)
    assert client.get(FILES[0]).status_code == 200
    assert Attempt.objects.filter(at__gt=timezone.now() - timedelta(minutes=1)).count() == 1
