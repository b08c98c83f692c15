"""The mail server that the environment names."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"": 25, "starttls": 587, "tls": 465}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and how: ``security`` is "", "starttls" or "tls"."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = ""


def mail_server(url: str) -> MailServer | None:
    """``smtp://user:password@host:587`` (STARTTLS when a user is given) or ``smtps://``.

    None when nothing is named, ValueError when it is wrong.
    """
    if not url:
        return None
    parts = urlsplit(url)
    # A password never travels in the open unless somebody asks for that.
    usual = "tls" if parts.scheme == "smtps" else "starttls" if parts.username else ""
    security = dict(parse_qsl(parts.query, keep_blank_values=True)).get("security", usual)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or security not in PORTS:
        raise ValueError(
            "VITALFEW_MAIL_URL is not an address such as smtp://user:password@host:587?security=starttls"
        )
    return MailServer(
        parts.hostname,
        parts.port or PORTS[security],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        security,
    )
