"""Follow-ups, as a kind of file that can be brought in: what was done with which customer, when, and by whom."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.access.api import Verb, may
from vitalfew.activity.api import (
    FOLLOW_UPS,
    OldFollowUp,
    Way,
    add_follow_ups,
    change_follow_ups,
    changed_since,
    customers_open,
    editable,
    facts_of_many,
    follow_up_policy,
    known_of,
    remove_follow_ups,
)
from vitalfew.identity.api import Member
from vitalfew.importing.cells import reader
from vitalfew.importing.cells.answers import Answers
from vitalfew.importing.cells.members import Members
from vitalfew.importing.cells.parsing import Unreadable
from vitalfew.importing.fields import ImportField, Text
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.records.fields import field, named
from vitalfew.importing.records.kind import RecordKind
from vitalfew.importing.records.placing import customer_fields, find_customers
from vitalfew.importing.records.rows import Match, Plan, Row
from vitalfew.importing.records.words import WAYS

WAY = Answers(Way, WAYS)
FACTS = ("text", "way", "happened_at")
LONGEST_NUMBER = 64
LONGEST_TITLE = 60


@cache
def _fields() -> tuple[ImportField, ...]:
    return (
        field("receipt", _("Number in the other program"), reader.words(LONGEST_NUMBER),
            "activity id|task id|event id|id|record id|engagement id|记录编号|编号|編號"),
        *customer_fields(),
        field("happened_at", _("When"), reader.moment,
            "when|date|activity date|due date|start|created at|created date|create date|timestamp"
            "|跟进时间|时间|日期|拜访时间|联系时间|创建时间|追蹤時間|時間|建立時間", example="2026-03-05 14:30"),
        ImportField("way", _("Way"), named("way|type|activity type|task subtype|channel|跟进方式|跟进类型|方式|类型"
            "|联系方式|追蹤方式|類型"), reader.read_by(WAY.parse), choices=WAY.offered),
        field("text", pgettext_lazy("follow-up", "What happened"), reader.words(4000),
            "text|what happened|description|comments|full comments|body|note|notes|content|subject|activity notes"
            "|跟进内容|内容|跟进记录|沟通内容|备注|追蹤內容|內容|備註", example=_("Will order in May")),
        field("author", _("Written by"), reader.words(150),
            "written by|author|assigned to|assigned|owner|created by|activity assigned to|跟进人|创建人|记录人|负责人"
            "|記錄人|建立者|建立人員", example="李娜"),
    )  # fmt: skip


class FollowUps(RecordKind):
    """One row for each time somebody was in touch."""

    key = "follow_ups"
    label: ClassVar[Text] = _("Follow-ups")
    sentence: ClassVar[Text] = _(
        "One row for each call, visit or message: with which customer, when, by whom."
    )
    example: ClassVar[Text] = _("follow-ups")
    dated = "happened_at"
    module = FOLLOW_UPS
    list_url = "activity:list"
    missing = ("text", "text_missing")
    keys: ClassVar[Mapping[str, Text]] = {
        "receipt": _("Its number in the other program"),
        "content": _("What it says: the same twice is one"),
    }
    only_new = frozenset({"receipt", "author", "customer"})
    unkept = only_new

    def fields(self, actor: Member | None) -> tuple[ImportField, ...]:
        """The same for everybody."""
        return _fields()

    def columns_of_key(self, key: str) -> tuple[str, ...]:
        """What it says needs no column of its own."""
        return () if key == "content" else super().columns_of_key(key)

    def gather(self, row: Row, facts: Mapping[str, str]) -> dict[str, str]:
        """The customer is looked for later; a moment is told as ``facts`` tells it."""
        said = super().gather(row, facts)
        if "happened_at" in said:
            said["happened_at"] = moment_text(_moment(said["happened_at"]))
        return {name: text for name, text in said.items() if not name.startswith("customer_")}

    def match(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, Match]:
        """By the number in the other program, or by what it says of which customer."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        actor = found.actor
        faults = find_customers(actor, rows)
        receipts = {row.number: receipt_of(row) for row in rows}
        known = known_of(receipts.values())
        mine = editable(actor, (pk for pk, _place in known.values()))
        here = customers_open(actor, {row.place for row in rows if row.place})
        may_add = bool(may(actor, FOLLOW_UPS, Verb.CREATE))
        matches = {}
        for row in rows:
            pk, place = known.get(receipts[row.number], (0, 0))
            row.place = row.place or place
            if row.number in faults:
                matches[row.number] = Match(fault=faults[row.number])
            elif pk and pk not in mine:
                matches[row.number] = Match(fault=("text", "not_yours"))
            elif not pk and not may_add:
                matches[row.number] = Match(fault=("text", "may_not_add"))
            elif not pk and row.place and row.place not in here:
                matches[row.number] = Match(fault=("customer_name", "not_yours"))
            else:
                matches[row.number] = Match(pk)
        return matches

    def facts(self, places: Mapping[int, int], *, lock: bool = False) -> dict[int, dict[str, str]]:
        """What was written down."""
        return {
            one.pk: {"text": one.text, "way": one.way, "happened_at": moment_text(one.happened_at)}
            for one in facts_of_many(places, lock=lock)
        }

    def fault_of_new(self, row: Row) -> tuple[str, str] | None:
        """It says what happened, and with whom."""
        if not row.said.get("text"):
            return self.missing
        return None if row.place else ("customer_name", "no_such_customer")

    def create(self, found: LedgerImport, plans: Sequence[Plan]) -> None:
        """With their own time and author."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        writers = _Writers()
        rows = [_old(plan, writers) for plan in plans]
        for plan, one in zip(plans, add_follow_ups(actor=found.actor, rows=rows), strict=True):
            plan.record = one.pk

    def change(
        self, actor: Member, changes: Mapping[int, dict[str, str]], places: Mapping[int, int]
    ) -> set[int]:
        """What was written down; by whom and of which customer stays."""
        told = {pk: _columns(facts) for pk, facts in changes.items()}
        return change_follow_ups(actor=actor, changes=told)

    def used(self, records: Sequence[int]) -> set[int]:
        """Those that somebody changed."""
        return changed_since(records)

    def remove(self, actor: Member, found: LedgerImport, records: Sequence[int]) -> None:
        """For good."""
        remove_follow_ups(actor=actor, origin=found.pk, ids=records)

    def names(self, actor: Member, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Those that the member may see."""
        rows = follow_up_policy.rows(actor).filter(pk__in=records)
        return {
            one.pk: (
                Truncator(one.text).chars(LONGEST_TITLE),
                reverse("activity:show", args=[one.pk]),
            )
            for one in rows
        }


