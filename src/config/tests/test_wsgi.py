"""The application that a web server serves."""

from config.limits import PAGES, limit

LIMITS = "-c statement_timeout=15s -c lock_timeout=4s -c idle_in_transaction_session_timeout=60s"


def test_pages_have_limits_beside_what_the_address_of_the_database_says() -> None:
    database: dict[str, object] = {"OPTIONS": {}}
    limit(database, PAGES)
    assert database["OPTIONS"] == {"options": LIMITS}


def test_the_address_of_the_database_may_ask_for_other_limits() -> None:
    """PostgreSQL takes the last word for a setting that is named twice."""
    database: dict[str, object] = {"OPTIONS": {"options": "-c statement_timeout=40s"}}
    limit(database, PAGES)
    assert database["OPTIONS"] == {"options": f"{LIMITS} -c statement_timeout=40s"}
