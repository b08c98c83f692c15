"""What is written about a contact while they are merged follows to who stayed, whoever of the two came first."""

import threading
from collections.abc import Callable
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from vitalfew.activity.api import FollowUp
from vitalfew.activity.tests.records import make_follow_up
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merging_people import merge_people, undo_people
from vitalfew.duplicates.models import PersonMerge
from vitalfew.duplicates.tests.cast import office
from vitalfew.identity.api import Member
from vitalfew.people.api import Contact, Position
from vitalfew.people.tests.records import make_contact

pytestmark = [pytest.mark.alone, pytest.mark.django_db(transaction=True)]
PATIENCE = 60  # seconds, for a thread that hangs


class Waiting(threading.Thread):
    """Work that is held up by a lock of the transaction that is open here."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self.work = work
        self.failed: list[Exception] = []

    def run(self) -> None:
        """Do it; the test names what went wrong."""
        try:
            self.work()
        except Exception as error:  # noqa: BLE001 - told by ``ended``
            self.failed.append(error)
        finally:
            connection.close()

    def held_up(self) -> None:
        """Start it, and return once it waits for a lock; it may not come through."""
        before, until = waiting(), monotonic() + PATIENCE
        self.start()
        while monotonic() < until:
            assert self.is_alive(), f"nothing held it up: {self.failed}"
            if waiting() > before:
                return
            sleep(0.02)
        raise AssertionError("it never came to wait")

    def ended(self) -> None:
        """It came through, once nothing held it up."""
        self.join(PATIENCE)
        assert (self.is_alive(), self.failed) == (False, [])


def waiting() -> int:
    """How many locks somebody waits for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def put(actor: Member, other: Contact, into: Contact) -> PersonMerge:
    rows = Contact.everybody.filter(pk__in=[other.pk, into.pk])
    return merge_people(
        actor=actor, survivor_id=into.pk, other_id=other.pk, reason="twice",
        versions={row.pk: row.version for row in rows},
    )  # fmt: skip


def cast() -> tuple[Member, Customer, Contact, Contact]:
    birch = make_customer("Birch")
    anna, anne = (make_contact(name, birch).contact for name in ("Anna", "Anne"))
    return office(), birch, anna, anne


def test_who_waited_out_the_merge_writes_about_who_stayed() -> None:
    olive, birch, a, b = cast()
    ash, written = make_customer("Ash"), make_follow_up(birch)
    works = [
        lambda: make_follow_up(birch, contact=b),
        lambda: FollowUp.objects.filter(pk=written.pk).update(contact=b),
        lambda: Position.objects.create(contact=b, customer=ash),
        lambda: Position.objects.create(contact_id=b.pk, customer=make_customer("Elm")),
    ]
    threads = [Waiting(work) for work in works]
    with transaction.atomic():
        done = put(olive, b, a)
        for thread in threads:
            thread.held_up()
    for thread in threads:
        thread.ended()
    assert list(FollowUp.objects.values_list("contact_id", flat=True)) == [a.pk, a.pk]
    assert set(a.positions.values_list("customer__name", flat=True)) == {"Birch", "Ash", "Elm"}
    undone = undo_people(actor=olive, merge_id=done.pk)
    assert undone.later == {"activity.FollowUp.contact": 2, "people.Position.contact": 2}
    assert Contact.objects.filter(pk=b.pk).exists()


def test_who_writes_first_is_waited_for_and_moves_along() -> None:
    olive, birch, a, b = cast()
    merging = Waiting(lambda: put(olive, b, a))
    with transaction.atomic():
        written = make_follow_up(birch, contact=b)
        merging.held_up()
    merging.ended()
    written.refresh_from_db()
    assert written.contact_id == a.pk
    undo_people(actor=olive, merge_id=PersonMerge.objects.get().pk)
    written.refresh_from_db()
    assert written.contact_id == b.pk


@pytest.mark.parametrize("is_late", [False, True])
def test_what_is_written_to_somebody_who_went_long_ago_goes_to_the_end_of_the_way(
    is_late: bool,
) -> None:
    olive, birch, a, b = cast()
    c = make_contact("Anya", birch).contact
    put(olive, a, b)
    if is_late:
        writing = Waiting(lambda: make_follow_up(birch, contact=a))
        with transaction.atomic():
            put(olive, b, c)
            writing.held_up()
        writing.ended()
    else:
        put(olive, b, c)
        make_follow_up(birch, contact=a)
    assert FollowUp.objects.get().contact_id == c.pk


def test_a_position_that_who_stayed_has_already_stays_behind() -> None:
    olive, birch, a, b = cast()
    ash = make_customer("Ash")
    Position.objects.create(contact=a, customer=ash)
    put(olive, b, a)
    late = Position.objects.create(contact=b, customer=ash)
    late.refresh_from_db()
    assert late.contact_id == b.pk
    assert a.positions.filter(customer=ash).count() == 1
    assert birch.positions.filter(contact=a).count() == 1