class _Writers:
    """Who is meant by the name of a writer: a member, or somebody whom only the other program knew."""

    def __init__(self) -> None:
        members = list(Member.objects.order_by("pk"))
        self._names = Members(members)
        self._members = {one.username: one for one in members}

    def of(self, name: str) -> tuple[Member | None, str]:
        """The member, or the name as it was written."""
        try:
            return self._members[self._names.parse(name)], ""
        except Unreadable:
            return None, name


def receipt_of(row: Row) -> str:
    """What the other program calls it; else a mark of what it says of whom. Never taken for another file's number."""
    if row.said.get("receipt"):
        return f"file:{row.said['receipt']}"
    parts = (str(row.place), *(row.said.get(name, "") for name in (*FACTS, "author")))
    return f"file#{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:48]}"


def moment_text(moment: datetime) -> str:
    """A moment as the cells of a file say it: the clock of here."""
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0).isoformat(sep=" ")


def _columns(facts: Mapping[str, str]) -> dict[str, Any]:
    columns: dict[str, Any] = {name: facts[name] for name in ("text", "way") if facts.get(name)}
    if facts.get("happened_at"):
        columns["happened_at"] = _moment(facts["happened_at"])
    return columns


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _old(plan: Plan, writers: _Writers) -> OldFollowUp:
    said = plan.row.said
    author, name = writers.of(said.get("author", ""))
    when = said.get("happened_at")
    return OldFollowUp(
        customer_id=plan.place,
        text=said["text"],
        way=said.get("way", Way.OTHER),
        happened_at=_moment(when) if when else timezone.now(),
        receipt=receipt_of(plan.row),
        author=author,
        author_name=name,
    )
