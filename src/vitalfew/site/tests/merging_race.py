"""Rounds in which merging, editing, adding rows and other merges run at once on the same three customers."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import OperationalError, connection

from vitalfew.customers.actions import change
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merging import merge
from vitalfew.duplicates.models import Merge
from vitalfew.duplicates.unmerging import undo
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import ProductError
from vitalfew.site.tests.world import make_order
from vitalfew.trade.api import Order


@dataclass
class Round:
    """Three customers with orders, and what the racers did."""

    actor: Member
    customers: list[Customer]
    orders: set[int]
    home: dict[int, int]
    refused: list[str] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)

    def run(self, chance: random.Random) -> None:
        """All racers at once, in any order."""
        a, b, c = (customer.pk for customer in self.customers)
        racers: list[Callable[[], None]] = [
            lambda: self.merge(b, a), lambda: self.merge(c, b), lambda: self.merge(c, a),
            lambda: self.edit(a), lambda: self.edit(b), lambda: self.add(b), lambda: self.add(c), lambda: self.add(b),
        ]  # fmt: skip
        chance.shuffle(racers)
        threads = [threading.Thread(target=self.attempt, args=[racer]) for racer in racers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    def attempt(self, racer: Callable[[], None]) -> None:
        """Do it; being refused in words is an answer too."""
        try:
            racer()
        except ProductError as error:
            self.refused.append(error.code)
        except (
            OperationalError
        ) as error:  # two that waited for each other: one is told to try again
            self.refused.append(str(error).splitlines()[0])
        except Exception as error:  # noqa: BLE001 - the test names it
            self.failed.append(error)
        finally:
            connection.close()

    def merge(self, other: int, into: int) -> None:
        """As somebody would who has just looked at both."""
        versions = dict(Customer.everything.values_list("pk", "version"))
        merge(actor=self.actor, survivor_id=into, other_id=other, versions=versions, reason="race")

    def edit(self, pk: int) -> None:
        """Another country."""
        version = Customer.everything.get(pk=pk).version
        change(actor=self.actor, customer_id=pk, version=version, country=f"Land {pk}")

    def add(self, pk: int) -> None:
        """An order, as an import would write it, whether the customer is still there or not."""
        order = make_order(Customer.everything.get(pk=pk))
        self.orders.add(order.pk)
        self.home[order.pk] = pk

    def standing(self) -> dict[int, int]:
        """Where each order is."""
        return dict(Order.objects.filter(pk__in=self.orders).values_list("pk", "customer_id"))

    def lost(self) -> list[int]:
        """Orders that are gone, or stand with somebody who is put away."""
        present = set(Customer.objects.values_list("pk", flat=True))
        where = self.standing()
        return [pk for pk in self.orders if where.get(pk) not in present]

    def undo_all(self) -> None:
        """Take every merge back, the last first."""
        for done in Merge.objects.filter(undone_at__isnull=True).order_by("-pk"):
            undo(actor=self.actor, merge_id=done.pk)


def begin(actor: Member) -> Round:
    """Three customers with two orders each."""
    customers = [make_customer(f"联成 {letter}") for letter in "ABC"]
    home = {make_order(customer).pk: customer.pk for customer in customers for _ in range(2)}
    return Round(actor, customers, set(home), home)
