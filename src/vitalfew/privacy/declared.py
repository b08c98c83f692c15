"""The register: what every model holds of people outside the company, and what becomes of it when one is erased.

A new text column is a mistake until it stands here; a test says so. Export and erasure work by this register alone, so
what is declared is exported and erased.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from vitalfew.privacy.holding import Ending, Personal

OWN_ROW = ("id",)
CONTACT = {"contact": ("contact_id",)}
CUSTOMER = {"customer": ("customer_id",)}
EITHER = {"customer": ("first_id", "second_id")}
EITHER_PERSON = {"contact": ("first_id", "second_id")}
SPELLED = ("folded", "pinyin", "initials", "sort_key", "search_text")
NUMBER = ("raw", "e164", "extension", "backwards")

DECLARED: dict[str, Personal] = {
    "people.Contact": Personal(
        data=("name", "preferred_name", "gender", "language", "birth_calendar", "preferred_way", "preferred_time",
              "topics", "taboo", "gifts", "note", "deleted_reason", *SPELLED),
        of={"contact": OWN_ROW}, reasons=("deleted_reason",),
    ),
    "people.ContactPhone": Personal(data=NUMBER, free=("kind",), of=CONTACT),
    "people.ContactHandle": Personal(data=("value", "folded"), free=("kind",), of=CONTACT),
    "people.ContactSheet": Personal(data=("data",), of=CONTACT),
    "people.Position": Personal(
        data=("title", "department", "role", "left_reason"), of=CONTACT,
        reasons=("left_reason",),
    ),
    "people.Consent": Personal(data=("purpose", "way", "proof"), of=CONTACT),
    "customers.Customer": Personal(
        data=("code", "name", "country", "website", "deleted_reason", *SPELLED),
        free=("kind", "industry", "source", "stage"), of={"customer": OWN_ROW}, ending=Ending.BLANK,
        reasons=("deleted_reason",),
    ),
    "customers.CustomerPhone": Personal(data=NUMBER, free=("kind",), of=CUSTOMER),
    "customers.CustomerHandle": Personal(data=("value", "folded"), free=("kind",), of=CUSTOMER),
    # Of its values, those go whose field says that it may tell something of a person.
    "customers.CustomerSheet": Personal(data=("data",), of=CUSTOMER, ending=Ending.BLANK),
    "fields.Definition": Personal(
        free=("record", "label", "label_zh_hans", "label_zh_hant", "label_en", "help_text", "kind", "variant",
              "section", "required_from", "default", "choices", "formula", "currency"),
    ),
    "ownership.Period": Personal(
        data=("began_because", "ended_because"), free=("began_how", "ended_how"), of=CUSTOMER,
        reasons=("began_because", "ended_because"),
    ),
    "handover.Handover": Personal(
        free=("state", "reason", "sent_back_because"), reasons=("reason", "sent_back_because")
    ),
    "handover.Item": Personal(
        data=("orders", "receivables", "promises", "notes"), free=("answer", "told"), of=CUSTOMER
    ),
    "activity.FollowUp": Personal(data=("text",), free=("way", "author_name", "stage", "receipt"),
        of=CUSTOMER | CONTACT),
    "funnel.Opportunity": Personal(
        data=("name", "lost_note"), free=("currency", "outcome", "lost_reason"), of=CUSTOMER, reasons=("lost_note",),
    ),
    "funnel.Step": Personal(free=("kind",), of={"customer": ("opportunity__customer_id",)}),
    "funnel.SalesStage": Personal(free=("name_zh_hans", "name_zh_hant", "name_en")),
    "pool.Pooled": Personal(data=("reason",), free=("how",), of=CUSTOMER, reasons=("reason",)),
    # A number that rang, for a day.
    "calls.Call": Personal(free=("number",)),
    "upkeep.Requirement": Personal(free=("fact", "kind", "from_stage", "tiers")),
    "pool.Rule": Personal(free=("name", "tiers", "watches")),
    "pool.Notice": Personal(of=CUSTOMER),
    "pool.Lock": Personal(data=("reason",), of=CUSTOMER, reasons=("reason",)),
    "pool.Taking": Personal(free=("how",), of=CUSTOMER),
    "pool.Pool": Personal(free=("name", "note", "facts", "deals")),
    "customers.TeamMember": Personal(data=("reason",), of=CUSTOMER, reasons=("reason",)),
    # Whoever asked, whether or not anything became of it.
    "inquiries.Inquiry": Personal(
        data=("name", "company", "phone", "e164", "mail", "messenger", "country", "province", "wants", "source_detail",
              "answer", "closed_note", "pinyin", "initials", "search_text"),
        free=("source", "via", "state", "closed_reason", "consent_text", "receipt"),
        of={"inquiry": OWN_ROW, "contact": ("contact_id",), "customer": ("customer_id",)},
        reasons=("closed_note",),
    ),
    "inquiries.InquirySheet": Personal(
        data=("data",), of={
            "inquiry": ("inquiry_id",), "contact": ("inquiry__contact_id",),
            "customer": ("inquiry__customer_id",),
        },
    ),
    "inquiries.Assignment": Personal(of={"inquiry": ("inquiry_id",)}),
    "inquiries.WebForm": Personal(
        free=("name", "key", "heading", "intro", "thanks", "language", "source", "source_detail", "consent_text",
              "sites"),
    ),
    "customers.OwnSource": Personal(free=("key", "name", "intake")),
    "inquiries.RoutingRule": Personal(free=("name", "sources", "countries", "provinces", "words", "target")),
    "inquiries.MailboxLook": Personal(free=("error",)),
    # A network address, for a day.
    "inquiries.Knock": Personal(free=("source",)),
    # Made anew from the customer at once, and gone with its name.
    "duplicates.CustomerName": Personal(data=("folded", "core", "tripled"), of=CUSTOMER),
    "duplicates.MatchKey": Personal(of=CUSTOMER),
    "duplicates.Pair": Personal(free=("verdict", "reason"), of=EITHER),
    "duplicates.Judgement": Personal(free=("answer",), of=EITHER),
    "duplicates.PersonPair": Personal(free=("verdict", "reason"), of=EITHER_PERSON),
    "duplicates.PersonJudgement": Personal(free=("answer",), of=EITHER_PERSON),
    # What is needed to take a merge back goes with the person: nobody takes back a merge of somebody who is gone.
    "duplicates.Merge": Personal(
        data=("survivor_name", "other_name", "reason", "before", "fitted"), free=("moved", "left", "own"),
        of={"customer": ("survivor_id", "other_id")}, reasons=("reason",),
    ),
    "duplicates.PersonMerge": Personal(
        data=("survivor_name", "other_name", "reason", "before", "fitted"), free=("moved", "left", "own"),
        of={"contact": ("survivor_id", "other_id")}, reasons=("reason",),
    ),
    # What a member asks of a list; names in it are the member's own choice, as in a note to oneself.
    "savedviews.SavedView": Personal(free=("listing", "name", "query", "audience", "role")),
    "savedviews.Place": Personal(free=("listing",)),
    "api.Token": Personal(free=("name", "digest", "hint", "scopes")),
    # A call names a customer by its key alone.
    "webhooks.Webhook": Personal(free=("name", "url", "kinds", "secret")),
    "webhooks.Delivery": Personal(free=("kind", "subject", "state", "reason", "detail")),
    "erasures.Erasure": Personal(free=("kind", "key")),
    "access.FieldLimit": Personal(free=("ready", "field", "rule")),
    "access.Reveal": Personal(free=("subject", "field")),
    "dossier.Address": Personal(
        data=("country", "province", "city", "district", "detail", "postcode", "receiver"), free=("kind",), of=CUSTOMER
    ),
    "dossier.Registration": Personal(data=("number",), free=("kind",), of=CUSTOMER),
    "dossier.InvoiceTitle": Personal(
        data=("title", "tax_number", "address", "phone", "bank", "account"), free=("kind",), of=CUSTOMER
    ),
    "dossier.Tie": Personal(data=("note",), free=("kind",), of={"customer": ("customer_id", "other_id")}),
    "dossier.Tagging": Personal(of=CUSTOMER),
    "dossier.Tag": Personal(free=("name",)),
    # Orders are books: they stay, and say no more who bought once the customer is blanked.
    "trade.Order": Personal(free=("number", "source_key", "currency"), of=CUSTOMER, ending=Ending.KEEP),
    "value.CustomerScore": Personal(free=("tier", "stage"), of=CUSTOMER, ending=Ending.KEEP),
    # Found by the address they went to, and by what a file names: see ``elsewhere``.
    "outbox.Message": Personal(
        data=("recipients", "subject", "body", "html", "detail"), free=("state", "sender", "reason")
    ),
    "importing.LedgerImport": Personal(
        data=("file_name", "first_rows"),
        free=("state", "digest", "format", "encoding", "delimiter", "headers", "mapping", "date_order", "currency",
              "counts", "result", "kind", "chosen"),
    ),
    "importing.Problem": Personal(data=("cells",), free=("faults",)),
    "importing.Likeness": Personal(data=("name",), free=("reason", "choice")),
    "importing.Touch": Personal(data=("changes",), free=("left",)),
    "audit.Event": Personal(data=("data",), free=("verb", "subject")),
    # Members are people of the company itself: they are deactivated, and their names stay beside what they did.
    "identity.Member": Personal(
        free=("password", "username", "name", "email", "language", "theme", "amount_unit")
    ),
    "identity.Attempt": Personal(free=("act", "name", "source")),
    "identity.SignInLink": Personal(free=("kind", "digest", "password_print", "mailed_to")),
    "access.Department": Personal(free=("name", "path")),
    "access.Role": Personal(free=("name", "sentence")),
    "access.Grant": Personal(free=("module", "verb", "scope")),
    "access.Holding": Personal(free=("ready",)),
    # What programs were answered may tell of anybody: all of it goes with anybody, see ``forget_answers``.
    "submissions.Submission": Personal(data=("body",), free=("key", "path", "digest", "location")),
    "outbox.Installation": Personal(free=("name",)),
    # What a job is about is named by keys; failures are told in the words of the program.
    "jobs.Job": Personal(free=("kind", "state", "language", "parameters", "step", "result", "failure")),
    # What a plan does is chosen from lists; what stood before are owners, departments, days, reasons.
    "jobs.Plan": Personal(free=("kind", "parameters")),
    "jobs.PlanRow": Personal(free=("outcome", "before")),
    "jobs.Worker": Personal(free=("name",)),
    "catalog.Product": Personal(free=("key", "code", "name")),
    "value.ValueSettings": Personal(
        free=("weights", "scheme", "currency", "exchange_rates", "reason"), reasons=("reason",)
    ),
    "resource.Count": Personal(free=("facts",)),
    "resource.State": Personal(free=("source",), of=CUSTOMER, ending=Ending.KEEP),
    "resource.Tally": Personal(free=("key",)),
    "value.ValueRun": Personal(
        free=("currency", "reason", "model", "scaling", "tiers", "concentration", "distribution"), reasons=("reason",)
    ),
    "privacy.Erasure": Personal(free=("kind", "ground", "counts")),
    "privacy.RetentionRule": Personal(free=("what",)),
}  # fmt: skip
TEXTS = (models.CharField, models.TextField, models.JSONField, models.GeneratedField)


def our_models() -> Iterator[type[models.Model]]:
    """Every model of the product with a table of its own."""
    for config in apps.get_app_configs():
        if config.name.startswith("vitalfew."):
            yield from (model for model in config.get_models() if model._meta.managed)


def texts_of(model: type[models.Model]) -> set[str]:
    """The columns that can hold words."""
    return {
        column.name
        for column in model._meta.concrete_fields
        if isinstance(column, TEXTS) or column.get_internal_type() == "ArrayField"
    }


def places_of_reasons() -> list[tuple[type[models.Model], str]]:
    """The columns where somebody types why."""
    return [
        (apps.get_model(label), name) for label, said in DECLARED.items() for name in said.reasons
    ]


def about(kind: str) -> Iterator[tuple[type[models.Model], Personal, tuple[str, ...]]]:
    """The models with rows of a kind of person: model, what is declared, the columns with the person's key.

    What depends on others comes first, the person's own row last.
    """
    found = [
        (apps.get_model(label), said, said.of[kind])
        for label, said in DECLARED.items()
        if kind in said.of
    ]
    yield from sorted(found, key=lambda one: one[2] == OWN_ROW)
