"""Puts a canary - a text that is found nowhere else - into every text of every model, once for each side of a wall.

It looks at the models themselves, so that a new model or field joins by itself. What it cannot fill is an error: give
it a value in ``GIVEN``, or a reason in ``MACHINE_WORDS`` if the field holds a word of the program, not of a person.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.apps import apps
from django.db import models
from django.db.models.fields.generated import GeneratedField
from django.utils import timezone

from vitalfew.access.tests.cast import place
from vitalfew.customers.api import spelling
from vitalfew.identity.api import Member
from vitalfew.importing.api import receive
from vitalfew.jobs.api import JobState, finish, start
from vitalfew.value.api import start_run

TEXTS = (models.CharField, models.TextField, models.JSONField)
SIDES = ("mine", "theirs")
# Made by a real run below; what people typed about it is for everybody who sees value.
FROM_THE_RUN = (
    "value.ValueSettings", "value.ValueRun", "value.CustomerScore", "resource.Count", "resource.State",
    "resource.Tally",
)  # fmt: skip

# Words of the program: nobody types them, so they tell nothing about anybody's rows.
MACHINE_WORDS = {
    "identity.Member": {"language", "theme", "amount_unit"},
    "handover.Handover": {"state"},
    "handover.Item": {"answer", "told"},
    "access.Department": {"path"},
    "access.Grant": {"module", "verb", "scope"},
    "access.Holding": {"ready"},
    "access.FieldLimit": {"ready", "field", "rule"},
    "access.Reveal": {"subject", "field"},
    "audit.Event": {"verb", "subject"},
    "jobs.Job": {"kind", "state", "language", "step"},
    "erasures.Erasure": {"kind", "key"},
    "jobs.Plan": {"kind"},
    "jobs.PlanRow": {"outcome", "before"},
    "customers.Customer": {"kind", "stage", "search_text", "industry", "source"},
    "ownership.Period": {"began_how", "ended_how"},
    "activity.FollowUp": {"way", "stage"},
    "funnel.Opportunity": {"currency", "outcome", "lost_reason"},
    "funnel.Step": {"kind"},
    # The company's own words for everybody.
    "funnel.SalesStage": {"name_zh_hans", "name_zh_hant", "name_en"},
    "pool.Pooled": {"how"},
    "pool.Taking": {"how"},
    "pool.Pool": {"facts", "deals"},
    "pool.Rule": {"tiers", "watches"},
    # The company's own words for everybody: who sees which value is another thing.
    "fields.Definition": {
        "record", "label", "label_zh_hans", "label_zh_hant", "label_en", "help_text", "kind", "variant", "section",
        "required_from", "choices", "formula", "currency", "default",
    },
    "customers.OwnSource": {"key", "intake", "name"},
    "upkeep.Requirement": {"fact", "kind", "from_stage", "tiers"},
    "customers.CustomerPhone": {"e164", "extension", "kind"},
    "customers.CustomerHandle": {"kind"},
    "dossier.Address": {"kind"},
    "dossier.Registration": {"kind"},
    "dossier.InvoiceTitle": {"kind"},
    "dossier.Tie": {"kind"},
    "people.Contact": {"gender", "language", "birth_calendar", "preferred_way"},
    "people.ContactPhone": {"e164", "extension", "kind"},
    "people.ContactHandle": {"kind"},
    "people.Position": {"role"},
    "people.Consent": {"purpose", "way"},
    "privacy.Erasure": {"kind", "ground", "counts"},
    "privacy.RetentionRule": {"what"},
    "submissions.Submission": {"key", "path", "digest", "location"},
    "api.Token": {"digest", "hint"},
    "savedviews.SavedView": {"audience", "role"},
    "outbox.Message": {"state", "reason"},
    "webhooks.Delivery": {"kind", "subject", "state", "reason"},
    "trade.Order": {"currency"},
    "duplicates.Pair": {"verdict", "reason"},
    "duplicates.Judgement": {"answer"},
    "duplicates.PersonPair": {"verdict", "reason"},
    "duplicates.PersonJudgement": {"answer"},
    "duplicates.Merge": {"before", "moved", "left", "fitted", "own"},
    "duplicates.PersonMerge": {"before", "moved", "left", "fitted", "own"},
    "inquiries.Inquiry": {"source", "via", "state", "closed_reason", "e164", "receipt"},
    "inquiries.WebForm": {"key", "language", "source"},
    "inquiries.RoutingRule": {"target"},
    "inquiries.MailboxLook": {"error"},
    "importing.LedgerImport": {
        "state", "format", "encoding", "delimiter", "mapping", "date_order", "currency", "digest", "counts", "result",
        "kind", "chosen",
    },
    "importing.Likeness": {"reason", "choice"},
    "importing.Touch": {"left", "changes"},
    "value.ValueSettings": {"weights", "scheme", "currency", "exchange_rates"},
    "value.ValueRun": {"currency", "model", "scaling", "tiers", "concentration", "distribution"},
    "value.CustomerScore": {"tier"},
    "resource.Count": {"facts"},
    "resource.State": {"source"},
    "resource.Tally": {"key"},
}  # fmt: skip


def canary(side: str, model: type[models.Model], name: str) -> str:
    """The text of one field: cnry-theirs-customer-name."""
    return f"cnry-{side}-{model.__name__}-{name}".lower()


def every_model() -> list[type[models.Model]]:
    """The models of the product."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("vitalfew.")
        for model in config.get_models()
        if model._meta.managed  # the history is written by triggers alone
    ]


