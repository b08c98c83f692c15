"""A member with customers, orders and inquiries who is about to leave, and a colleague who stays.

``python -m e2e.leaving plant`` makes them in an installation's environment and prints who is who;
``python -m e2e.leaving count`` prints what there is of it: one JSON object each.
"""

import json
import sys
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

import config.started  # noqa: F401 - Django first
from vitalfew.access.api import SALESPERSON, RoleRef, give_role
from vitalfew.customers.models import Customer
from vitalfew.identity.api import Member, sign_in_link
from vitalfew.identity.models import SignInLink
from vitalfew.inquiries.models import Inquiry
from vitalfew.people.models import Contact, Position
from vitalfew.pool.models import Pool
from vitalfew.trade.models import Order

NUMBER = 6
MARK = "交接客户"


def make_seller(username: str, name: str) -> Member:
    """Somebody who sells."""
    seller = Member.objects.create(username=username, name=name, language="zh-hans")
    give_role(actor=None, member=seller, role=RoleRef(ready=SALESPERSON))
    return seller


@transaction.atomic
def plant() -> dict[str, object]:
    """Everything, once."""
    leaver, stayer = make_seller("leaver", "林小华"), make_seller("stayer", "周敏")
    for place in range(NUMBER):
        customer = Customer.objects.create(
            name=f"{MARK} {place}", sort_key=f"jiaojie {place}", owner=leaver
        )
        contact = Contact.objects.create(name=f"联系人 {place}", sort_key=f"lianxi {place}")
        Position.objects.create(contact=contact, customer=customer)
        Order.objects.create(
            customer=customer, source_key=str(uuid4()), placed_on=timezone.localdate(), placed_at=timezone.now(),
            currency="CNY", net_amount=100 + place, line_count=0,
        )  # fmt: skip
        Inquiry.objects.create(
            company=f"询价 {place}", source="other", via="staff", state="assigned", owner=leaver,
            received_at=timezone.now(), customer=customer if place % 2 else None,
        )  # fmt: skip
    Pool.objects.create(name="离职公海")
    return {
        "leaver": leaver.pk,
        "stayer": stayer.pk,
        "link": sign_in_link(stayer, SignInLink.Kind.INVITATION),
        "customers": list(ours().values_list("pk", flat=True)),
    }


def ours() -> QuerySet[Customer]:
    """The customers of this story."""
    return Customer.objects.filter(name__startswith=MARK).order_by("pk")


def count() -> dict[str, object]:
    """Whose all of it is, and what it adds up to."""
    leaver = Member.objects.get(username="leaver")
    held = Q(owner__is_active=True) | Q(pool_entry__isnull=False)
    return {
        "customers": ours().count(),
        "held": ours().filter(held).count(),
        "pooled": ours().filter(pool_entry__isnull=False).count(),
        "contacts": Position.objects.filter(customer__in=ours()).count(),
        "orders": str(Order.objects.filter(customer__in=ours()).aggregate(sum=Sum("net_amount"))["sum"]),
        "inquiries left": Inquiry.objects.filter(owner=leaver).exclude(state="closed").count(),
        "inquiries": Inquiry.objects.filter(company__startswith="询价").count(),
        "leaver may sign in": leaver.is_active,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps({"plant": plant, "count": count}[sys.argv[1]](), ensure_ascii=False))  # noqa: T201
