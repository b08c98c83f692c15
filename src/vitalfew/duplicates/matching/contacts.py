"""How somebody is reached, as keys: phone numbers in any writing, mail addresses, the domain a company has of its own."""

import re
import unicodedata

KEPT_DIGITS = (
    8  # of a phone number's end: the same line however much of the codes before it is written
)
SHORTEST = 7
_extension = re.compile(
    r"(?:转|轉|分机|分機|内线|ext\.?|extension|x|#|;ext=)\s*[:：]?\s*\d+\s*$", re.IGNORECASE
)
# A trailing -801 is an extension only after an area code and a whole number.
_dashed = re.compile(r"^(\(?0\d{2,3}\)?[-\s]?\d{3,4}[-\s]?\d{4})[-\s]\d{1,5}$")
_not_digit = re.compile(r"\D")
# Lines that a whole company or many companies answer tell nobody apart.
SHARED_LINES = ("400", "800", "95", "96", "1800", "0800")
FREE_MAIL = frozenset(
    "qq.com foxmail.com 163.com 126.com yeah.net 188.com sina.com sina.cn sohu.com 139.com 189.cn wo.cn aliyun.com 21cn.com"
    " tom.com gmail.com googlemail.com outlook.com hotmail.com live.com live.cn msn.com yahoo.com yahoo.com.tw yahoo.com.hk"
    " yahoo.com.cn ymail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.com web.de t-online.de mail.com mail.ru"
    " yandex.com yandex.ru protonmail.com proton.me pchome.com.tw hinet.net seed.net.tw netvigator.com naver.com daum.net"
    " orange.fr wanadoo.fr free.fr libero.it example.com".split()
)


def phone_key(text: str) -> str:
    """The end of a number without its extension; empty when it is no number, or a line that many share.

    >>> phone_key("+86 138-0013-8000"), phone_key("021-62345678转805"), phone_key("(0755) 8601 3388-801")
    ('00138000', '62345678', '86013388')
    >>> phone_key("400-835-2114")
    ''
    """
    even = unicodedata.normalize("NFKC", text).strip()
    even = _extension.sub("", even).strip()
    dashed = _dashed.match(even)
    digits = _not_digit.sub("", dashed.group(1) if dashed else even)
    if len(digits) < SHORTEST or digits.removeprefix("86").startswith(SHARED_LINES):
        return ""
    return digits[-KEPT_DIGITS:]


def mail_key(text: str) -> str:
    """A mail address in small letters; empty when it is none.

    >>> mail_key(" Li.Ming@Example.cn ")
    'li.ming@example.cn'
    """
    even = unicodedata.normalize("NFKC", text).strip().lower()
    name, _at, domain = even.rpartition("@")
    return even if name and "." in domain else ""


def domain_key(text: str) -> str:
    """The domain of a company's own mail; empty for a provider's, which says nothing.

    >>> domain_key("li@mail.acme.com.cn"), domain_key("li@qq.com")
    ('mail.acme.com.cn', '')
    """
    domain = mail_key(text).rpartition("@")[2]
    return "" if domain in FREE_MAIL else domain


def code_key(text: str) -> str:
    """A registration or identity number in capitals without marks.

    >>> code_key("9144 0300-7084 6111 3q")
    '91440300708461113Q'
    """
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()
