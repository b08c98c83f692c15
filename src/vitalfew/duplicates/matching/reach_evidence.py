"""What phone numbers, mail and numbers of registers say about two records."""

from collections.abc import Callable, Iterator

from rapidfuzz.distance import OSA

from vitalfew.duplicates.matching.contacts import code_key, domain_key, mail_key, phone_key
from vitalfew.duplicates.matching.evidence import Finding, Part
from vitalfew.duplicates.matching.records import Record

PHONE, OTHER_PHONES = 9.0, -1.0
MAIL, OTHER_MAILS = 11.0, -1.0
DOMAIN = 6.0
OF_COLLEAGUES = 4.5
CODE, CODE_SLIP, OTHER_CODES = 20.0, 8.0, -8.0
SHORTEST_SLIP = 6  # digits: in a shorter number one wrong digit is another number
type Keys = set[str]


def reached(first: Record, second: Record) -> Iterator[Part]:
    """Phones, mail and, of companies, the domain."""
    yield from _any_of(
        "phone",
        _keys(phone_key, first.phones),
        _keys(phone_key, second.phones),
        PHONE,
        OTHER_PHONES,
    )
    yield from _any_of(
        "mail", _keys(mail_key, first.mails), _keys(mail_key, second.mails), MAIL, OTHER_MAILS
    )
    if not first.is_person:
        domains = (_keys(domain_key, first.mails), _keys(domain_key, second.mails))
        yield from _any_of("domain", *domains, DOMAIN, 0.0)


def of_one_domain(first: Record, second: Record) -> Iterator[Part]:
    """Of two people: the domain of a company's own mail, as much as its name; a mail that is equal said so already."""
    domains = [_keys(domain_key, one.mails) for one in (first, second)]
    mails = [_keys(mail_key, one.mails) for one in (first, second)]
    if domains[0] & domains[1] and not mails[0] & mails[1]:
        yield Part("domain", Finding.EQUAL, OF_COLLEAGUES)


def _keys(key: Callable[[str], str], texts: tuple[str, ...]) -> Keys:
    return {found for text in texts if (found := key(text))}


def _any_of(name: str, these: Keys, those: Keys, equal: float, against: float) -> Iterator[Part]:
    if these & those:
        yield Part(name, Finding.EQUAL, equal)
    elif these and those:
        yield Part(name, Finding.AGAINST, against)


def numbered(name: str, this: str, that: str) -> Iterator[Part]:
    """A number that only one can have: equal, a slip of the pen apart, or another."""
    one, other = code_key(this), code_key(that)
    if not one or not other:
        return
    if one == other:
        yield Part(name, Finding.EQUAL, CODE)
    elif min(len(one), len(other)) >= SHORTEST_SLIP and OSA.distance(one, other) == 1:
        yield Part(name, Finding.CLOSE, CODE_SLIP)
    else:
        yield Part(name, Finding.AGAINST, OTHER_CODES)