def texts_of(model: type[models.Model]) -> list[models.Field]:  # type: ignore[type-arg]
    """The fields that hold a person's words."""
    machine = MACHINE_WORDS.get(model._meta.label, set())
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, TEXTS)
        and not isinstance(one, GeneratedField)
        and one.name not in machine
    ]


@dataclass
class Seeds:
    """What was put in, by side and model."""

    rows: dict[tuple[str, type[models.Model]], models.Model] = field(default_factory=dict)

    def row(self, side: str, model: type[models.Model]) -> models.Model:
        """The row of that model on that side, made when it is first needed."""
        key = (side, model)
        if key not in self.rows:
            made = GIVEN.get(model._meta.label, lambda _seeds, _side: {})(self, side)
            if isinstance(made, dict):
                made = model._default_manager.create(**self._filled(side, model) | made)
            self.rows[key] = made
        return self.rows[key]

    def _filled(self, side: str, model: type[models.Model]) -> dict[str, object]:
        return {
            one.name: self._value(side, model, one)
            for one in model._meta.concrete_fields
            if not (one.auto_created or isinstance(one, GeneratedField))
            and not (one.primary_key and one.has_default())
        }

    def _value(self, side: str, model: type[models.Model], one: models.Field) -> object:  # type: ignore[type-arg]
        if isinstance(one, models.ForeignKey):
            target = one.remote_field.model
            return None if target is model else self.row(side, target)
        if one in texts_of(model):
            text = canary(side, model, one.name)
            return [text] if isinstance(one, models.JSONField) else text[: one.max_length or 99]
        if one.has_default():
            return one.get_default()
        return next((make() for kind, make in PLAIN.items() if isinstance(one, kind)), None)


PLAIN: dict[type[models.Field], Callable[[], object]] = {  # type: ignore[type-arg]
    models.DateTimeField: timezone.now,
    models.DateField: lambda: date(2026, 1, 5),
    models.IntegerField: lambda: 7,
    models.DecimalField: lambda: 7,
    models.BooleanField: lambda: False,
    models.CharField: lambda: "",
}


def _customer(seeds: Seeds, side: str) -> dict[str, object]:
    department = seeds.row(side, apps.get_model("access.Department"))
    return {
        "industry": "C",
        "source": "",
        "website": f"https://cnry-{side}-customer-website.example",
        "department": department,
        "kind": "business",
        "stage": "prospect",
        "deleted_at": None,
        "deleted_by": None,
    }


def _import(seeds: Seeds, side: str) -> models.Model:
    model = apps.get_model("importing.LedgerImport")
    heading = canary(side, model, "headers")
    row = f"2026-01-05,7,{canary(side, model, 'first_rows')}"
    name = canary(side, model, "file_name")
    ledger = receive(actor=None, name=name, chunks=[f"date,amount,{heading}\n{row}\n".encode()])
    ledger.actor = seeds.row(side, Member)  # type: ignore[assignment]  # a row of any model
    ledger.save()
    return ledger


def _deputy(seeds: Seeds, side: str) -> dict[str, object]:
    helper = Member.objects.create(username=f"deputy-of-{side}")
    yesterday = timezone.localdate() - timedelta(days=1)  # over: the helper sees nothing by it
    return {"deputy": helper, "first_day": yesterday, "last_day": yesterday}


def _two_of_a_side(seeds: Seeds, side: str) -> dict[str, object]:
    first = seeds.row(side, apps.get_model("customers.Customer"))
    second = first._meta.model.objects.create(  # type: ignore[attr-defined]
        name=f"cnry-{side}-twin", owner=first.owner, department=first.department,  # type: ignore[attr-defined]
    )  # fmt: skip
    return {"first": first, "second": second}


def _handover(_seeds: Seeds, side: str) -> dict[str, object]:
    """To somebody who sees nothing else."""
    successor = Member.objects.create(username=f"successor-of-{side}")
    return {"successor": successor, "state": "offered"}


def _pair(seeds: Seeds, side: str) -> dict[str, object]:
    return _two_of_a_side(seeds, side) | {"verdict": "likely", "score": 7}


