"""What several roles with field rules amount to, and setting the rules."""

import pytest
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import (
    AUDITOR,
    FINANCE,
    SALESPERSON,
    FieldRule,
    RoleRef,
    field_of,
    rule_for,
)
from vitalfew.access.fields import Field, fields
from vitalfew.access.limits import limits_of, set_limits, written
from vitalfew.access.roles import copy_role
from vitalfew.access.tests.cast import hold, limit, make_member
from vitalfew.audit.models import Event
from vitalfew.kernel.errors import Conflict, NotFound

pytestmark = pytest.mark.django_db


def code() -> Field:
    found = field_of("customers.code")
    assert found is not None
    return found


def test_what_nobody_limited_is_open() -> None:
    lin = make_member("lin", SALESPERSON)
    assert {rule_for(lin, field) for field in fields()} == {FieldRule.OPEN}


def test_the_command_line_sees_everything() -> None:
    limit(FieldRule.HIDDEN, "customers.code")
    assert rule_for(None, code()) == FieldRule.OPEN


def test_who_may_not_open_the_module_sees_no_field_of_it() -> None:
    assert rule_for(make_member("nobody"), code()) == FieldRule.HIDDEN


def test_a_rule_holds_for_whoever_holds_the_role() -> None:
    limit(FieldRule.MASKED, "customers.code")
    assert rule_for(make_member("lin", SALESPERSON), code()) == FieldRule.MASKED
    assert rule_for(make_member("fay", FINANCE), code()) == FieldRule.OPEN


def test_a_role_that_shows_more_counts_where_it_reaches_as_far() -> None:
    limit(FieldRule.MASKED, "customers.code")
    assert rule_for(hold(make_member("lin", SALESPERSON), FINANCE), code()) == FieldRule.OPEN


def test_a_role_that_shows_more_of_the_own_does_not_open_everybodys() -> None:
    limit(FieldRule.HIDDEN, "customers.code", role=AUDITOR)
    assert rule_for(hold(make_member("lin", SALESPERSON), AUDITOR), code()) == FieldRule.HIDDEN


def test_a_copy_of_a_role_shows_no_more() -> None:
    limit(FieldRule.MASKED, "customers.code")
    copied = copy_role(actor=None, of=RoleRef(SALESPERSON), name="Junior")
    assert limits_of(RoleRef(pk=copied.pk))["customers.code"] == FieldRule.MASKED


def test_a_rule_that_makes_no_sense_for_a_field_is_refused() -> None:
    with pytest.raises(NotFound):
        limit(FieldRule.MASKED, "value.sales")


def test_who_saves_second_is_told() -> None:
    ref = RoleRef(SALESPERSON)
    opened = written(limits_of(ref))
    masked, hidden = ({"customers.code": rule} for rule in (FieldRule.MASKED, FieldRule.HIDDEN))
    set_limits(actor=None, of=ref, limits=masked, opened_with=opened)
    with pytest.raises(Conflict):
        set_limits(actor=None, of=ref, limits=hidden, opened_with=opened)


def test_an_administrator_sets_the_rules_on_the_page(client: Client) -> None:
    ada = make_member("ada", is_administrator=True, language="en")
    client.force_login(ada)
    url = reverse("access:role_fields", args=["ready-salesperson"])
    opened = written(limits_of(RoleRef(SALESPERSON)))
    sent = {field.key: "open" for field in fields()} | {"customers.code": "masked"}
    assert client.post(url, sent | {"opened_with": opened}).status_code == 302
    assert limits_of(RoleRef(SALESPERSON))["customers.code"] == FieldRule.MASKED
    role = client.get(reverse("access:role", args=["ready-salesperson"])).text
    assert "Customer number" in role
    assert Event.objects.get(verb="role.limit_fields").data == {
        "customers.code": ["open", "masked"]
    }
    assert client.post(url, sent | {"opened_with": opened}).status_code == 409
