"""Sixteen members with a seat at a pool in which one customer lies.

``python -m e2e.claiming plant`` makes them in an installation's environment and prints how each signs in;
``python -m e2e.claiming whose`` prints who has the customer: one JSON object each.
"""

import json
import sys

from django.db import transaction
from django.utils import timezone

import config.started  # noqa: F401 - Django first
from e2e.leaving import make_seller
from vitalfew.customers.models import Customer
from vitalfew.identity.api import sign_in_link
from vitalfew.identity.models import SignInLink
from vitalfew.pool.models import Pool, Pooled, Seat, Taking

NAME = "大家都想要的客户"
MANY = 16


@transaction.atomic
def plant() -> dict[str, object]:
    """Everything, once."""
    pool = Pool.objects.create(name="抢客公海")
    customer = Customer.objects.create(name=NAME, sort_key="dajia")
    Pooled.objects.create(customer=customer, pool=pool, since=timezone.now(), how="released")
    members = [make_seller(f"claimer{place}", f"抢客 {place}") for place in range(MANY)]
    for member in members:
        Seat.objects.create(pool=pool, member=member)
    links = [sign_in_link(member, SignInLink.Kind.INVITATION) for member in members]
    return {"pool": pool.pk, "customer": customer.pk, "links": links}


def whose() -> dict[str, object]:
    """The owner, what lies in the pool, and how often it was taken."""
    customer = Customer.objects.select_related("owner").get(name=NAME)
    taken = Taking.objects.filter(customer=customer)
    return {
        "owner": customer.owner.username if customer.owner else "",
        "lying": Pooled.objects.filter(customer=customer).count(),
        "taken by": [one.member.username for one in taken.select_related("member")],
    }


if __name__ == "__main__":
    print(json.dumps({"plant": plant, "whose": whose}[sys.argv[1]](), ensure_ascii=False))  # noqa: T201
