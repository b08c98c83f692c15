"""Errors: a page for a person who came by a link, a note at the corner for htmx."""

import psycopg
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from django_htmx.middleware import HtmxDetails
from psycopg.errors import AdminShutdown, LockNotAvailable, TooManyConnections, UniqueViolation

from vitalfew.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, ProductError
from vitalfew.web.middleware import HearOutMiddleware, ProductErrorMiddleware, is_away


@pytest.fixture(autouse=True)
def english() -> None:
    translation.activate("en")


def asking(*, htmx: bool = False, **headers: str) -> HttpRequest:
    sent = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}
    request = RequestFactory().get("/somewhere/", headers={**sent, **headers})
    request.user = AnonymousUser()
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def answer(error: Exception, *, htmx: bool = False) -> HttpResponse | None:
    return ProductErrorMiddleware(lambda request: HttpResponse()).process_exception(
        asking(htmx=htmx), error
    )


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInput("date", "This is no date."), 422),
        (NotAllowed("right", "Ask for the right."), 403),
        (NotFound("gone", "It is gone."), 404),
        (Conflict("changed", "Somebody changed it. Reload the page."), 409),
    ],
)
def test_each_error_of_the_trade_has_its_status_and_its_sentence(
    error: ProductError, status: int
) -> None:
    for htmx in (False, True):
        response = answer(error, htmx=htmx)
        assert response is not None
        assert response.status_code == status
        assert error.sentence in response.content.decode()


def test_htmx_shows_the_sentence_at_the_corner_and_leaves_the_page_alone() -> None:
    response = answer(Conflict("changed", "Reload <b>."), htmx=True)
    assert response is not None
    assert response["HX-Retarget"] == "#toasts"
    assert "<html" not in response.content.decode()
    assert "Reload &lt;b&gt;." in response.content.decode()


@pytest.mark.parametrize(("error", "status"), [(Http404(), 404), (PermissionDenied(), 403)])
def test_djangos_own_refusals_are_notes_for_htmx_and_djangos_pages_otherwise(
    error: Exception, status: int
) -> None:
    note = answer(error, htmx=True)
    assert note is not None
    assert note.status_code == status
    assert answer(error) is None


def test_a_fault_is_not_hidden() -> None:
    assert answer(ValueError("a bug")) is None
    assert answer(ValueError("a bug"), htmx=True) is None


def test_htmx_sent_to_the_sign_in_page_takes_the_whole_window_there_and_back() -> None:
    def get_response(request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("identity:sign_in") + "?next=/part/")

    here = {"HX-Current-URL": "http://testserver/customers/?stage=order"}
    response = ProductErrorMiddleware(get_response)(asking(htmx=True, **here))
    assert response["HX-Redirect"] == "/sign-in/?next=%2Fcustomers%2F%3Fstage%3Dorder"
    assert ProductErrorMiddleware(get_response)(asking()).status_code == 302


def test_who_is_refused_for_want_of_room_is_heard_out() -> None:
    """A connection that is closed in the middle of sending shows the browser's error, not our sentence."""
    request = RequestFactory().post("/import/", b"x" * 300_000, content_type="text/csv")
    refused = HearOutMiddleware(lambda _request: HttpResponse(status=507))(request)
    assert refused.status_code == 507
    assert request.read() == b""


def test_who_is_refused_for_another_reason_is_answered_at_once() -> None:
    """Who sends a byte a second would keep a thread of the server busy."""
    request = RequestFactory().post("/import/", b"x" * 300_000, content_type="text/csv")
    HearOutMiddleware(lambda _request: HttpResponse(status=403))(request)
    assert len(request.read()) == 300_000


def test_an_error_knows_its_code_and_data() -> None:
    error = Conflict("changed", "Reload.", version=3)
    assert str(error) == "changed: Reload."
    assert error.data == {"version": 3}


@pytest.mark.django_db
def test_what_takes_too_long_is_stopped_and_says_so() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        with pytest.raises(OperationalError) as caught:
            cursor.execute("SELECT pg_sleep(20)")
    response = answer(caught.value)
    assert response is not None
    assert response.status_code == 503
    assert "This took too long and was stopped" in response.text


def test_a_row_that_somebody_holds_is_a_matter_of_waiting() -> None:
    held = OperationalError()
    held.__cause__ = LockNotAvailable()
    response = answer(held)
    assert response is not None
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Somebody else is changing the same thing" in response.text


def test_whoever_tries_too_often_is_told_when_to_come_back() -> None:
    class TooOften(NotAllowed):
        """As sign-in refuses it."""

        status = 429

    response = answer(TooOften("too_often", "Wait a minute.", retry_after=57))
    assert response is not None
    assert (response.status_code, response["Retry-After"]) == (429, "57")


@pytest.mark.parametrize(
    ("cause", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (AdminShutdown(), True),
        (TooManyConnections(), True),
        (LockNotAvailable(), True),
        (UniqueViolation(), False),
    ],
)
def test_a_database_that_is_away_is_no_fault_of_the_program(cause: Exception, away: bool) -> None:
    error = OperationalError() if away else IntegrityError()
    error.__cause__ = cause
    assert is_away(error) == away
    assert not is_away(ValueError())
