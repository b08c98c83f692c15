"""Inquiries, as a kind of file that can be brought in: who asked what, when, and who wrote it down."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import Source
from vitalfew.identity.api import Member
from vitalfew.importing.cells import reach, reader
from vitalfew.importing.cells.answers import Answers
from vitalfew.importing.cells.members import Members
from vitalfew.importing.cells.parsing import Unreadable
from vitalfew.importing.fields import ImportField, Text
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.records.fields import COUNTRY, MAIL, MOBILE, PHONE, WECHAT, field, named
from vitalfew.importing.records.kind import RecordKind
from vitalfew.importing.records.naming import whole_name
from vitalfew.importing.records.own import own_facts, own_fields, write_own
from vitalfew.importing.records.rows import Match, Plan, Row
from vitalfew.importing.records.sources import with_own_sources
from vitalfew.importing.records.words import SOURCES
from vitalfew.inquiries.api import (
    FACTS,
    INQUIRIES,
    OWN_FIELDS,
    Inquiry,
    OldInquiry,
    add_inquiries,
    change_inquiries,
    inquiry_policy,
    possible_owners,
    remove_inquiries,
    worked_on,
)
from vitalfew.inquiries.api import MAIL as MAIL_FIELD
from vitalfew.inquiries.api import PHONE as PHONE_FIELD

SOURCE = Answers(Source, SOURCES)
WHO = ("name", "company", "phone", "mail", "messenger")
CONTENT = (*WHO, "wants", "received_at")
LONGEST_NUMBER = 64


class Standing(models.TextChoices):
    """Whether something is still to be done with an old inquiry."""

    OPEN = "open", pgettext_lazy("inquiry", "Open")
    CLOSED = "closed", pgettext_lazy("inquiry", "Closed")


STANDING = Answers(Standing, {
    "open": "new|open|not contacted|working|working contacted|contacted|in progress|attempted to contact"
    "|未转化|未處理|未处理|跟进中|新建",
    "closed": "closed|closed not converted|closed converted|converted|qualified|unqualified"
    "|已转化|已关闭|无效|已結案|已轉化",
})  # fmt: skip


def _one_mail(text: str) -> str | None:
    """One address: an inquiry is answered to one."""
    found = reach.mails(text)
    if found and reach.BETWEEN in found:
        raise Unreadable("too_many_in_one_cell")
    return found


@cache
def _fields() -> tuple[ImportField, ...]:
    return (
        field("receipt", _("Number in the other program"), reader.words(LONGEST_NUMBER),
            "lead id|id|record id|contact id|inquiry number|线索编号|编号|线索id|編號"),
        field("received_at", _("Received"), reader.moment,
            "received|received at|created date|create date|created at|created|date"
            "|创建时间|创建日期|日期|时间|录入时间|建立時間|建立日期",
            example="2026-03-05 14:30"),
        ImportField("source", _("Source"), named("source|lead source|original source|original traffic source"
            "|线索来源|来源|來源"),
            reader.read_by(SOURCE.parse), choices=SOURCE.offered),
        field("source_detail", _("Campaign, referrer or page"), reader.words(300),
            "source detail|campaign|referrer|original source drill down 1|来源详情|活动|来源明细|活動"),
        field("name", pgettext_lazy("person", "Name"), reader.words(120),
            "name|full name|contact|contact name|lead|联系人|姓名|线索名称|联系人姓名|聯絡人", example="李娜"),
        field("last_name", _("Family name"), reader.words(60), "last name|surname|姓"),
        field("first_name", _("Given name"), reader.words(60), "first name|given name|名"),
        field("company", pgettext_lazy("inquiry", "Company"), reader.words(200),
            "company|company name|account name|organization|公司|公司名称|客户名称|企业名称|公司名稱",
            example=_("Example Ltd")),
        field("phone", _("Phone number"), reader.words(60), f"{MOBILE}|{PHONE}",
            guard=PHONE_FIELD, example="138 0013 8000"),
        field("mail", _("E-mail"), reader.read_by(_one_mail), MAIL, guard=MAIL_FIELD, example="li.na@example.com"),
        field("messenger", _("WeChat, LINE or QQ"), reader.words(100), f"{WECHAT}|qq|line"),
        field("country", _("Country or region"), reader.words(80), COUNTRY),
        field("province", _("Province or city"), reader.words(80),
            "province|city|state|state province|state region|省份|城市|省|市|地区|縣市"),
        field("wants", _("What they want"), reader.words(4000),
            "wants|message|description|notes|request|comments|客户需求|需求|备注|描述|咨询内容|備註|需求說明",
            example=_("Prices for 200 pieces")),
        ImportField("standing", pgettext_lazy("inquiry", "Standing"),
            named("standing|status|lead status|state|状态|转化状态|线索状态|狀態"), reader.read_by(STANDING.parse),
            choices=STANDING.offered),
    )  # fmt: skip


class Inquiries(RecordKind):
    """One row for each inquiry."""

    key = "inquiries"
    label: ClassVar[Text] = _("Inquiries")
    sentence: ClassVar[Text] = _(
        "One row for each inquiry: who asked for what, when and from where."
    )
    example: ClassVar[Text] = _("inquiries")
    dated = "received_at"
    module = INQUIRIES
    own_record = OWN_FIELDS
    list_url = "inquiries:list"
    keys: ClassVar[Mapping[str, Text]] = {
        "receipt": _("Its number in the other program"),
        "content": _("What it says: the same twice is one"),
    }
    only_new = frozenset(
        {"receipt", "received_at", "source", "source_detail", "standing", "entered_by", "owner"}
    )
    unkept = only_new

    def fields(self, actor: Member | None) -> tuple[ImportField, ...]:
        """The author may have left; the owner is only for who may give inquiries away.

        Members are read here, not cell by cell: the cells are read while the database takes their rows.
        """
        authors = reader.read_by(Members(Member.objects.order_by("pk")).parse)
        known = "entered by|created by|author|创建人|录入人|建立者|建立人員"
        told = (*with_own_sources(_fields()), field("entered_by", _("Entered by"), authors, known))
        if actor is None or not may(actor, INQUIRIES, Verb.TRANSFER):
            return (*told, *own_fields(actor, OWN_FIELDS))
        owners = reader.read_by(Members(possible_owners(actor)).parse)
        names = "owner|lead owner|contact owner|负责人|線索負責人|負責人|业务员|業務"
        owner = field("owner", _("Owner"), owners, names)
        return (*told, owner, *own_fields(actor, OWN_FIELDS))

    def columns_of_key(self, key: str) -> tuple[str, ...]:
        """What it says needs no column of its own."""
        return () if key == "content" else super().columns_of_key(key)

    def gather(self, row: Row, facts: Mapping[str, str]) -> dict[str, str]:
        """A name of two parts is one."""
        return whole_name(super().gather(row, facts))

    def match(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, Match]:
        """By the number in the other program, or by what it says."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        actor = found.actor
        receipts = {row.number: receipt_of(row.said) for row in rows}
        here = Inquiry.everything.filter(receipt__in=set(receipts.values()))
        known = dict(here.values_list("receipt", "pk"))
        mine = inquiry_policy.rows(actor, Verb.EDIT).filter(pk__in=known.values())
        editable = set(mine.values_list("pk", flat=True))
        may_add = bool(may(actor, INQUIRIES, Verb.CREATE))
        matches = {}
        for number, receipt in receipts.items():
            pk = known.get(receipt, 0)
            if pk and pk not in editable:
                matches[number] = Match(fault=("name", "not_yours"))
            elif not pk and not may_add:
                matches[number] = Match(fault=("name", "may_not_add"))
            else:
                matches[number] = Match(pk)
        return matches

    def facts(self, places: Mapping[int, int], *, lock: bool = False) -> dict[int, dict[str, str]]:
        """What was told."""
        rows = Inquiry.everything.filter(pk__in=places).order_by("pk")
        found = rows.select_for_update(of=("self",)) if lock else rows
        company = own_facts(OWN_FIELDS, places)
        return {
            one.pk: {name: getattr(one, name) for name in FACTS} | company.get(one.pk, {})
            for one in found
        }

    def fault_of_new(self, row: Row) -> tuple[str, str] | None:
        """An inquiry is from somebody; a referral names who referred them."""
        if not any(row.said.get(name) for name in WHO):
            return ("name", "sender_missing")
        is_bare = row.said.get("source") == Source.REFERRAL and not row.said.get("source_detail")
        return ("source_detail", "referrer_missing") if is_bare else None

    def create(self, found: LedgerImport, plans: Sequence[Plan]) -> None:
        """With their own time and author."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        names = {plan.row.said.get(one, "") for plan in plans for one in ("owner", "entered_by")}
        members = {one.username: one for one in Member.objects.filter(username__in=names)}
        rows = [_old(plan.row.said, members, found.actor, found.owner) for plan in plans]
        for plan, one in zip(plans, add_inquiries(actor=found.actor, rows=rows), strict=True):
            plan.record = one.pk
        write_own(found.actor, OWN_FIELDS, {plan.record: plan.row.said for plan in plans})

    def change(
        self, actor: Member, changes: Mapping[int, dict[str, str]], places: Mapping[int, int]
    ) -> set[int]:
        """What was told; where it came from stays."""
        told = {
            pk: {name: text for name, text in facts.items() if name in FACTS}
            for pk, facts in changes.items()
        }
        done = change_inquiries(actor=actor, changes=told)
        write_own(actor, OWN_FIELDS, {pk: facts for pk, facts in changes.items() if pk in done})
        return done

    def used(self, records: Sequence[int]) -> set[int]:
        """Those that somebody worked on."""
        return worked_on(records)

    def remove(self, actor: Member, found: LedgerImport, records: Sequence[int]) -> None:
        """For good."""
        remove_inquiries(actor=actor, origin=found.pk, ids=records)

    def names(self, actor: Member, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Those that the member may see."""
        rows = inquiry_policy.rows(actor).filter(pk__in=records)
        return {one.pk: (str(one), reverse("inquiries:inquiry", args=[one.pk])) for one in rows}


def receipt_of(said: Mapping[str, str]) -> str:
    """What the other program calls it; else a mark of what it says. Neither is taken for what a program sent us."""
    if said.get("receipt"):
        return f"file:{said['receipt']}"
    content = "\x1f".join(said.get(name, "") for name in CONTENT)
    return f"file#{hashlib.sha256(content.encode()).hexdigest()[:48]}"


def _old(
    said: Mapping[str, str], members: Mapping[str, Member], actor: Member, owner: Member | None
) -> OldInquiry:
    received = said.get("received_at")
    return OldInquiry(
        facts={name: said.get(name, "") for name in FACTS},
        source=said.get("source", Source.OTHER),
        source_detail=said.get("source_detail", ""),
        receipt=receipt_of(said),
        received_at=timezone.make_aware(datetime.fromisoformat(received))
        if received
        else timezone.now(),
        entered_by=members.get(said.get("entered_by", ""), actor),
        owner=members.get(said.get("owner", ""), owner),
        is_closed=said.get("standing") == Standing.CLOSED,
    )
