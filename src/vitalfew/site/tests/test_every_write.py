"""Every way of writing leaves, for each row it changes, an entry with who did it: seen from the database's side."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from vitalfew.access.api import PROPRIETOR
from vitalfew.access.tests.cast import hold
from vitalfew.audit.keeping import kept_models
from vitalfew.audit.models import Entry
from vitalfew.conftest import Cases
from vitalfew.jobs.api import Plan, finish
from vitalfew.kernel.history import Kept
from vitalfew.site.tests.world import World, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault("G4")]

type Rows = dict[tuple[str, str], dict[str, object]]
type Write = Callable[[World, Client], object]


@pytest.fixture
def world() -> World:
    return make_world(with_twins=False)


def edit(world: World, client: Client) -> object:
    sent = {
        "name": "New name",
        "kind": "business",
        "code": "N1",
        "country": "Peru",
        "version": str(world.customers["own"].version),
    }
    return client.post(f"/customers/{world.customers['own'].pk}/edit/", sent)


def create(world: World, client: Client) -> object:
    return client.post(
        "/customers/new/", {"name": "Olga", "kind": "business", "code": "O1", "country": ""}
    )


def assign(world: World, client: Client) -> object:
    sent = {
        "owner": world.members["colleague"].pk,
        "reason": "x",
        "version": str(world.customers["own"].version),
    }
    return client.post(f"/customers/{world.customers['own'].pk}/owner/", sent)


def delete(world: World, client: Client) -> object:
    return client.post(f"/customers/{world.customers['own'].pk}/delete/", {"reason": "x"})


def delete_and_restore(world: World, client: Client) -> object:
    delete(world, client)
    return client.post(f"/bin/{world.customers['own'].pk}/restore/")


def many(world: World, client: Client) -> object:
    client.post("/customers/bulk/delete/?all=1", {"reason": "x"})
    plan = Plan.objects.latest("created_at")
    client.post(f"/jobs/plans/{plan.pk}/")
    plan.refresh_from_db()
    assert plan.job is not None
    return finish(plan.job)


def many_and_back(world: World, client: Client) -> object:
    many(world, client)
    plan = Plan.objects.latest("created_at")
    client.post(f"/jobs/plans/{plan.pk}/undo/")
    plan.refresh_from_db()
    assert plan.undo_job is not None
    return finish(plan.undo_job)


def weigh(world: World, client: Client) -> object:
    sent = {
        "sales_contribution": "60", "sales_expectation": "20", "profit_contribution": "20", "margin_percent": "30",
        "horizon_months": "12", "discount_percent": "10", "do": "save", "reason": "x", "based_on": "1",
    }  # fmt: skip
    return client.post("/value/settings/", sent)


def discard(world: World, client: Client) -> object:
    return client.post(f"/import/{world.imports['own'].pk}/discard/")


def department(world: World, client: Client) -> object:
    return client.post("/settings/", {"name": "North", "parent": world.east.pk})


def move_department(world: World, client: Client) -> object:
    sent = {"name": "East", "parent": world.west.pk, "manager": "", "version": "1"}
    return client.post(f"/settings/departments/{world.east.pk}/", sent)


def move_person(world: World, client: Client) -> object:
    sent = {"department": world.west.pk, "superior": ""}
    return client.post(f"/settings/people/{world.members['salesperson'].pk}/", sent)


def give_role(world: World, client: Client) -> object:
    return client.post(
        f"/settings/people/{world.members['salesperson'].pk}/roles/", {"give": "ready-auditor"}
    )


def stand_in(world: World, client: Client) -> object:
    today = date.today().isoformat()
    sent = {"deputy": world.members["colleague"].pk, "first_day": today, "last_day": today}
    return client.post(f"/settings/people/{world.members['salesperson'].pk}/deputies/", sent)


def copy_role(world: World, client: Client) -> object:
    return client.post("/settings/roles/ready-auditor/copy/", {"name": "Ours"})


def prefer(world: World, client: Client) -> object:
    sent = {"name": "Pia P.", "email": "", "language": "en", "theme": "dark", "amount_unit": "full"}
    return client.post("/preferences/", sent)


def deactivate(world: World, client: Client) -> object:
    return client.post(f"/settings/members/{world.members['auditor'].pk}/deactivate/")


def add_contact(world: World, client: Client) -> object:
    sent = {"name": "Anna Schmidt", "phones": "13800138000"}
    return client.post(reverse("people:add", args=[world.customers["own"].pk]), sent)


def contact_leaves(world: World, client: Client) -> object:
    position = world.positions["own"].pk
    return client.post(
        reverse("people:leave", args=[position]),
        {"reason": "x", "on": "2026-01-05"},
    )


def tag(world: World, client: Client) -> object:
    return client.post(
        reverse("dossier:tags", args=[world.customers["own"].pk]), {"tags": "VIP, fair"}
    )


def write_follow_up(world: World, client: Client) -> object:
    sent = {"text": "Called", "way": "call", "happened_at": "2026-01-05T10:00"}
    return client.post(reverse("activity:write", args=[world.customers["own"].pk]), sent)


def remove_follow_up(world: World, client: Client) -> object:
    return client.post(reverse("activity:remove", args=[world.follow_ups["own"].pk]))


def remove_address(world: World, client: Client) -> object:
    return client.post(reverse("dossier:remove", args=["address", world.addresses["own"].pk]))


def join_team(world: World, client: Client) -> object:
    sent = {
        "member": world.members["elsewhere"].pk,
        "right": "read",
        "expires_on": "",
        "reason": "x",
    }
    return client.post(reverse("customers:team_add", args=[world.customers["own"].pk]), sent)


def give_back(world: World, client: Client) -> object:
    sent = {"pool": world.pool.pk, "reason": "x"}
    return client.post(reverse("pool:release", args=[world.customers["own"].pk]), sent)


def remove_cap(world: World, client: Client) -> object:
    return client.post(reverse("pool:cap_remove", args=[world.cap.pk]))


def remove_routing(world: World, client: Client) -> object:
    return client.post(reverse("inquiries:rule_remove", args=[world.routing.pk]))


def remove_source(world: World, client: Client) -> object:
    return client.post(reverse("inquiries:source_remove", args=[world.source.pk]))


WRITES: tuple[Write, ...] = (
    add_contact, contact_leaves, tag, remove_address, join_team, give_back, remove_cap, remove_routing, remove_source,
    edit, create, assign, delete, delete_and_restore, many, many_and_back, weigh, discard, department, move_department,
    move_person, give_role, stand_in, copy_role, prefer, deactivate,
)  # fmt: skip


def stored() -> Rows:
    """Every row of every kept table, without the columns that leave no entry of their own."""
    rows: Rows = {}
    for model, kept in kept_models():
        for row in model._base_manager.values():
            key = (model._meta.db_table, str(row[model._meta.pk.attname]))
            rows[key] = {name: value for name, value in row.items() if is_told(model, kept, name)}
    return rows


def is_told(model: type[models.Model], kept: Kept, name: str) -> bool:
    return name not in kept.derived


@pytest.mark.parametrize("write", WRITES)
def test_every_row_that_changed_has_an_entry_with_its_writer(
    world: World, write: Write, cases: Cases
) -> None:
    client = world.client("administrator")
    writer = world.members["administrator"]
    hold(writer, PROPRIETOR)
    before, last = stored(), Entry.objects.latest("id").pk
    write(world, client)
    after = stored()
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert changed, "nothing was written"
    entries = Entry.objects.filter(pk__gt=last)
    noted = {(entry.table_name, entry.row_key): entry.actor_id for entry in entries}
    assert {key for key in changed if key not in noted} == set()
    assert {noted[key] for key in changed} == {writer.pk}
    cases.add(len(changed))
