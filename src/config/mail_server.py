"""The mail server that the environment names."""

from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import parse_qsl, unquote, urlsplit

from config.launcher.errors import LauncherError

WRONG = (
    "VITALFEW_MAIL_URL is no address of a mail server: set it to one such as "
    "smtp://user:password@host:587?security=starttls."
)
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

    None when nothing is named, LauncherError when it is wrong.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise LauncherError(WRONG) from error
    # A password never travels in the open unless somebody asks for that.
    usual = "tls" if parts.scheme == "smtps" else "starttls" if parts.username else ""
    security = dict(parse_qsl(parts.query, keep_blank_values=True)).get("security", usual)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or security not in PORTS:
        raise LauncherError(WRONG)
    return MailServer(
        parts.hostname,
        port or PORTS[security],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        security,
    )


WRONG_BOX = (
    "VITALFEW_INQUIRY_MAIL_URL is no address of a mailbox: set it to one such as "
    "imaps://user:password@host:993/INBOX."
)
BOX_PORTS = {"": 143, "starttls": 143, "tls": 993}


@dataclass(frozen=True)
class MailBox:
    """Where inquiries come in by mail: ``security`` is "", "starttls" or "tls"."""

    host: str
    port: int
    user: str
    password: str
    security: str
    folder: str = "INBOX"


def mail_box(url: str) -> MailBox | None:
    """``imaps://user:password@host/INBOX``, or ``imap://`` (STARTTLS, or ``?security=`` for none).

    None when nothing is named, LauncherError when it is wrong.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise LauncherError(WRONG_BOX) from error
    usual = "tls" if parts.scheme == "imaps" else "starttls"
    security = dict(parse_qsl(parts.query, keep_blank_values=True)).get("security", usual)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    is_right = parts.scheme in {"imap", "imaps"} and security in BOX_PORTS and '"' not in folder
    if not (is_right and parts.hostname and parts.username):
        raise LauncherError(WRONG_BOX)
    return MailBox(
        parts.hostname, port or BOX_PORTS[security], unquote(parts.username), unquote(parts.password or ""),
        security, folder,
    )  # fmt: skip


def mail_sender(said: str) -> str:
    """Whom mails come from: an address, or a name and an address in angle brackets."""
    address = parseaddr(said)[1]
    local, _, domain = address.rpartition("@")
    if said and not (local and domain and said.isprintable() and " " not in address):
        raise LauncherError(
            f"VITALFEW_MAIL_FROM is {said!r}: set it to an address such as crm@example.com."
        )
    return said or "vitalfew@localhost"
