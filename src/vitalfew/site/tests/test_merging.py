"""One customer goes into another, and comes back out."""

import pytest
from django.utils.translation import override

from vitalfew.access.api import SALES_MANAGER, SALESPERSON
from vitalfew.access.errors import Refused
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.customers.actions import change
from vitalfew.customers.api import Customer, binned_visible_to, overdue, take_out_of_bin
from vitalfew.customers.models import TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.duplicates.merging import merge
from vitalfew.duplicates.models import Merge
from vitalfew.duplicates.pointing import pointers
from vitalfew.duplicates.queries import followed, gone_into
from vitalfew.duplicates.tests.cast import office
from vitalfew.duplicates.unmerging import undo
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, Conflict, NotFound
from vitalfew.kernel.folding import has_han
from vitalfew.site.tests.world import make_order
from vitalfew.trade.api import Order

pytestmark = pytest.mark.django_db


def put(actor: Member, other: Customer, into: Customer, *chosen: str) -> Merge:
    versions = {
        row.pk: row.version for row in Customer.everything.filter(pk__in=[other.pk, into.pk])
    }
    return merge(
        actor=actor,
        survivor_id=into.pk,
        other_id=other.pk,
        versions=versions,
        chosen=chosen,
        reason="twice",
    )


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_whatever_moves_has_a_word_in_every_language(language: str) -> None:
    """The page that decides on a merge says what is attached to each customer."""
    with override(language):
        words = {str(one.model._meta.verbose_name_plural) for one in pointers() if one.moves}
    assert [word for word in words if not has_han(word)] == []
    assert len(words) > 10


def test_orders_go_along_and_come_back() -> None:
    olive, a, b = office(), make_customer("联成", "A"), make_customer("聯成", "B")
    mine, theirs = make_order(a), make_order(b)
    done = put(olive, b, a)
    assert set(Order.objects.filter(customer=a)) == {mine, theirs}
    undo(actor=olive, merge_id=done.pk)
    assert list(Order.objects.filter(customer=b)) == [theirs]
    assert list(Order.objects.filter(customer=a)) == [mine]


def test_the_chosen_values_stand_and_the_others_come_back() -> None:
    olive = office()
    a = make_customer("联成", "A", country="中国")
    b = make_customer("北京联成软件有限公司", "B", country="台灣")
    done = put(olive, b, a, "name", "code")
    a.refresh_from_db()
    b = Customer.everything.get(pk=b.pk)
    assert (a.name, a.code, a.country, b.code) == ("北京联成软件有限公司", "B", "中国", "A")
    assert a.pinyin.startswith("beijing")
    undo(actor=olive, merge_id=done.pk)
    a, b = Customer.objects.get(pk=a.pk), Customer.objects.get(pk=b.pk)
    assert [(c.name, c.code, c.country) for c in (a, b)] == [
        ("联成", "A", "中国"), ("北京联成软件有限公司", "B", "台灣"),
    ]  # fmt: skip


def test_a_merged_customer_is_nowhere_but_its_address_leads_on() -> None:
    olive, a, b, c = (
        office(),
        make_customer("联成"),
        make_customer("聯成"),
        make_customer("联成互动"),
    )
    put(olive, b, a)
    put(olive, a, c)
    assert list(Customer.objects.all()) == [c]
    assert gone_into(olive, b.pk) == c.pk
    assert followed([a.pk, b.pk, c.pk]) == [c.pk]


def test_the_bin_neither_shows_nor_empties_nor_gives_back_what_was_merged() -> None:
    olive, a, b = office(), make_customer("联成"), make_customer("聯成")
    put(olive, b, a)
    Customer.everything.filter(pk=b.pk).update(deleted_at="2001-01-01T00:00Z")
    assert not binned_visible_to(olive).exists()
    assert not overdue().exists()
    assert take_out_of_bin(ids=[b.pk]) == 0


def test_what_comes_later_stays_and_is_told() -> None:
    olive, a, b = office(), make_customer("联成"), make_customer("聯成")
    old = make_order(b)
    done = put(olive, b, a)
    new = make_order(a)
    undone = undo(actor=olive, merge_id=done.pk)
    assert list(Order.objects.filter(customer=b)) == [old]
    assert list(Order.objects.filter(customer=a)) == [new]
    assert (undone.home, undone.later) == ({"trade.Order.customer": 1}, {"trade.Order.customer": 1})


