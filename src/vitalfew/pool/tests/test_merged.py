"""A customer that goes into another: its owner's time ends, and it waits in its pool until that is taken back."""

import pytest

from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.api import merge
from vitalfew.duplicates.unmerging import undo
from vitalfew.ownership.api import How, Period
from vitalfew.pool.policies import entries_visible_to
from vitalfew.pool.tests.cast import lay, make_cast

pytestmark = pytest.mark.django_db


def test_a_merge_ends_the_period_of_the_one_that_goes() -> None:
    cast = make_cast()
    one, twin = (
        make_customer("Nanshan", owner=cast.lin),
        make_customer("Nanshan Co", owner=cast.zhou),
    )
    versions = {one.pk: 1, twin.pk: 1}
    done = merge(
        actor=cast.office,
        survivor_id=one.pk,
        other_id=twin.pk,
        versions=versions,
        reason="one firm",
    )
    ended = Period.objects.get(customer=twin)
    assert (ended.owner, ended.ended_how, ended.ended_because) == (
        cast.zhou,
        How.MERGED,
        "one firm",
    )
    assert Period.objects.get(customer=one).until is None
    undo(actor=cast.office, merge_id=done.pk)
    assert Period.objects.filter(customer=twin, until__isnull=True).get().owner == cast.zhou


def test_one_that_lies_in_a_pool_waits_there_unseen() -> None:
    cast = make_cast()
    one, twin = make_customer("Nanshan", owner=cast.lin), lay(cast.pool, "Nanshan Co")
    versions = {one.pk: 1, twin.pk: 1}
    done = merge(
        actor=cast.office,
        survivor_id=one.pk,
        other_id=twin.pk,
        versions=versions,
        reason="one firm",
    )
    assert not entries_visible_to(cast.lin).exists()
    undo(actor=cast.office, merge_id=done.pk)
    assert entries_visible_to(cast.lin).get().customer == twin
