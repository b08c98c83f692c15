"""A mail as an inquiry: who wrote, what, and whether a person wrote it at all. Pure; no database, no network.

Mails are the work of strangers, and broken in every way there is: whatever cannot be read is told as that, and a mail
is never a fault of the program.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from hashlib import sha256
from html.parser import HTMLParser

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST_WISH = 4000
MOST_PARTS, MOST_NAMED, LONGEST_HTML = 200, 20, 500_000
# Whoever is written by a machine gets no answer from one, and is no inquiry: RFC 3834, lists, bounces.
BULK = {"bulk", "junk", "list", "auto_reply"}
NOBODY = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+.-].*)?@", re.I
)
_blank = re.compile(r"[ \t\r\f\v\u00a0]+")
_tags = re.compile(r"<[^<>]{0,2000}>")
_lines = re.compile(r"\n\s*\n\s*")


@dataclass(frozen=True)
class Letter:
    """What a mail says. ``receipt`` is the same for the same mail, from whichever mailbox it is read."""

    receipt: str
    name: str
    mail: str
    wish: str
    is_automatic: bool


def read_letter(raw: bytes) -> Letter:
    """Any bytes at all as a letter."""
    message = message_from_bytes(raw, policy=policy.compat32)
    name, address = _sender(message)
    texts, attached = _parts(message)
    lines = [_header(message, "Subject"), "", _readable(texts)]
    if attached:
        named = ", ".join(attached[:MOST_NAMED])
        lines += ["", _("Attached files stay in the mailbox: %(names)s") % {"names": named}]
    wish = "\n".join(lines).replace("\x00", "").strip()
    return Letter(
        _receipt(message, raw),
        name[:120],
        address,
        wish[:LONGEST_WISH],
        is_automatic(message, address),
    )


def _receipt(message: Message, raw: bytes) -> str:
    said = _header(message, "Message-ID").strip()
    digest = sha256(said.encode("utf-8", "replace") if said else raw).hexdigest()
    return f"mail:{digest}"


def is_automatic(message: Message, address: str) -> bool:
    """Whether a machine wrote it: an answer of nobody, a list, a note that a mail could not be delivered."""
    told = _header(message, "Auto-Submitted").strip().lower()
    return bool(
        (told and not told.startswith("no"))
        or _header(message, "Precedence").strip().lower() in BULK
        or _header(message, "Return-Path").strip() == "<>"
        or message.get("X-Auto-Response-Suppress")
        or message.get("List-Id")
        or message.get("X-Autoreply")
        or message.get_content_type() in {"multipart/report", "message/delivery-status"}
        or NOBODY.match(address)
    )


def _sender(message: Message) -> tuple[str, str]:
    """Name and address; an address that is none is left out."""
    for header in ("Reply-To", "From"):
        name, address = parseaddr(_header(message, header))
        try:
            validate_email(address)
        except ValidationError:
            continue
        if len(address) <= 254:
            return " ".join(name.replace("\x00", "").split()), address
    return "", ""


def _header(message: Message, name: str) -> str:
    """A header in words, unfolded; what is encoded wrongly stands as it came."""
    try:
        decoded = EmailMessage(policy=policy.default)
        decoded[name] = str(message.get(name, "")).replace("\r", "").replace("\n", " ")
        return str(decoded[name])
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):
        return str(message.get(name, ""))


def _parts(message: Message) -> tuple[dict[str, str], list[str]]:
    """The first text of each kind, and the names of what is attached."""
    texts: dict[str, str] = {}
    attached: list[str] = []
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if part.get_filename() or kind not in {"text/plain", "text/html"}:
            attached.append(_file_name(part))
        elif kind not in texts:
            texts[kind] = _text(part)
    return texts, attached


def _file_name(part: Message) -> str:
    name = part.get_filename() or part.get_content_type()
    return " ".join("".join(c if c.isprintable() else " " for c in str(name)).split())[:80]


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = (
        payload
        if isinstance(payload, bytes)
        else str(part.get_payload()).encode("utf-8", "replace")
    )
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def _readable(texts: dict[str, str]) -> str:
    """The plain text, or the words of the HTML; never the HTML itself."""
    plain = texts.get("text/plain", "").strip()
    return plain or words_of(texts.get("text/html", ""))


class _Words(HTMLParser):
    """Keeps what people read; what stands in scripts, styles and heads is left out."""

    UNREAD = {"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "math"}
    BREAKS = {
        "p",
        "div",
        "br",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "table",
        "ul",
        "ol",
        "blockquote",
    }

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        # A head that nobody closed ends with the body.
        self.unread = 0 if tag == "body" else self.unread + (tag in self.UNREAD)
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNREAD and self.unread:
            self.unread -= 1

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.words.append(data)


def words_of(markup: str) -> str:
    """The words of an HTML text.

    >>> words_of("<style>b{}</style><p>Hello <b>you</b></p><script>x()</script>")
    'Hello you'
    """
    reader = _Words()
    reader.feed(markup[:LONGEST_HTML])
    reader.close()
    words = "".join(reader.words)
    if reader.unread and not words.strip():  # something that nobody closed has swallowed everything
        words = _tags.sub(" ", markup[:LONGEST_HTML])
    return _lines.sub("\n\n", _blank.sub(" ", words)).strip()