def _judgement(seeds: Seeds, side: str) -> dict[str, object]:
    return _two_of_a_side(seeds, side) | {"answer": "later"}


def _merge(seeds: Seeds, side: str) -> dict[str, object]:
    two = _two_of_a_side(seeds, side)
    return {"survivor": two["first"], "other": two["second"], "undone_at": timezone.now()}


def _person_merge(seeds: Seeds, side: str) -> dict[str, object]:
    """Taken back: the other one is of nowhere."""
    contact = apps.get_model("people.Contact")
    other = contact.everybody.create(name=f"Other {side}", sort_key="other")
    return {"survivor": seeds.row(side, contact), "other": other, "undone_at": timezone.now()}


def _two_persons(seeds: Seeds, side: str) -> dict[str, object]:
    """The contact of a side, and another one at the same customer."""
    first = seeds.row(side, apps.get_model("people.Contact"))
    second = first._meta.model.objects.create(name=f"cnry-{side}-twin", sort_key="twin")  # type: ignore[attr-defined]
    customer = seeds.row(side, apps.get_model("customers.Customer"))
    apps.get_model("people.Position").objects.create(contact=second, customer_id=customer.pk)
    return {"first": first, "second": second}


def _tie(seeds: Seeds, side: str) -> dict[str, object]:
    """The other end is nobody's: only who sees all knows of the tie."""
    other = apps.get_model("customers.Customer")(name=f"Other end {side}", sort_key="other")
    other.save()
    return {"other": other, "kind": "partner"}


def _inquiry(_seeds: Seeds, side: str) -> dict[str, object]:
    mail = f"cnry-{side}-inquiry-mail@example.test"
    return {
        "source": "other",
        "via": "staff",
        "state": "qualified",
        "closed_reason": "",
        "receipt": None,
        "mail": mail,
    }


def _failure(side: str) -> dict[str, str]:
    return {"code": "", "sentence": canary(side, apps.get_model("jobs.Job"), "failure")}


def _plan_row(seeds: Seeds, side: str) -> dict[str, object]:
    customer = seeds.row(side, apps.get_model("customers.Customer"))
    return {"record": customer.pk, "outcome": "planned"}


def _plan(side: str) -> dict[str, str]:
    return {"reason": canary(side, apps.get_model("jobs.Plan"), "parameters")}


def _sheet(seeds: Seeds, side: str) -> dict[str, object]:
    """Every field of both sides, each with a word of this one."""
    return _sheet_of(seeds, side, "customers.CustomerSheet")


def _sheet_of(seeds: Seeds, side: str, label: str) -> dict[str, object]:
    model = apps.get_model(label)
    fields = [seeds.row(one, apps.get_model("fields.Definition")) for one in SIDES]
    return {"data": {one.name: canary(side, model, "data") for one in fields}}  # type: ignore[attr-defined]


