"""A small company with departments, one of each kind of member, and customers in every relation to a salesperson."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from vitalfew.access.api import (
    AUDITOR,
    CUSTOMER_OFFICE,
    PROPRIETOR,
    SALES_MANAGER,
    SALESPERSON,
    Department,
)
from vitalfew.access.tests.cast import make_department, make_member, place
from vitalfew.activity.api import FollowUp
from vitalfew.activity.tests.records import make_follow_up
from vitalfew.api.tests.tokens import secret_of
from vitalfew.customers.api import Customer, OwnSource, plan_delete
from vitalfew.customers.models import TeamMember
from vitalfew.customers.tests.records import make_customer
from vitalfew.dossier.api import Address
from vitalfew.duplicates.api import merge
from vitalfew.duplicates.merging_people import merge_people
from vitalfew.duplicates.models import Merge, Pair, PersonMerge
from vitalfew.fields.api import Definition
from vitalfew.fields.tests.records import make_field
from vitalfew.funnel.api import Opportunity
from vitalfew.funnel.tests.records import make_opportunity
from vitalfew.handover.models import Handover, Item
from vitalfew.identity.api import Member
from vitalfew.importing.api import LedgerImport, receive
from vitalfew.inquiries.models import Inquiry, RoutingRule, WebForm
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.jobs.api import Job, Plan
from vitalfew.outbox.api import send_mail
from vitalfew.outbox.models import Message, MessageState
from vitalfew.people.api import Contact, Position
from vitalfew.people.tests.records import make_contact
from vitalfew.pool.models import Cap, Pool, Rule, Seat
from vitalfew.pool.tests.cast import lay, make_pool
from vitalfew.trade.api import Order, OrderLine
from vitalfew.upkeep.api import Requirement
from vitalfew.value.queries import settings_in_force

ACTORS = (
    "stranger", "salesperson", "elsewhere", "manager", "auditor", "administrator", "office", "deactivated",
)  # fmt: skip
# As the salesperson stands to it: own, same department, other department; and on the account team of customers of
# another department's: reading, writing, or until yesterday.
RELATIONS = ("own", "same", "other", "team reads", "team writes", "team expired")
OF_PEOPLE = RELATIONS[:3]  # what belongs to a member, not to a customer


@dataclass(frozen=True)
class World:
    """The cast, and what belongs to whom."""

    east: Department
    west: Department
    members: dict[str, Member]
    customers: dict[str, Customer]
    handovers: dict[str, Handover]
    orders: dict[str, Order]
    positions: dict[str, Position]
    addresses: dict[str, Address]
    follow_ups: dict[str, FollowUp]
    opportunities: dict[str, Opportunity]
    jobs: dict[str, Job]
    imports: dict[str, LedgerImport]
    plans: dict[str, Plan]
    mail: Message
    pairs: dict[str, Pair]
    merges: dict[str, Merge]
    pool: Pool
    pooled: Customer
    cap: Cap
    rule: Rule
    requirement: Requirement
    inquiries: dict[str, Inquiry]
    routing: RoutingRule
    source: OwnSource
    web_form: WebForm
    field: Definition
    twins: dict[str, Contact]  # of the contacts in ``positions``
    person_merges: dict[str, PersonMerge]

    def client(self, actor: str) -> Client:
        """The browser of one of the cast, which can also call as a program."""
        headers = {"accept-language": "en"}
        if actor in self.members:
            headers["authorization"] = f"Bearer {secret_of(self.members[actor])}"
        client = Client(headers=headers)
        if actor in self.members:
            client.force_login(self.members[actor])
        if actor == "deactivated":
            Member.objects.filter(pk=self.members[actor].pk).update(is_active=False)
        return client


def make_world(*, with_twins: bool = True) -> World:
    """Everything, freshly made; ``with_twins`` also customers that look like others, were merged or lie in a pool."""
    settings_in_force()  # the first version is there before anybody looks
    company = make_department("Company")
    sales = make_department("Sales", company)
    east, west = make_department("East", sales), make_department("West", sales)
    members = {
        "salesperson": place(make_member("sally", SALESPERSON, name="Sally"), east),
        "colleague": place(make_member("colin", SALESPERSON, name="Colin"), east),
        "elsewhere": place(make_member("wes", SALESPERSON, name="Wes"), west),
        "manager": place(make_member("mona", SALES_MANAGER, name="Mona"), east),
        "auditor": make_member("audrey", AUDITOR, name="Audrey"),
        "administrator": make_member("adam", name="Adam", is_administrator=True),
        "office": make_member("olive", CUSTOMER_OFFICE, name="Olive"),
        "deactivated": place(make_member("dee", PROPRIETOR, name="Dee"), east),
    }
    owners = {
        "own": members["salesperson"], "same": members["colleague"], "other": members["elsewhere"],
    }  # fmt: skip
    owner_of = {relation: owners.get(relation, members["elsewhere"]) for relation in RELATIONS}
    customers = {
        relation: make_customer(
            f"Customer {relation}", f"C-{relation}", country=f"Land of {relation}", owner=owner,
            department=west if owner == members["elsewhere"] else east,
        )
        for relation, owner in owner_of.items()
    }  # fmt: skip
    make_teams(members, customers)
    doubled = customers if with_twins else {}
    return World(
        east, west, members, customers,
        {relation: make_handover(customers[relation], members["office"]) for relation in owners},
        {relation: make_order(customer) for relation, customer in customers.items()},
        {relation: make_contact(f"Contact {relation}", customer) for relation, customer in customers.items()},
        {relation: Address.objects.create(customer=customer, city="City") for relation, customer in customers.items()},
        {relation: make_follow_up(customer) for relation, customer in customers.items()},
        {relation: make_opportunity(customer) for relation, customer in customers.items()},
        {relation: Job.objects.create(kind="value.run", actor=owner) for relation, owner in owners.items()},
        {relation: make_import(owner) for relation, owner in owners.items()},
        {relation: make_plan_of(owner, customers[relation]) for relation, owner in owners.items()},
        make_parked_mail(),
        {relation: make_pair(customer) for relation, customer in doubled.items()},
        {relation: make_merge(customer, members["office"]) for relation, customer in doubled.items()},
        *make_pool_of(east, members["manager"], None if with_twins else customers["own"]),
        Requirement.objects.create(fact="website"),
        {relation: make_inquiry_of(customer) for relation, customer in customers.items()},
        RoutingRule.objects.create(name="To Olive", target="member", member=members["office"], is_active=False),
        OwnSource.objects.create(key="own_fair", name="Fair"),
        WebForm.objects.create(name="Contact", key="contact-us", heading="Contact us"),
        make_field("Staff", "number"),
        {relation: make_twin_person(customer) for relation, customer in doubled.items()},
        {relation: make_person_merge(customer, members["office"]) for relation, customer in doubled.items()},
    )  # fmt: skip


def make_handover(customer: Customer, successor: Member) -> Handover:
    """The owner has offered a customer to somebody."""
    assert customer.owner is not None
    made = Handover.objects.create(
        giver=customer.owner, successor=successor, asked_by=customer.owner, reason="Moves", state="offered"
    )  # fmt: skip
    Item.objects.create(handover=made, customer=customer)
    return made


def make_inquiry_of(customer: Customer) -> Inquiry:
    """Somebody asked, and the owner of the customer has it."""
    return make_inquiry(
        f"Asker {customer.code}",
        owner=customer.owner,
        department=customer.department,
        state="assigned",
    )


def make_twin(customer: Customer) -> Customer:
    """Another customer of the same owner."""
    return make_customer(
        f"{customer.name} again", owner=customer.owner, department=customer.department
    )


def make_pair(customer: Customer) -> Pair:
    """Two customers that look like one."""
    twin = make_twin(customer)
    return Pair.objects.create(first=customer, second=twin, verdict="likely", score=7)


def make_merge(customer: Customer, actor: Member) -> Merge:
    """A merge that may be taken back."""
    twin = make_twin(customer)
    versions = {customer.pk: customer.version, twin.pk: twin.version}
    done = merge(
        actor=actor, survivor_id=customer.pk, other_id=twin.pk, versions=versions, reason="twice"
    )
    customer.refresh_from_db()
    return done


def make_twin_person(customer: Customer) -> Contact:
    """Another contact of the same customer."""
    return make_contact(f"Contact {customer.code} again", customer).contact


def make_person_merge(customer: Customer, actor: Member) -> PersonMerge:
    """A merge of two contacts that may be taken back."""
    survivor, other = make_twin_person(customer), make_twin_person(customer)
    versions = {survivor.pk: survivor.version, other.pk: other.version}
    return merge_people(
        actor=actor, survivor_id=survivor.pk, other_id=other.pk, versions=versions, reason="twice"
    )


def make_pool_of(
    department: Department, keeper: Member, named: Customer | None
) -> tuple[Pool, Customer, Cap, Rule]:
    """A pool of a department that a member looks after, a customer in it (none, if one is named), a cap, a rule."""
    pool = make_pool("Pool", department)
    Seat.objects.create(pool=pool, member=keeper, may_give=True)
    rule = Rule.objects.create(pool=pool, name="Silent", days=90)
    return pool, named or lay(pool), Cap.objects.create(most_each=1000), rule


def make_teams(members: dict[str, Member], customers: dict[str, Customer]) -> None:
    """The auditor, who sees everything anyway, on every team; the salesperson on those named after it."""
    for customer in customers.values():
        TeamMember.objects.create(customer=customer, member=members["auditor"])
    yesterday = timezone.localdate() - timedelta(days=1)
    told: dict[str, dict[str, object]] = {
        "team reads": {"expires_on": timezone.localdate()},
        "team writes": {"may_write": True},
        "team expired": {"may_write": True, "expires_on": yesterday},
    }
    for relation, facts in told.items():
        TeamMember.objects.create(
            customer=customers[relation], member=members["salesperson"], **facts
        )


def make_plan_of(owner: Member, customer: Customer) -> Plan:
    """What an owner is about to do with a customer."""
    rows = Customer.objects.filter(pk=customer.pk)
    return plan_delete(actor=owner, rows=rows, reason="twice here", asked=1)


def make_parked_mail() -> Message:
    """A message that could not leave."""
    mail = send_mail(to=["a@example.org"], subject="Hello", body="")
    mail.state = MessageState.PARKED
    mail.save()
    return mail


def make_order(customer: Customer | None, amount: int = 5, currency: str = "CNY") -> Order:
    """One order of one line."""
    order = Order.objects.create(
        customer=customer, source_key=str(uuid4()), placed_on=date(2026, 1, 5), currency=currency,
        placed_at=timezone.now(), net_amount=amount, line_count=1,
    )  # fmt: skip
    OrderLine.objects.create(
        order=order, position=1, quantity=1, unit_price=amount, amount=amount, fingerprint=1
    )
    return order


def make_import(owner: Member) -> LedgerImport:
    """A file that somebody sent."""
    ledger = receive(actor=None, name="ledger.csv", chunks=[b"date,amount\n2026-01-05,7\n"])
    ledger.actor = owner
    ledger.save()
    return ledger
