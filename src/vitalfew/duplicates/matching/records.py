"""What is compared: one customer's or person's facts, as they stand."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is; what is not known is empty."""

    number: str = ""
    street: str = ""
    more: str = ""
    suburb: str = ""
    postcode: str = ""
    region: str = ""

    def __bool__(self) -> bool:
        return any((self.street, self.more, self.suburb, self.postcode, self.region))


@dataclass(frozen=True, slots=True)
class Record:
    """One record. A person may give family and given name apart from ``name``; the order is not to be trusted."""

    name: str = ""
    is_person: bool = False
    given: str = ""
    family: str = ""
    phones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    registration: str = ""  # of a company: 统一社会信用代码, 統一編號, VAT number
    identity: str = ""  # of a person: identity card, social security
    company: str = ""  # where a person works
    address: Address = field(default_factory=Address)
    born: date | str | None = None  # a text of digits when it is no day
    region: str = "CN"  # where phone numbers without a country code belong
