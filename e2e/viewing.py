"""A salesperson with three customers, two of which a shared view will show.

``python -m e2e.viewing plant`` makes them in an installation's environment and prints how they sign in, as JSON.
"""

import json
import sys

from django.db import transaction

import config.started  # noqa: F401 - Django first
from e2e.leaving import make_seller
from vitalfew.customers.actions import create
from vitalfew.identity.api import sign_in_link
from vitalfew.identity.models import SignInLink


@transaction.atomic
def plant() -> dict[str, object]:
    """Everything, once."""
    seller = make_seller("viewer", "孔晓")
    create(actor=seller, name="视图客户甲", kind="individual")
    create(actor=seller, name="视图客户乙", kind="business", source="referral")
    create(actor=seller, name="视图客户丙", kind="business")
    return {"link": sign_in_link(seller, SignInLink.Kind.INVITATION)}


if __name__ == "__main__":
    print(json.dumps({"plant": plant}[sys.argv[1]](), ensure_ascii=False))  # noqa: T201
