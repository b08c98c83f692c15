"""One customer with five years of history, told by every app that tells something: a thousand happenings."""

from datetime import UTC, datetime, timedelta

from vitalfew.customers.models import Customer
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry
from vitalfew.people.models import Contact, Position
from vitalfew.trade.models import Order

FIRST = datetime(2021, 1, 4, 9, tzinfo=UTC)
ORDERS, INQUIRIES, CONTACTS, CHANGES = 780, 50, 40, 80  # an inquiry tells twice: asked and answered


def tell(actor: Member) -> int:
    """Make the customer; its key."""
    customer = Customer.objects.create(
        name="深圳市龙骨骏鑫精密机械制造有限公司", code="STORY", sort_key="shenzhen", owner=actor
    )
    Order.objects.bulk_create(_order(customer, number) for number in range(ORDERS))
    Inquiry.objects.bulk_create(_inquiry(customer, actor, number) for number in range(INQUIRIES))
    for number in range(CONTACTS):
        contact = Contact.objects.create(name=f"联系人 {number}", sort_key=f"{number:03}")
        Position.objects.create(contact=contact, customer=customer, title="采购经理")
    for number in range(CHANGES):
        Customer.objects.filter(pk=customer.pk).update(website=f"https://example.com/{number}")
    return customer.pk


def _order(customer: Customer, number: int) -> Order:
    at = FIRST + timedelta(days=number * 2.3)
    return Order(
        customer=customer, number=f"ST-{number:04}", source_key=f"story {number}", placed_at=at, placed_on=at.date(),
        currency="CNY", net_amount=1000 + number, line_count=3,
    )  # fmt: skip


def _inquiry(customer: Customer, actor: Member, number: int) -> Inquiry:
    at = FIRST + timedelta(days=number * 36)
    return Inquiry(
        source="online_inquiry", via="form", company=customer.name, customer=customer, owner=actor, state="qualified",
        wants="五轴加工中心两台，含安装调试与三年维保。", received_at=at, answered_at=at + timedelta(hours=3),
        answered_by=actor, answer="已电话沟通，周五前发送报价单。",
    )  # fmt: skip