def test_a_field_that_was_changed_since_stays_changed() -> None:
    olive, a, b = office(), make_customer("联成"), make_customer("聯成互動")
    done = put(olive, b, a, "name")
    a.refresh_from_db()
    change(actor=olive, customer_id=a.pk, version=a.version, name="联成集团")
    undone = undo(actor=olive, merge_id=done.pk)
    a.refresh_from_db()
    assert (a.name, undone.kept_fields) == ("联成集团", ["name"])


def test_where_both_have_such_a_row_the_survivors_stands_and_the_others_comes_back() -> None:
    olive, a, b = office(), make_customer("联成"), make_customer("聯成")
    both, one = make_member("both"), make_member("one")
    TeamMember.objects.create(customer=a, member=both, reason="mine")
    TeamMember.objects.create(customer=b, member=both, reason="theirs")
    TeamMember.objects.create(customer=b, member=one)
    done = put(olive, b, a)
    assert set(a.team.values_list("member_id", "reason")) == {(both.pk, "mine"), (one.pk, "")}
    assert list(done.left) == ["customers.TeamMember.customer"]
    undo(actor=olive, merge_id=done.pk)
    assert set(b.team.values_list("member_id", "reason")) == {(both.pk, "theirs"), (one.pk, "")}
    assert list(a.team.values_list("member_id", "reason")) == [(both.pk, "mine")]


def test_what_is_written_for_the_merged_one_goes_to_the_one_that_stays() -> None:
    olive, a, b, c = (
        office(),
        make_customer("联成"),
        make_customer("聯成"),
        make_customer("联成互动"),
    )
    put(olive, b, a)
    put(olive, a, c)
    order = make_order(b)
    order.refresh_from_db()
    assert order.customer_id == c.pk


def test_merges_are_taken_back_in_their_order() -> None:
    olive, a, b, c = (
        office(),
        make_customer("联成"),
        make_customer("聯成"),
        make_customer("联成互动"),
    )
    first, second = put(olive, b, a), put(olive, a, c)
    with pytest.raises(Conflict):
        undo(actor=olive, merge_id=first.pk)
    undo(actor=olive, merge_id=second.pk)
    undo(actor=olive, merge_id=first.pk)
    assert Customer.objects.count() == 3
    with pytest.raises(Conflict):
        undo(actor=olive, merge_id=first.pk)


def test_a_second_merge_of_the_same_two_finds_only_one() -> None:
    olive, a, b = office(), make_customer("联成"), make_customer("聯成")
    put(olive, b, a)
    with pytest.raises(NotFound):
        put(olive, b, a)


def test_who_was_shown_something_older_is_told_to_look_again() -> None:
    olive, a, b = office(), make_customer("联成"), make_customer("聯成")
    change(actor=olive, customer_id=a.pk, version=1, name="联成互动")
    with pytest.raises(Conflict):
        merge(
            actor=olive,
            survivor_id=a.pk,
            other_id=b.pk,
            versions={a.pk: 1, b.pk: 1},
            reason="twice",
        )


def test_a_merge_needs_a_reason_and_two_customers() -> None:
    olive, a, b = office(), make_customer("联成"), make_customer("聯成")
    versions = {a.pk: 1, b.pk: 1}
    with pytest.raises(BadInput):
        merge(actor=olive, survivor_id=a.pk, other_id=b.pk, versions=versions, reason=" ")
    with pytest.raises(BadInput):
        merge(actor=olive, survivor_id=a.pk, other_id=a.pk, versions=versions, reason="x")


def test_merging_takes_the_rights_to_change_and_to_give_away_both() -> None:
    east, west = make_department("East"), make_department("West")
    seller = place(make_member("sally", SALESPERSON), east)
    manager = place(make_member("mona", SALES_MANAGER), east)
    elsewhere = place(make_member("wes", SALESPERSON), west)
    a, b = (make_customer(name, owner=seller, department=east) for name in ("联成", "聯成"))
    foreign = make_customer("联成", owner=elsewhere, department=west)
    with pytest.raises(Refused):
        put(seller, b, a)  # may change both, may give none away
    with pytest.raises(NotFound):
        put(manager, foreign, a)
    assert put(manager, b, a)


def test_every_reference_to_a_customer_is_known() -> None:
    names = {pointer.name: pointer.moves is not None for pointer in pointers()}
    assert names["trade.Order.customer"]
    assert names["customers.TeamMember.customer"]
    assert not names["value.CustomerScore.customer"]


def test_scores_of_old_runs_stay_where_they_are() -> None:
    moving = {pointer.name for pointer in pointers() if pointer.moves is not None}
    assert "value.CustomerScore.customer" not in moving
