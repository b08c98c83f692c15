"""Other ways to find a customer by a telephone number: apps above add theirs, as by the numbers of its contacts."""

from collections.abc import Callable, Iterable

from vitalfew.customers.models import CustomerPhone
from vitalfew.identity.api import Member


def number_is_known(e164: str) -> bool:
    """Whether anybody's customer has this number: yes or no, and nothing of whose."""
    return CustomerPhone.objects.filter(e164=e164, customer__deleted_at__isnull=True).exists()


type Finder = Callable[[Member, str], Iterable[int]]

_finders: list[Finder] = []


def find_by_number(finder: Finder) -> None:
    """Let ``finder`` name customers that the member may see, for the digits of a number from its end."""
    _finders.append(finder)


def found_elsewhere() -> list[Finder]:
    """Every finder there is."""
    return _finders
