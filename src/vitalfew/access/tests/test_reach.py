"""Which rows a member's roles reach."""

from datetime import timedelta

import pytest
from django.utils import timezone

from vitalfew.access import actions
from vitalfew.access.api import (
    AUDITOR,
    SALES_MANAGER,
    SALESPERSON,
    RoleRef,
    Scope,
    Verb,
    give_role,
    rights_of,
)
from vitalfew.access.errors import Circle
from vitalfew.access.models import Deputy
from vitalfew.access.organisation import subordinates_of, with_those_below
from vitalfew.access.rights import remembered
from vitalfew.access.roles import Cell, change_role, copy_role
from vitalfew.access.tests.cast import hold, make_department, make_member, place
from vitalfew.identity.api import Member

pytestmark = pytest.mark.django_db


def customers(member: Member, verb: Verb = Verb.VIEW) -> tuple[bool, set[str], set[int]]:
    """What the right to customers reaches: everything or not, the owners' names, the departments."""
    reach = rights_of(member).reach("customers", verb)
    names = Member.objects.filter(pk__in=reach.owners).values_list("username", flat=True)
    return reach.everything, set(names), set(reach.departments)


def own_role(member: Member, scope: Scope, *departments: int) -> Member:
    """The member, holding a role that views customers as far as the scope."""
    role = copy_role(actor=None, of=RoleRef(AUDITOR), name=f"{member.username} {scope}")
    cells = [Cell("customers", Verb.VIEW, scope, departments)]
    change_role(actor=None, role_id=role.pk, version=1, name=role.name, sentence="", cells=cells)
    give_role(actor=None, member=member, role=RoleRef(pk=role.pk))
    return member


def test_without_a_role_one_reaches_nothing() -> None:
    assert not rights_of(make_member("new")).reach("customers", Verb.VIEW)


def test_each_scope_reaches_its_rows() -> None:
    sales = make_department("Sales")
    east, west = make_department("East", sales), make_department("West", sales)
    lin = place(make_member("lin"), sales)
    place(make_member("zhou"), east, superior=lin)
    expected = {
        Scope.SELF: (False, {"lin"}, set()),
        Scope.SUBORDINATES: (False, {"lin", "zhou"}, set()),
        Scope.DEPARTMENT: (False, {"lin"}, {sales.pk}),
        Scope.BELOW: (False, {"lin"}, {sales.pk, east.pk, west.pk}),
        Scope.ALL: (True, set(), set()),
    }
    for scope, reached in expected.items():
        one = place(make_member(f"one-{scope}"), sales)
        place(make_member(f"below-{scope}"), east, superior=one)
        got = customers(own_role(one, scope))
        wanted = {
            name.replace("lin", f"one-{scope}").replace("zhou", f"below-{scope}")
            for name in reached[1]
        }
        assert got == (reached[0], wanted, reached[2]), scope
    far = own_role(make_member("far"), Scope.CHOSEN, west.pk)
    assert customers(far) == (False, {"far"}, {west.pk})


def test_roles_add_up() -> None:
    east = make_department("East")
    lin = place(hold(make_member("lin"), SALESPERSON), east)
    assert customers(lin) == (False, {"lin"}, set())
    hold(lin, SALES_MANAGER)
    assert customers(lin) == (False, {"lin"}, {east.pk})
    hold(lin, AUDITOR)
    assert customers(lin)[0]
    assert customers(lin, Verb.EDIT) == (False, {"lin"}, {east.pk})


def test_the_manager_of_a_department_leads_everybody_in_it_and_below() -> None:
    boss, zhou, wu, xu = (make_member(name) for name in ("boss", "zhou", "wu", "xu"))
    sales = make_department("Sales")
    east = make_department("East", sales)
    sales.manager = boss
    sales.save()
    place(zhou, east)
    place(wu, None, superior=zhou)
    place(xu, make_department("Elsewhere"))
    assert subordinates_of(boss.pk) == {zhou.pk, wu.pk}


def test_a_department_moves_with_everything_below_it() -> None:
    a, b = make_department("A"), make_department("B")
    inner = make_department("Inner", a)
    leaf = make_department("Leaf", inner)
    actions.change_department(
        actor=None, department_id=inner.pk, version=1, name="Inner", parent=b, manager=None
    )
    assert with_those_below([a.pk]) == {a.pk}
    assert with_those_below([b.pk]) == {b.pk, inner.pk, leaf.pk}


def test_no_department_stands_below_itself() -> None:
    top = make_department("Top")
    leaf = make_department("Leaf", make_department("Middle", top))
    with pytest.raises(Circle):
        actions.change_department(
            actor=None, department_id=top.pk, version=1, name="Top", parent=leaf, manager=None
        )


def test_keys_that_begin_alike_are_not_below_each_other() -> None:
    departments = [make_department(f"D{n}") for n in range(12)]
    assert with_those_below([departments[0].pk]) == {departments[0].pk}


def test_nobody_is_below_those_they_lead() -> None:
    boss, zhou = make_member("boss"), make_member("zhou")
    place(zhou, None, superior=boss)
    with pytest.raises(Circle):
        actions.place_member(actor=None, member=boss, department=None, superior=zhou)


@pytest.mark.parametrize(
    ("first", "last", "reaches"), [(0, 0, True), (-5, 5, True), (-5, -1, False), (1, 5, False)]
)
def test_a_deputy_reaches_what_the_absent_one_does_on_the_days_named(
    first: int, last: int, reaches: bool
) -> None:
    lin, zhou = hold(make_member("lin"), SALESPERSON), hold(make_member("zhou"), SALESPERSON)
    today = timezone.localdate()
    Deputy.objects.create(
        absent=lin, deputy=zhou,
        first_day=today + timedelta(days=first), last_day=today + timedelta(days=last),
    )  # fmt: skip
    assert customers(zhou)[1] == ({"lin", "zhou"} if reaches else {"zhou"})
    assert customers(lin)[1] == {"lin"}


def test_a_deputy_of_an_administrator_sets_nothing_up() -> None:
    ada, zhou = make_member("ada", is_administrator=True), make_member("zhou")
    today = timezone.localdate()
    Deputy.objects.create(absent=ada, deputy=zhou, first_day=today, last_day=today)
    assert not rights_of(zhou).may("organisation", Verb.CONFIGURE)


def test_who_left_lends_no_rights_and_has_none() -> None:
    lin, zhou = hold(make_member("lin"), AUDITOR), hold(make_member("zhou"), SALESPERSON)
    today = timezone.localdate()
    Deputy.objects.create(absent=lin, deputy=zhou, first_day=today, last_day=today)
    assert customers(zhou)[0]
    Member.objects.filter(pk=lin.pk).update(is_active=False)
    lin.refresh_from_db()
    assert not customers(zhou)[0]
    assert not rights_of(lin).reach("customers", Verb.VIEW)


def test_rights_are_worked_out_once_for_a_request_and_anew_after_a_change() -> None:
    lin = hold(make_member("lin"), SALESPERSON)
    with remembered():
        before = rights_of(lin)
        assert rights_of(lin) is before
        give_role(actor=None, member=lin, role=RoleRef(AUDITOR))
        assert rights_of(lin).reach("customers", Verb.VIEW).everything


def test_an_administrator_sees_no_customer_without_another_role() -> None:
    ada = make_member("ada", is_administrator=True)
    assert rights_of(ada).may("organisation", Verb.CONFIGURE)
    assert not rights_of(ada).may("customers", Verb.VIEW)
