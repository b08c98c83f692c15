"""Prints what some pages say: run in an installation and in its restored copy, it must print the same."""

import hashlib
import re

from django.test import Client

import config.started  # noqa: F401 - Django first
from vitalfew.customers.api import Customer
from vitalfew.identity.api import Member
from vitalfew.trade.api import Order

# What differs from one look to the next: proofs of origin, and the keys of forms that are sent once.
PASSING = re.compile(r"[A-Za-z0-9]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def main() -> None:
    """A line for each page."""
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(Member.objects.filter(is_administrator=True)[0])
    customers = [f"/customers/{key}/" for key in Customer.objects.values_list("pk", flat=True)[:12]]
    orders = [f"/orders/{key}/" for key in Order.objects.values_list("pk", flat=True)[:12]]
    fixed = [
        "/",
        "/customers/",
        "/customers/?format=csv",
        "/orders/",
        "/value/",
        "/value/settings/",
        "/import/",
    ]
    for path in [*fixed, *customers, *orders]:
        answer = client.get(path)
        text = b"".join(answer) if answer.streaming else answer.content
        plain = PASSING.sub("", text.decode())
        print(answer.status_code, path, hashlib.sha256(plain.encode()).hexdigest()[:16])  # noqa: T201


if __name__ == "__main__":
    main()
