"""How long PostgreSQL lets each kind of process wait and work: a page must answer, a job may take its time."""

from collections.abc import Mapping

# A page that waits longer is stopped, so that one costly question does not keep everybody else waiting.
PAGES: Mapping[str, str] = {
    "statement_timeout": "15s",
    "lock_timeout": "4s",
    "idle_in_transaction_session_timeout": "60s",
}
# Jobs and commands work as long as it takes, and do not wait for ever for a row that somebody holds.
WORK: Mapping[str, str] = {"lock_timeout": "5min"}


def limit(database: dict[str, object], limits: Mapping[str, str]) -> None:
    """Set the limits of connections opened from now on, beside what the database's address asks for."""
    options = database["OPTIONS"]
    assert isinstance(options, dict)  # noqa: S101 - Django's own form
    given = options.get("options", "")
    words = " ".join(f"-c {name}={value}" for name, value in limits.items())
    options["options"] = f"{words} {given}".strip()