# What the model alone does not say.
GIVEN: dict[str, Callable[[Seeds, str], "models.Model | dict[str, object]"]] = {
    "identity.Member": lambda _seeds, _side: {"language": "en", "email": f"cnry-{_side}-member-email@example.test"},
    "access.Department": lambda _seeds, _side: {"path": f"{'12'[_side == 'theirs']}/", "manager": None},
    "access.Grant": lambda _seeds, _side: {"module": "customers", "verb": "claim", "scope": "self"},
    "access.Post": lambda _seeds, _side: {"superior": None},
    "access.Deputy": _deputy,
    "access.Holding": lambda _seeds, _side: {"ready": ""},
    "access.FieldLimit": lambda _seeds, _side: {"ready": "", "field": "customers.code", "rule": "masked"},
    "savedviews.SavedView": lambda _seeds, _side: {"audience": "private", "department": None, "role": ""},
    "api.Token": lambda _seeds, side: {"scopes": [], "digest": side},
    "webhooks.Webhook": lambda _seeds, _side: {"kinds": [], "is_paused": True},
    "webhooks.Delivery": lambda _seeds, _side: {"kind": "ping", "state": "parked"},
    "customers.Customer": _customer,
    "duplicates.MatchKey": lambda _seeds, _side: {"asks": True},
    "duplicates.Pair": _pair,
    "duplicates.Judgement": _judgement,
    "duplicates.PersonPair": lambda seeds, side: _two_persons(seeds, side) | {"verdict": "likely", "score": 7},
    "duplicates.PersonJudgement": lambda seeds, side: _two_persons(seeds, side) | {"answer": "later"},
    "duplicates.Merge": _merge,
    "duplicates.PersonMerge": _person_merge,
    "ownership.Period": lambda _seeds, _side: {"began_how": "created", "ended_how": "assigned"},
    "handover.Handover": _handover,
    "fields.Definition": lambda _seeds, side: {"record": "customer", "kind": "text", "label": f"Field of {side}"},
    "customers.CustomerSheet": _sheet,
    "people.ContactSheet": lambda seeds, side: _sheet_of(seeds, side, "people.ContactSheet"),
    "inquiries.InquirySheet": lambda seeds, side: _sheet_of(seeds, side, "inquiries.InquirySheet"),
    "upkeep.Requirement": lambda _seeds, side: {"fact": ("phone", "mail")[SIDES.index(side)], "tiers": ["none"]},
    "pool.Seat": lambda _seeds, _side: {"department": None},
    "pool.Cap": lambda _seeds, _side: {"most_each": 10**6, "most_together": 10**6},
    "customers.CustomerPhone": lambda _seeds, _side: {"e164": "", "extension": "", "kind": "unclear"},
    "customers.CustomerHandle": lambda _seeds, _side: {"kind": "wechat"},
    "dossier.Address": lambda _seeds, _side: {"kind": "office"},
    "dossier.Registration": lambda _seeds, _side: {"kind": "other"},
    "dossier.InvoiceTitle": lambda _seeds, _side: {"kind": "company"},
    "dossier.Tie": _tie,
    "people.Contact": lambda _seeds, _side: {
        "gender": "", "language": "", "birth_calendar": "", "preferred_way": "", "deleted_at": None, "deleted_by": None,
    },
    "people.ContactPhone": lambda _seeds, _side: {"e164": "", "extension": "", "kind": "unclear"},
    "people.ContactHandle": lambda _seeds, _side: {"kind": "wechat"},
    "people.Consent": lambda _seeds, _side: {"purpose": "surveys", "way": "spoken", "is_given": True},
    "privacy.Erasure": lambda _seeds, _side: {"kind": "contact", "key": 10**9 + SIDES.index(_side), "ground": "asked"},
    "privacy.RetentionRule": lambda _seeds, side: {"what": ("left", "never")[SIDES.index(side)], "days": 30000},
    "people.Position": lambda _seeds, _side: {"role": "", "left_on": None},
    "funnel.SalesStage": lambda _seeds, side: {"position": 90 + SIDES.index(side)},
    "funnel.Opportunity": lambda _seeds, _side: {
        "currency": "CNY", "outcome": "", "closed_on": None, "lost_reason": "", "deleted_at": None, "deleted_by": None,
    },
    "funnel.Step": lambda _seeds, _side: {"kind": "moved"},
    "trade.Order": lambda _seeds, _side: {"currency": "CNY", "net_amount": 7, "line_count": 1},
    "jobs.Job": lambda _seeds, side: {"kind": "value.run", "state": JobState.FAILED, "failure": _failure(side)},
    "jobs.Plan": lambda _seeds, side: {"kind": "customers.delete", "parameters": _plan(side)},
    "jobs.PlanRow": _plan_row,
    "outbox.Message": lambda _seeds, side: {"recipients": [f"cnry-{side}-message-to@example.test"]},
    "submissions.Submission": lambda _seeds, _side: {"status": 302},
    "inquiries.Inquiry": _inquiry,
    "inquiries.WebForm": lambda _seeds, side: {
        "key": side, "language": "", "source": "other", "sites": f"https://cnry-{side}-webform-sites.example",
    },
    "customers.OwnSource": lambda _seeds, side: {"key": f"own_{side}", "name": f"Fair of {side}", "intake": ""},
    "inquiries.RoutingRule": lambda _seeds, _side: {"target": "in_turn", "is_active": False},
    "importing.LedgerImport": _import,
    "importing.Problem": lambda _seeds, side: {"faults": [["placed_at", "not_a_date"]]},
}  # fmt: skip
MACHINE_WORDS["importing.Problem"] = {"faults"}


def seed() -> Seeds:
    """Fill both sides, put each side's member into its department, and run value over the customers of both."""
    seeds = Seeds()
    for side in SIDES:
        for model in every_model():
            if model._meta.label not in FROM_THE_RUN:
                seeds.row(side, model)
        customer = seeds.row(side, apps.get_model("customers.Customer"))
        _pinyin, _initials, customer.sort_key = spelling(str(customer))  # type: ignore[attr-defined]
        customer.save()
    finished = finish(start_run(actor=None, reason="cnry-value-valuerun-reason"))
    assert finished.state == JobState.DONE, finished.error
    counted = finish(start(actor=None, kind="resource.count"))
    assert counted.state == JobState.DONE, counted.error
    return seeds


def member_of(seeds: Seeds, side: str) -> Member:
    """The member who owns everything on a side."""
    member = seeds.row(side, Member)
    assert isinstance(member, Member)
    return place(member, seeds.row(side, apps.get_model("access.Department")))  # type: ignore[arg-type]
