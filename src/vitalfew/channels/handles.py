"""Mail addresses and names in messengers: how they are read. Pure functions; no database."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

_between = re.compile(r"[\s,;，；、]+")
_between_names = re.compile(r"[\r\n;；]+")


class HandleKind(TextChoices):
    """Where somebody has a name or address."""

    MAIL = "mail", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    QQ = "qq", "QQ"
    LINE = "line", "LINE"


@dataclass(frozen=True)
class HandleText:
    """One name or address, as it is kept."""

    kind: HandleKind
    value: str


def read_mails(text: str) -> tuple[list[str], list[str]]:
    """The mail addresses of a text, each once, and the parts of it that are none.

    >>> read_mails("ＡＢ@example.com; ab@EXAMPLE.com, nobody")
    (['AB@example.com'], ['nobody'])
    """
    found: dict[str, str] = {}
    wrong = []
    for part in filter(None, _between.split(unicodedata.normalize("NFKC", text))):
        try:
            validate_email(part)
        except ValidationError:
            wrong.append(part)
        else:
            found.setdefault(part.lower(), part)
    return list(found.values()), wrong


def read_names(text: str) -> list[str]:
    """The names in a messenger that a text holds, each once; they may have spaces in them.

    >>> read_names("Lin Tao；lintao88; Lin Tao")
    ['Lin Tao', 'lintao88']
    """
    parts = (part.strip() for part in _between_names.split(text))
    return list(dict.fromkeys(filter(None, parts)))
