"""A form on the web, a rule that gives what comes by it to one salesperson, and a customer of hers.

``python -m e2e.asking plant`` makes them in an installation's environment and prints who is who, as one JSON object.
"""

import json
import sys

from django.db import transaction

import config.started  # noqa: F401 - Django first
from e2e.leaving import make_seller
from vitalfew.customers.actions import create
from vitalfew.identity.api import sign_in_link
from vitalfew.identity.models import SignInLink
from vitalfew.inquiries.models import RoutingRule, WebForm

HERE = "苏州恒隆精密机械有限公司"


@transaction.atomic
def plant() -> dict[str, object]:
    """Everything, once."""
    seller = make_seller("asked", "钱一一")
    made = create(actor=seller, name=HERE, kind="business")
    WebForm.objects.create(name="官网", key="guanwang", heading="向我们询价", language="zh-hans")
    RoutingRule.objects.create(name="机械", words=["轴承"], target="member", member=seller)
    return {"customer": made.pk, "link": sign_in_link(seller, SignInLink.Kind.INVITATION)}


if __name__ == "__main__":
    print(json.dumps({"plant": plant}[sys.argv[1]](), ensure_ascii=False))  # noqa: T201
