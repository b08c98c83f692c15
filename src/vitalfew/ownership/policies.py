"""Who sees whose a customer was: whoever sees the customer."""

from django.db.models import QuerySet

from vitalfew.access.api import ChildPolicy
from vitalfew.customers.api import CUSTOMERS, Customer, customer_policy, in_the_bin
from vitalfew.identity.api import Member
from vitalfew.ownership.models import Period

period_policy: ChildPolicy[Period, Customer] = ChildPolicy(
    Period, CUSTOMERS, customer_policy, "customer", in_the_bin
)


def periods_visible_to(actor: Member) -> QuerySet[Period]:
    """Every read of earlier owners starts here."""
    return period_policy.rows(actor)
