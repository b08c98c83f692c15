"""The application that a web server serves."""

from config.wsgi import limit_statements


def test_pages_have_a_limit_beside_what_the_address_of_the_database_says() -> None:
    database: dict[str, dict[str, str]] = {"OPTIONS": {}}
    limit_statements(database, 15)
    assert database["OPTIONS"]["options"] == "-c statement_timeout=15s"
    database = {"OPTIONS": {"options": "-c search_path=crm"}}
    limit_statements(database, 15)
    assert database["OPTIONS"]["options"] == "-c search_path=crm -c statement_timeout=15s"
