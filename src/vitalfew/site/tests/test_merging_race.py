"""Merging while others write: nothing is lost, nothing is there twice, and taking back is exact."""

import os
import random

import pytest

from vitalfew.customers.api import Customer
from vitalfew.duplicates.models import Merge
from vitalfew.duplicates.tests.cast import office
from vitalfew.site.tests.merging_race import begin

ROUNDS = int(os.environ.get("VITALFEW_RACE_ROUNDS", "8"))


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_merging_races_with_edits_new_rows_and_other_merges() -> None:
    actor, chance = office(), random.Random(11)  # noqa: S311 - the same races every time
    merged = 0
    for _ in range(ROUNDS):
        one = begin(actor)
        before = set(one.orders)
        one.run(chance)
        assert one.failed == []
        assert one.lost() == []
        assert before <= one.standing().keys()
        merged += Merge.objects.filter(undone_at__isnull=True).count()
        one.undo_all()
        back = one.standing()
        assert all(back[pk] == one.home[pk] for pk in before)
        assert one.lost() == []
        assert Customer.objects.filter(pk__in=[c.pk for c in one.customers]).count() == 3
    assert merged  # the races are about merges
