"""Every address of the product, and what each kind of person gets there: an address without a row is a mistake."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from vitalfew.access.api import modules
from vitalfew.conftest import Cases
from vitalfew.identity.api import Member
from vitalfew.site.tests.matrix import FILES, MATRIX, OTHER_FILES, TAKEN
from vitalfew.site.tests.world import ACTORS, OF_PEOPLE, RELATIONS, World

SENT = {"form": "sent"}


def names(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{before}{pattern.name}"
        else:
            inner = f"{before}{pattern.namespace}:" if pattern.namespace else before
            yield from names(pattern, inner)


def opportunity_addresses(world: World, relation: str) -> dict[str, list[object]]:
    key = world.opportunities[relation].pk
    pages = ("show", "edit", "advance", "win", "lose", "reopen", "delete", "restore")
    return {
        **{f"funnel:{page}": [key] for page in pages},
        **{f"api:opportunity{part}": [key] for part in ("", "_stage", "_outcome")},
    }


def handover_addresses(world: World, relation: str) -> dict[str, list[object]]:
    handover = world.handovers.get(relation)
    if handover is None:
        return {}
    parts = ("show", "offer", "accept", "send_back", "withdraw", "pack")
    steps = ("", "_items", "_offer", "_acceptance", "_refusal", "_withdrawal")
    item = handover.items.get().pk
    return {
        **{f"handover:{part}": [handover.pk] for part in parts},
        **{f"api:handover{part}": [handover.pk] for part in steps},
        "handover:item": [handover.pk, item],
        "api:handover_item": [item],
    }


def address(world: World, name: str, relation: str) -> str:
    """The address of a page about the thing in this relation."""
    customer = world.customers[relation].pk
    own: dict[str, list[object]] = {
        "identity:welcome": ["x-y"],
        "site:customer": [customer],
        "site:customer_panel": [customer],
        "site:timeline": [customer],
        "fields:add": ["text"],
        **{
            f"fields:{part}": [world.field.pk]
            for part in ("edit", "retire", "bring_back", "move", "kind")
        },
        "resource:found": ["wanting"],
        "resource:found_within": ["bought", 90],
        "resource:inquiries": ["asked", 90],
        "upkeep:requirement": [world.requirement.pk],
        "upkeep:remove": [world.requirement.pk],
        "site:customer_tab": [customer, "orders"],
        "customers:edit": [customer],
        "site:cell": [customer, "name"],
        "site:delete": [customer],
        "site:restore": [customer],
        "audit:history": ["customer", customer],
        "outbox:retry": [world.mail.pk],
        "customers:assign": [customer],
        "ownership:on_day": [customer],
        **{f"pool:{part}": [customer] for part in ("release", "lock", "unlock")},
        **{
            f"handover:{part}": [world.members["salesperson"].pk] for part in ("start", "into_pool")
        },
        **handover_addresses(world, relation),
        "pool:give": [world.pool.pk, world.pooled.pk],
        "pool:cap": [world.cap.pk],
        **{f"pool:{part}": [world.rule.pk] for part in ("rule", "rule_run", "rule_remove")},
        "pool:cap_remove": [world.cap.pk],
        **{f"pool:{part}": [world.pool.pk] for part in ("show", "claim", "edit", "deal")},
        **{f"api:{part}": [world.pool.pk] for part in ("waiting", "claims", "returns")},
        **{f"api:{part}": [customer] for part in ("owners", "lock", "follow_ups", "contacts_at")},
        **{f"api:{part}": [customer] for part in ("customer_owner", "customer_tags", "dossier")},
        **{
            f"api:{part}": [customer]
            for part in ("addresses", "registrations", "invoice_titles", "ties")
        },
        "api:address": [world.addresses[relation].pk],
        **{f"api:{part}": [987654] for part in ("registration", "invoice_title", "tie")},
        **{
            f"api:{part}": [world.positions[relation].contact_id]
            for part in ("contact", "positions")
        },
        **{f"api:{part}": [world.positions[relation].pk] for part in ("position", "departure")},
        **{
            f"api:inquiry{part}": [world.inquiries[relation].pk]
            for part in ("", "_owner", "_answer", "_customer", "_closing")
        },
        "duplicates:pair": [world.pairs[relation].pk],
        "duplicates:judge": [world.pairs[relation].pk],
        "duplicates:undo": [world.merges[relation].pk],
        "customers:team_add": [customer],
        "customers:reveal": [customer, "customers.code"],
        "customers:team_member": [customer, world.members["auditor"].pk],
        "people:reveal": [world.positions[relation].contact_id, "contacts.phones"],
        "people:add": [customer],
        "duplicates:alike_people": [customer],
        "activity:write": [customer],
        **{
            f"activity:{part}": [world.follow_ups[relation].pk]
            for part in ("show", "edit", "remove")
        },
        "funnel:add": [customer],
        "api:opportunities_of": [customer],
        **opportunity_addresses(world, relation),
        "dossier:add": [customer, "address"],
        "dossier:edit": ["address", world.addresses[relation].pk],
        "dossier:remove": ["address", world.addresses[relation].pk],
        "dossier:tags": [customer],
        "trade:order": [world.orders[relation].pk],
        "trade:buying": [customer],
        "api:order": [world.orders[relation].pk],
        "api:customer": [customer],
        "api:standing": [customer],
        "tokens:revoke": [987654],
        "api:view": [987654],
        "savedviews:list": ["customers"],
        "savedviews:keep": ["customers"],
        "savedviews:share": [987654],
        "savedviews:change": [987654, "delete"],
        "webhooks:webhook": [987654],
        "webhooks:edit": [987654],
        "webhooks:renew": [987654],
        "webhooks:test": [987654],
        "webhooks:pause": [987654],
        "webhooks:remove": [987654],
        "webhooks:retry": ["00000000-0000-4000-8000-000000000000"],
        "site:bulk": ["delete"],
        "access:department": [world.east.pk],
        "access:department_remove": [world.east.pk],
        "identity:sign_in_with": ["company"],
        "openid_connect_callback": ["company"],
        "identity:prove_address": ["x-y"],
        "identity:remove_factor": [1],
        "identity:end_session": [1],
        "identity:link_account": ["company"],
        "identity:unlink_account": [1],
        "identity:member": [world.members["auditor"].pk],
        "identity:member_link": [world.members["auditor"].pk],
        "identity:member_act": [world.members["auditor"].pk, "sign-out"],
    }
    person = world.members["salesperson"].pk
    if relation in OF_PEOPLE:
        own |= {
            "jobs:detail": [world.jobs[relation].pk],
            "jobs:file": [world.jobs[relation].pk],
            "jobs:plan": [world.plans[relation].pk],
            "jobs:plan_undo": [world.plans[relation].pk],
        }
    ledger = world.imports[relation].pk if relation in OF_PEOPLE else None
    for part in ("detail", "columns", "encoding", "rows", "errors", "add", "undo", "discard"):
        own[f"importing:{part}"] = [ledger]
    own["importing:blank"] = ["customers"]
    for part in ("person", "person_roles", "person_deputies"):
        own[f"access:{part}"] = [person]
    for part in (
        "inquiry",
        "edit",
        "assign",
        "take",
        "answer",
        "choose",
        "make",
        "close",
        "reopen",
    ):
        own[f"inquiries:{part}"] = [world.inquiries[relation].pk]
    own["inquiries:reveal"] = [world.inquiries[relation].pk, "inquiries.phone"]
    own |= {f"inquiries:{part}": [world.routing.pk] for part in ("rule", "rule_remove")}
    own |= {f"inquiries:{part}": [world.source.pk] for part in ("source", "source_remove")}
    own["inquiries:form"] = [world.web_form.pk]
    own |= {
        "ask:form": [world.web_form.key],
        "ask:thanks": [world.web_form.key],
        "ask:confirm": ["x-y"],
    }
    position = world.positions[relation]
    own["duplicates:merge_with"] = [position.contact_id]
    own["duplicates:people"] = [position.contact_id, world.twins[relation].pk]
    own["duplicates:judge_people"] = own["duplicates:people"]
    own["duplicates:undo_people"] = [world.person_merges[relation].pk]
    for part in ("person", "export", "erase"):
        own[f"privacy:{part}"] = ["contact", position.contact_id]
    own["privacy:retention_run"] = ["left"]
    for part in ("contact", "card", "edit", "delete", "place", "restore", "consent"):
        own[f"people:{part}"] = [position.contact_id]
    for part in ("position", "leave", "come_back", "primary"):
        own[f"people:{part}"] = [position.pk]
    for part in ("role", "role_copy", "role_remove", "role_fields"):
        own[f"access:{part}"] = ["ready-auditor"]
    return reverse(name, args=own.get(name, []))


def answer_to(client: Client, method: str, path: str) -> int:
    """The status; whatever the request did is taken back."""
    with transaction.atomic():
        status = getattr(client, method)(path, SENT if method == "post" else None).status_code
        transaction.set_rollback(True)
    return int(status)


@pytest.mark.fault("A1")
def test_every_address_has_its_row() -> None:
    assert sorted(names(get_resolver())) == sorted(MATRIX)


def test_every_row_names_a_right_that_there_is() -> None:
    known = {f"{module.key}: {verb}" for module in modules() for verb in module.verbs}
    known |= {"nobody's", "one's own", "signed in", "administrators'"}
    assert {right for right, _get, _post in MATRIX.values()} <= known


def test_every_right_is_asked_for_somewhere() -> None:
    used = {right for right, _get, _post in MATRIX.values()} | {
        "customers: export",
        "orders: export",
        "contacts: export",
        "activity: export",
        "opportunities: export",
        "inquiries: export",
        "pool: export",
    }
    assert {f"{module.key}: {verb}" for module in modules() for verb in module.verbs} <= used


@pytest.mark.fault("A1")
@pytest.mark.parametrize("app", sorted({name.partition(":")[0] for name in MATRIX}))
def test_everybody_gets_what_the_row_says(app: str, world: World, cases: Cases) -> None:
    clients = {actor: world.client(actor) for actor in ACTORS}
    wrong = []
    told = [
        (name, method, row)
        for name, (_right, *rows) in MATRIX.items()
        for method, row in zip(("get", "post"), rows, strict=True)
        if name.startswith(f"{app}:")
    ]
    for name, method, row in told:
        for actor, expected in row.items():
            for relation, status in zip(RELATIONS, expected, strict=False):
                path = address(world, name, relation)
                got = answer_to(clients[actor], method, path)
                if method == "post" and name.startswith("identity:sign_out"):
                    clients[actor] = world.client(actor)
                if got != status:
                    wrong.append((name, method, actor, relation, got, status))
                cases.add()
    assert wrong == []


@pytest.mark.fault("A1")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_takes_the_right_to_export(name: str, kind: str, world: World) -> None:
    path = f"{address(world, name, 'own')}?format={kind}"
    got = {actor: (answer_to(world.client(actor), "get", path),) for actor in ACTORS}
    assert got == FILES[name]


@pytest.mark.fault("A1")
def test_every_list_that_gives_a_file_is_known_as_one(world: World) -> None:
    given = {
        name
        for client in (world.client("office"), world.client("administrator"))
        for name in MATRIX
        if gives_a_file(client, address(world, name, "own"))
    }
    assert given == {*FILES, *OTHER_FILES}


def gives_a_file(client: Client, path: str) -> bool:
    """Whether it is a page that gives a file when asked for one."""
    plain, asked = (client.get(f"{path}{query}") for query in ("", "?format=csv"))
    kinds = [answer.headers.get("Content-Type", "") for answer in (plain, asked)]
    return kinds[0].startswith("text/html") and kinds[1].startswith("text/csv")


@pytest.mark.fault("A3")
@pytest.mark.parametrize(
    "name",
    ["site:customer", "site:customer_panel", "site:customer_tab", "customers:edit", "customers:assign", "trade:order"],
)  # fmt: skip
def test_what_one_may_not_see_answers_as_what_is_not_there(name: str, world: World) -> None:
    client = world.client("salesperson")
    foreign = client.get(address(world, name, "other"))
    own = address(world, name, "own")
    pk = world.orders["own"].pk if name == "trade:order" else world.customers["own"].pk
    missing = client.get(own.replace(f"/{pk}/", "/987654/"))
    assert foreign.status_code == missing.status_code == 404
    assert without_proof(foreign.text) == without_proof(missing.text)


def without_proof(text: str) -> str:
    """A page without what differs from request to request."""
    kept = [line for line in text.splitlines() if "csrf" not in line and 'name="next"' not in line]
    return "\n".join(kept)


def addresses(world: World) -> dict[str, str]:
    return {name: address(world, name, "own") for name in MATRIX}


def looked_at(world: World) -> list[str]:
    """Every address but those of files: that one was taken is noted."""
    return [path for name, path in addresses(world).items() if name not in TAKEN]


@pytest.mark.fault("A10")
def test_looking_writes_nothing(world: World, cases: Cases) -> None:
    clients = [
        world.client(actor) for actor in ("stranger", "salesperson", "administrator", "office")
    ]
    before = everything_stored()
    for path in looked_at(world):
        for client in clients:
            client.get(path)
            cases.add()
        for client in clients if cases.number_of(few=0, many=1) else clients[-1:]:
            client.head(path)  # the same view, on most days asked by one of them
    assert everything_stored() == before


def everything_stored() -> dict[str, str]:
    """A fingerprint of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        tables.remove("api_token")  # when a program called last is noted
        prints = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM {table} t"
            )
            (prints[table],) = cursor.fetchone()
    return prints


@pytest.mark.fault("A10")
def test_a_form_without_its_proof_of_origin_is_refused(world: World, cases: Cases) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.members["office"])
    before = everything_stored()
    for name, path in addresses(world).items():
        refused = {401} if name.startswith("api:") else {403}
        assert client.post(path, SENT).status_code in refused | {405}, name
        cases.add()
    assert everything_stored() == before


@pytest.mark.fault("A9")
def test_a_member_who_left_is_out_at_once(world: World) -> None:
    client = world.client("salesperson")
    assert client.get("/customers/").status_code == 200
    Member.objects.filter(pk=world.members["salesperson"].pk).update(is_active=False)
    assert client.get("/customers/").status_code == 302
