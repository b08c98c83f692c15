"""The cast of the tests, and a small ledger that several apps tell their stories with."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from vitalfew.access.api import PROPRIETOR, SALESPERSON_ALL
from vitalfew.access.tests.cast import make_member
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.kernel.tests.cases import Cases
from vitalfew.trade.api import Order, OrderLine

__all__ = ["Cases"]

type Sell = Callable[..., Order]


@pytest.fixture(autouse=True)
def no_look_at_static_files(settings: Settings) -> None:
    """WhiteNoise reads every static file anew for each browser of a test: most of the time of a short one."""
    settings.WHITENOISE_USE_FINDERS = False


@pytest.fixture(autouse=True)
def no_program_calls_too_often(settings: Settings) -> None:
    """A test on a quick machine calls more often than a program should; the test of the limit sets its own."""
    settings.API_CALLS_IN_10_SECONDS = 1_000_000


@pytest.fixture(autouse=True)
def no_language_of_the_test_before() -> Iterator[None]:
    """What a browser asked for stays chosen in this thread, as it does in a server until its next request."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def what_is_not_there_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """That there are no rows of a kind is remembered for two seconds: on a busy machine a page would ask once more."""
    monkeypatch.setattr("vitalfew.kernel.remembering.monotonic", lambda: 1.0)


@pytest.fixture
def administrator(db: None) -> Member:
    """Imports and sets the weights; sees everything, as whoever set the installation up."""
    return make_member("ada", PROPRIETOR, name="Ada", is_administrator=True)


@pytest.fixture
def salesperson(db: None) -> Member:
    """Sees all customers and orders, as every member did before there were roles."""
    return make_member("sam", SALESPERSON_ALL, name="Sam")


@pytest.fixture
def seller(salesperson: Member) -> Client:
    """The salesperson's browser."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(salesperson)
    return client


@pytest.fixture
def manager(administrator: Member) -> Client:
    """The administrator's browser."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(administrator)
    return client


@pytest.fixture
def sell(db: None) -> Sell:
    """Sells ``amount`` to a customer on a day; a negative amount is a return."""

    def one_order(
        customer: Customer | None, day: str, amount: str | int, currency: str = "CNY"
    ) -> Order:
        net = Decimal(amount)
        on = date.fromisoformat(day)
        order = Order.objects.create(
            customer=customer, source_key=str(uuid.uuid4()), placed_on=on, currency=currency,
            placed_at=datetime(on.year, on.month, on.day, 4, tzinfo=UTC), net_amount=net, line_count=1,
        )  # fmt: skip
        OrderLine.objects.create(
            order=order, position=1, quantity=1, unit_price=net, amount=net, fingerprint=1
        )
        return order

    return one_order
