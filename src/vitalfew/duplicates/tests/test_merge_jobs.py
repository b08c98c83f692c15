"""Merging as work of the worker: asked for once, done once, and the pair open again when nothing came of it."""

import pytest
from django.test import Client

from vitalfew.customers.actions import change
from vitalfew.customers.api import Customer
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merge_jobs import merge_work, start_merge, start_undo, undo_work
from vitalfew.duplicates.models import Merge, Pair
from vitalfew.duplicates.policies import open_pairs
from vitalfew.duplicates.tests.cast import office, work
from vitalfew.identity.api import Member
from vitalfew.jobs.api import Job, finish
from vitalfew.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> Member:
    return office()


@pytest.fixture
def pair() -> Pair:
    first, second = make_customer("Birch"), make_customer("Birch Ltd")
    return Pair.objects.create(first=first, second=second, verdict="likely", score=7)


def ask(actor: Member, pair: Pair) -> Job:
    return start_merge(
        actor=actor, survivor_id=pair.second_id, other_id=pair.first_id, reason="twice",
        versions={pair.first_id: 1, pair.second_id: 1},
    )  # fmt: skip


def nothing(step: str, done: int = 0, total: int = 0) -> None:
    """Progress that nobody watches."""


def test_a_pair_is_out_of_the_queue_while_it_is_merged(olive: Member, pair: Pair) -> None:
    assert list(open_pairs(olive)) == [pair]
    job = ask(olive, pair)
    assert Customer.objects.count() == 2
    assert not open_pairs(olive).exists()
    client = Client(headers={"accept-language": "en"})
    client.force_login(olive)
    told = client.get(f"/duplicates/{pair.pk}/")
    assert (told.status_code, "just now" in told.text) == (409, True)
    with pytest.raises(Conflict, match="just now"):
        ask(olive, pair)
    work(job)
    assert [one.pk for one in Customer.objects.all()] == [pair.second_id]


def test_who_works_through_the_queue_comes_to_the_next_pair(olive: Member, pair: Pair) -> None:
    names = ("Elm", "Elm Ltd")
    first, second = (make_customer(name) for name in names)
    other = Pair.objects.create(first=first, second=second, verdict="likely", score=3)
    client = Client(headers={"accept-language": "en"})
    client.force_login(olive)
    done = work(ask(olive, pair))
    onward = client.get(f"/jobs/{done.pk}/?go-on", follow=True)
    assert onward.redirect_chain == [(f"/duplicates/{other.pk}/", 302)]
    assert "Birch went into Birch Ltd." in onward.text
    survivor = f"/customers/{pair.second_id}/"
    assert f'href="{survivor}"' in client.get(f"/jobs/{done.pk}/").text
    other.delete()
    assert client.get(f"/jobs/{done.pk}/?go-on").headers["location"] == survivor


def test_a_change_meanwhile_is_told_and_the_pair_is_open_again(olive: Member, pair: Pair) -> None:
    job = ask(olive, pair)
    change(actor=olive, customer_id=pair.first_id, version=1, country="Norway")
    assert finish(job).failure["code"] == "customer_changed_meanwhile"
    assert list(open_pairs(olive)) == [pair]
    assert not Merge.objects.exists()
    client = Client(headers={"accept-language": "en"})
    client.force_login(olive)
    page = client.get(f"/jobs/{job.pk}/?go-on").text
    assert "Somebody changed one of the two customers meanwhile" in page
    assert f'href="/duplicates/{pair.pk}/"' in page


def test_work_that_was_cut_off_after_its_end_is_not_done_again(olive: Member, pair: Pair) -> None:
    job = ask(olive, pair)
    told = merge_work(job, nothing)
    assert merge_work(job, nothing) == told == {"merge": Merge.objects.get().pk}
    assert work(job).result == told
    back = start_undo(actor=olive, merge_id=Merge.objects.get().pk)
    with pytest.raises(Conflict, match="just now"):
        start_undo(actor=olive, merge_id=Merge.objects.get().pk)
    undo_work(back, nothing)
    undo_work(back, nothing)
    work(back)
    assert Customer.objects.count() == 2
    assert merge_work(job, nothing) == told  # what was taken back since is not merged anew


def test_who_may_not_merge_any_more_when_it_is_done_is_refused(olive: Member, pair: Pair) -> None:
    job = ask(olive, pair)
    Member.objects.filter(pk=olive.pk).update(is_active=False)
    assert finish(job).failure["code"] == "customer_not_found"
    assert Customer.objects.count() == 2
