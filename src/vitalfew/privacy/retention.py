"""Who has been kept long enough, by each rule: counted first, erased only when somebody confirms exactly those."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from vitalfew.customers.api import Customer
from vitalfew.inquiries.api import Inquiry, State
from vitalfew.people.api import Contact, Position
from vitalfew.privacy.models import Erasure, Keeping, RetentionRule
from vitalfew.privacy.persons import CONTACT, CUSTOMER, INQUIRY
from vitalfew.trade.api import Order

KINDS = {Keeping.LEFT: CONTACT, Keeping.INQUIRY: INQUIRY}  # all others find customers
AT_ONCE = 500  # a page that is confirmed can be read


@dataclass(frozen=True)
class Due:
    """Whom a rule would erase today: the first of them by key, and how they are called."""

    rule: RetentionRule
    kind: str
    people: dict[int, str]

    @property
    def keys(self) -> list[int]:
        """Their keys."""
        return list(self.people)


def due(rule: RetentionRule, today: date | None = None) -> Due:
    """A dry run of one rule."""
    since = (today or timezone.localdate()) - timedelta(days=rule.days)
    rows = {
        Keeping.LEFT: _left, Keeping.NEVER_BOUGHT: _never_bought, Keeping.LONG_AGO: _bought_long_ago,
        Keeping.INQUIRY: _came_to_nothing,
    }[Keeping(rule.what)](since)  # fmt: skip
    kind = KINDS.get(Keeping(rule.what), CUSTOMER)
    return Due(rule, kind, {row.pk: str(row) for row in rows.order_by("pk")[:AT_ONCE]})


def _left(since: date) -> QuerySet[Contact]:
    still = Position.objects.filter(contact=OuterRef("pk"), left_on__isnull=True)
    rows = Contact.objects.filter(~Exists(still), positions__isnull=False)
    return rows.annotate(last=Max("positions__left_on")).filter(last__lt=since)


def _came_to_nothing(since: date) -> QuerySet[Inquiry]:
    """Closed, nobody's, and left alone since. Open ones are work; those of a customer go with the customer."""
    rows = Inquiry.objects.filter(state=State.CLOSED, customer__isnull=True, contact__isnull=True)
    return rows.filter(updated_at__date__lt=since)


def _individuals() -> QuerySet[Customer]:
    erased = Erasure.objects.filter(kind=CUSTOMER).values("key")
    return Customer.objects.filter(kind=Customer.Kind.INDIVIDUAL).exclude(pk__in=erased)


def _never_bought(since: date) -> QuerySet[Customer]:
    orders = Order.objects.filter(customer=OuterRef("pk"))
    return _individuals().filter(~Exists(orders), created_at__date__lt=since)


def _bought_long_ago(since: date) -> QuerySet[Customer]:
    orders = Order.objects.filter(customer=OuterRef("pk"))
    return _individuals().filter(Exists(orders), ~Exists(orders.filter(placed_on__gte=since)))
