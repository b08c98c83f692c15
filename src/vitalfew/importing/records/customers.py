"""Customers, as a kind of file that can be brought in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vitalfew.access.api import Verb, may
from vitalfew.customers.api import (
    CODE,
    COUNTRY,
    CUSTOMERS,
    MAILS,
    OWN_FIELDS,
    PHONES,
    Changing,
    Customer,
    Industry,
    NewCustomer,
    Source,
    add_many,
    change_many,
    customer_policy,
    facts_of_many,
    possible_owners,
    remove_many,
    spelling,
    visible_to,
)
from vitalfew.dossier.api import (
    REGISTERED,
    clean_number,
    number_owners,
    numbers_of_many,
    place_many,
    places_of_many,
    register_many,
    tag_many,
    tags_of_many,
    with_more_parts,
)
from vitalfew.duplicates.api import Record, any_here, count_pointing, most_alike, record_of
from vitalfew.identity.api import Member
from vitalfew.importing.cells import reach, reader
from vitalfew.importing.cells.answers import Answers
from vitalfew.importing.cells.members import Members
from vitalfew.importing.cells.parsing import Unreadable
from vitalfew.importing.fields import ImportField, Text
from vitalfew.importing.models import LedgerImport, Likeness
from vitalfew.importing.records.fields import COUNTRY as COUNTRY_NAMES
from vitalfew.importing.records.fields import field, handles_by, named, phones_by
from vitalfew.importing.records.kind import RecordKind
from vitalfew.importing.records.own import (
    own_facts,
    own_fields,
    write_own,
)
from vitalfew.importing.records.pooling import checked_pool, counted, pool_field, pools_of
from vitalfew.importing.records.reaching import REACHED, channels, texts_of, with_new
from vitalfew.importing.records.rows import Match, Plan, Row, parts_of
from vitalfew.importing.records.sources import with_own_sources
from vitalfew.importing.records.words import INDUSTRIES, KINDS, SOURCES
from vitalfew.kernel.rewriting import among, among_texts
from vitalfew.pool.api import lay_new, lying_otherwise

OWN = ("name", "code", "kind", "country", "website", "industry", "source")
REGISTERS = ("uscc", "ubn", "br", "vat")
PLACE = {
    "province": "province",
    "city": "city",
    "district": "district",
    "street": "detail",
    "postcode": "postcode",
}
ANSWERS = {
    "kind": Answers(Customer.Kind, KINDS),
    "industry": Answers(Industry, INDUSTRIES),
    "source": Answers(Source, SOURCES),
}
LONGEST_NUMBER = 40
# What an import writes itself, and compares fact by fact; what people added to these is looked for by itself.
OWN_TABLES = {
    "customers.CustomerPhone", "customers.CustomerHandle", "dossier.Tagging", "dossier.Address", "dossier.Registration",
    "customers.CustomerSheet", "pool.Pooled",
}  # fmt: skip


def register_number(text: str) -> str | None:
    """A registration number as it is kept."""
    number = clean_number(text)
    if len(number) > LONGEST_NUMBER:
        raise Unreadable("text_too_long")
    return number or None


def _answers(name: str) -> reader.ReaderFor:
    return reader.read_by(ANSWERS[name].parse)


@cache
def _fields() -> tuple[ImportField, ...]:
    number = reader.read_by(register_number)
    return (
        field("code", _("Customer number"), reader.words(64),
            "customer number|customer no|customer code|customer id|account number|accountnumber|account id|account no"
            "|record id|company id|client id|client number|number|客户编号|客户编码|客户号|客户代码|客户id"
                "|编号|客戶編號|客戶代號"
            "|客戶代碼|客戶號碼|客戶id|編號", guard=CODE, example="C001"),
        field("name", _("Name"), reader.words(200),
            "name|customer name|customer|account name|account|company name|company|organization|organisation|client"
            "|client name|客户名称|客户|名称|公司名称|公司|企业名称|单位名称|客户姓名|客戶名稱|客戶|名稱"
                "|公司名稱|企業名稱",
            example=_("Example Ltd")),
        ImportField("kind", _("Kind"), named("kind|customer kind|customer type|客户类型|客户性质|類型|客戶類型|类型"),
            _answers("kind"), choices=ANSWERS["kind"].offered),
        field("country", _("Country or region"), reader.words(80), COUNTRY_NAMES, guard=COUNTRY,
            example=_("China")),
        ImportField("industry", _("Industry"), named("industry|sector|行业|客户行业|所属行业|產業|行業|行業別|產業別"),
            _answers("industry"), choices=ANSWERS["industry"].offered),
        ImportField("source", _("Source"),
            named("source|lead source|account source|original source|original traffic source|customer source|客户来源"
            "|来源|客戶來源|來源"), _answers("source"), choices=ANSWERS["source"].offered),
        field("website", _("Website"), reader.read_by(reach.link),
            "website|web site|website url|url|web|homepage|company domain name|domain|网址|网站|官网|公司网址"
                "|網址|網站|官網",
            example="https://www.example.com"),
        *phones_by((_("Mobile"), _("Phone"), _("Another phone")), PHONES),
        *handles_by((_("E-mail"), _("Another e-mail"), _("WeChat")), MAILS),
        field("uscc", _("Unified Social Credit Code (China)"), number,
            "uscc|unified social credit code|统一社会信用代码|社会信用代码|信用代码|纳税人识别号|税号|統一社會信用代碼",
            guard=REGISTERED, example="91110000101623741K"),
        field("ubn", _("Unified Business Number (Taiwan)"), number, "ubn|unified business number|統一編號"
            "|統編|统一编号",
            guard=REGISTERED),
        field("br", _("Business Registration (Hong Kong)"), number, "br|brn|business registration|商業登記"
            "|商業登記號碼|商业登记号",
            guard=REGISTERED),
        field("vat", _("VAT number"), number, "vat|vat number|vat id|vat no|vat reg no|增值税号"
            "|增值稅號", guard=REGISTERED),
        field("province", _("Province"), reader.words(40),
            "province|state|state province|state region|billing state province|billing state|billingstate|省"
                "|省份|所在省|省市",
            example=_("Shanghai")),
        field("city", _("City"), reader.words(60), "city|town|billing city|billingcity|市|城市|所在城市|縣市"),
        field("district", _("District"), reader.words(60), "district|county|区|区县|区域|所在区|區|鄉鎮市區"),
        field("street", _("Street and number"), reader.words(300),
            "street|street address|address|address line 1|billing street|billing address line 1|billingstreet"
                "|地址|详细地址"
            "|公司地址|联系地址|詳細地址|公司地址|聯絡地址"),
        field("postcode", _("Postcode"), reader.words(16),
            "postcode|post code|postal code|zip|zip code|billing zip postal code|billing postal code|billingpostalcode"
            "|邮编|邮政编码|郵遞區號|郵政編碼"),
        field("tags", _("Tags"), reader.read_by(reach.tags), "tags|tag|labels|标签|客户标签|標籤|客戶標籤",
            example=_("Trade fair; VIP")),
    )  # fmt: skip


class Customers(RecordKind):
    """One row for each customer."""

    key = "customers"
    label: ClassVar[Text] = _("Customers")
    sentence: ClassVar[Text] = _(
        "One row for each company or person: name and number, how to reach them, where they are."
    )
    example: ClassVar[Text] = _("customers")
    module = CUSTOMERS
    own_record = OWN_FIELDS
    first_stage = str(Customer._meta.get_field("stage").get_default())
    list_url = "site:customers"
    keys: ClassVar[Mapping[str, Text]] = {
        "code": _("Its customer number"),
        "registration": _("Its registration number"),
        "name": _("Its name"),
    }
    many = frozenset({*REACHED, "tags"})
    once = frozenset({"source"})
    single = ("code",)
    only_new = frozenset({"owner", "pool"})
    unkept = frozenset({"owner", "pool"})

    def fields(self, actor: Member | None) -> tuple[ImportField, ...]:
        """The owner of new customers only for who may give customers away."""
        told = with_own_sources(_fields())
        own = (*told, *own_fields(actor, OWN_FIELDS))
        if actor is None or not may(actor, CUSTOMERS, Verb.TRANSFER):
            return own
        named = "owner|account owner|company owner|contact owner|负责人|客户负责人|所有人|業務|負責人|業務員|业务员"
        owner = field(
            "owner", _("Owner"), reader.read_by(Members(possible_owners(actor)).parse), named
        )
        return (*told, owner, *pool_field(actor), *own_fields(actor, OWN_FIELDS))

    def columns_of_key(self, key: str) -> tuple[str, ...]:
        """Any register will do."""
        return REGISTERS if key == "registration" else super().columns_of_key(key)

    def key_of(self, found: LedgerImport, row: Row) -> str:
        """The first register that the row names."""
        if found.chosen.get("key") == "registration":
            return next((row.said[name] for name in REGISTERS if row.said.get(name)), "")
        return super().key_of(found, row)

    def match(self, found: LedgerImport, rows: Sequence[Row]) -> dict[int, Match]:
        """By number, registration number or name; a number that another customer has already is never given twice."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        key = found.chosen.get("key", "code")
        wanted = {row.number: self.key_of(found, row) for row in rows}
        texts = {text for text in wanted.values() if text}
        known = FINDERS[key](found.actor, texts)
        codes = (
            known
            if key == "code"
            else _by_code(found.actor, {r.said.get("code", "") for r in rows})
        )
        rights = _Rights(
            found.actor, {pk for pks in [*known.values(), *codes.values()] for pk in pks}
        )
        return {
            row.number: rights.match(
                known.get(wanted[row.number], []), codes.get(row.said.get("code", ""), []), key
            )
            for row in rows
        }

    def facts(self, places: Mapping[int, int], *, lock: bool = False) -> dict[int, dict[str, str]]:
        """A customer's own facts, how it is reached, where it is and under which numbers; none of those in the bin."""
        ids = sorted(places)
        rows = facts_of_many(ids, OWN, lock=lock)
        reached = texts_of(Customer, "customer_id", rows)
        numbers, offices, tags = (
            numbers_of_many(ids, REGISTERS),
            places_of_many(ids),
            tags_of_many(ids),
        )
        company = own_facts(OWN_FIELDS, ids)
        told = {}
        for pk, own in rows.items():
            office = offices.get(pk)
            place = (
                {name: getattr(office, column) for name, column in PLACE.items()} if office else {}
            )
            told[pk] = own | place | company.get(pk, {})
            told[pk] |= {
                **reached.get(pk, {}),
                **numbers.get(pk, {}),
                "tags": "; ".join(tags.get(pk, [])),
            }
        return told

    def added_to(self, name: str, old: str, new: str, said: Mapping[str, str]) -> str:
        """Numbers count as the same in any writing."""
        return with_new(name, old, new, said.get("country", ""))

    def create(self, found: LedgerImport, plans: Sequence[Plan]) -> None:
        """With everything the rows say."""
        assert found.actor is not None  # noqa: S101 - ``insist`` refused it
        owners = {one.username: one for one in possible_owners(found.actor)}
        pools = pools_of(found, plans)
        added = add_many(
            actor=found.actor, origin=found.pk,
            rows=[
                _new(plan.row.said, owners, found.owner, is_nobodys=plan.row.number in pools)
                for plan in plans
            ],
        )  # fmt: skip
        for plan, pk in zip(plans, added, strict=True):
            plan.record = pk
        into = {plan.record: pools[n] for plan in plans if (n := plan.row.number) in pools}
        lay_new(actor=found.actor, origin=found.pk, pools=into)
        self._write_parts(found.actor, {plan.record: plan.row.said for plan in plans})

    def change(
        self, actor: Member, changes: Mapping[int, dict[str, str]], places: Mapping[int, int]
    ) -> set[int]:
        """Own facts, ways to reach it, numbers, address and tags: exactly as told."""
        standing = self.facts(dict.fromkeys(changes, 0))
        wanted = {}
        for pk, facts in changes.items():
            own = {
                name: facts[name] or (None if name == "code" else "")
                for name in OWN
                if name in facts
            }
            all_facts = {**standing.get(pk, {}), **facts}
            told = (
                channels(all_facts, all_facts.get("country", ""))
                if facts.keys() & set(REACHED)
                else None
            )
            wanted[pk] = Changing(own, told)
        done = change_many(actor=actor, changes=wanted)
        self._write_parts(actor, {pk: facts for pk, facts in changes.items() if pk in done})
        return done

    def _write_parts(self, actor: Member, said: Mapping[int, Mapping[str, str]]) -> None:
        numbers, places, tags = {}, {}, {}
        for pk, facts in said.items():
            numbers[pk] = {name: facts[name] for name in REGISTERS if name in facts}
            places[pk] = {column: facts[name] for name, column in PLACE.items() if name in facts}
            if "tags" in facts:
                tags[pk] = parts_of(facts["tags"])
        register_many(actor=actor, wanted={pk: some for pk, some in numbers.items() if some})
        place_many({pk: some for pk, some in places.items() if some})
        tag_many(tags)
        write_own(actor, OWN_FIELDS, said)

    def taken(self, wanted: Mapping[int, Mapping[str, str]]) -> dict[int, set[str]]:
        """A customer number is one customer's, also of one in the bin."""
        found = super().taken(wanted)
        asked = {facts["code"]: pk for pk, facts in wanted.items() if facts.get("code")}
        rows = Customer.everything.filter(code__in=among_texts(asked)).values_list("code", "pk")
        for code, pk in rows:
            if code and pk != asked[code]:
                found.setdefault(asked[code], set()).add("code")
        return found

    def choices(
        self, mapping: Mapping[str, int], chosen: Mapping[str, str], found: LedgerImport
    ) -> dict[str, str]:
        """Also the pool that new ones go to."""
        told = super().choices(mapping, chosen, found)
        has_owner = found.owner_id is not None
        return told | checked_pool(found.actor, chosen.get("pool", ""), has_owner=has_owner)

    def more_counts(self, found: LedgerImport, plans: Sequence[Plan]) -> Counter[str]:
        """How many go to which pool."""
        return counted(found, plans)

    def variant_of(self, said: Mapping[str, str]) -> str:
        """A business, where nothing else is said."""
        return said.get("kind") or Customer.Kind.BUSINESS.value

    def fault_of_new(self, row: Row) -> tuple[str, str] | None:
        """A customer has a name, and an owner or a pool; a postcode alone is no address."""
        if row.said.get("pool") and row.said.get("owner"):
            return "pool", "owner_or_pool"
        told = [name for name in PLACE if row.said.get(name)]
        return ("postcode", "place_missing") if told == ["postcode"] else super().fault_of_new(row)

    def used(self, records: Sequence[int]) -> set[int]:
        """Those that anything points to but what the file itself brought."""
        return {
            *count_pointing(records, but=OWN_TABLES),
            *with_more_parts(records),
            *lying_otherwise(records),
        }

    def remove(self, actor: Member, found: LedgerImport, records: Sequence[int]) -> None:
        """For good: nobody has worked with them."""
        remove_many(actor=actor, origin=found.pk, ids=records)

    def names(self, actor: Member, records: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Those that the member may see."""
        rows = visible_to(actor).filter(pk__in=among(records)).values_list("pk", "name")
        return {pk: (name, reverse("site:customer", args=[pk])) for pk, name in rows}

    def likenesses(self, found: LedgerImport, plans: Sequence[Plan]) -> list[Likeness]:
        """Each new row with the customer that it looks most like, and why."""
        if not plans or not any_here():
            return []
        said = {plan.row.number: plan.row.said for plan in plans}
        typed = {number: _as_record(facts) for number, facts in said.items()}
        return [
            Likeness(
                ledger_import=found, row=number, name=said[number]["name"], record=pk,
                reason=comparison.reason(),
                is_same_number=any(
                    part.name == "registration" and part.finding == "equal" for part in comparison.parts
                ),
            )
            for number, (pk, comparison) in most_alike(typed).items()
        ]  # fmt: skip


def _as_record(facts: Mapping[str, str]) -> Record:
    told = channels(facts, facts.get("country", ""))
    number = next((facts[name] for name in ("uscc", "ubn", "vat") if facts.get(name)), "")
    return record_of(
        facts["name"], facts.get("kind", "business"), [one.e164 or one.raw for one in told.phones],
        parts_of(facts.get("mails", "")), registration=number,
    )  # fmt: skip


def _new(
    facts: Mapping[str, str],
    owners: Mapping[str, Member],
    otherwise: Member | None,
    *,
    is_nobodys: bool,
) -> NewCustomer:
    own = {name: facts[name] for name in OWN if facts.get(name)}
    return NewCustomer(
        own,
        channels(facts, facts.get("country", "")),
        owners.get(facts.get("owner", ""), otherwise),
        is_nobodys,
    )


def _by_code(actor: Member, texts: Iterable[str]) -> dict[str, list[int]]:
    rows = Customer.everything.filter(code__in=among_texts(text for text in texts if text))
    return {code: [pk] for code, pk in rows.values_list("code", "pk") if code}


def _by_number(actor: Member, texts: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    pairs = number_owners(list(texts))
    seen = set(
        visible_to(actor)
        .filter(pk__in=among({pk for _n, pk in pairs}))
        .values_list("pk", flat=True)
    )
    for number, pk in pairs:
        if pk in seen:
            found[number].append(pk)
    return found


def _by_name(actor: Member, texts: Iterable[str]) -> dict[str, list[int]]:
    """By the name as it stands; the sorted names have an index."""
    names = {text: spelling(text)[2] for text in texts}
    rows = visible_to(actor).filter(sort_key__in=among_texts(set(names.values()))).order_by("pk")
    found: dict[str, list[int]] = defaultdict(list)
    for pk, name in rows.values_list("pk", "name"):
        if name in names:
            found[name].append(pk)
    return found


FINDERS = {"code": _by_code, "registration": _by_number, "name": _by_name}


class _Rights:
    """Which of some customers a member sees and may change."""

    def __init__(self, actor: Member, ids: set[int]) -> None:
        here = Q(pk__in=among(ids))
        self.seen = set(visible_to(actor).filter(here).values_list("pk", flat=True))
        self.mine = set(
            customer_policy.rows(actor, Verb.EDIT).filter(here).values_list("pk", flat=True)
        )
        self.may_add = bool(may(actor, CUSTOMERS, Verb.CREATE))

    def match(self, known: Sequence[int], with_code: Sequence[int], key: str) -> Match:
        """The customer of a row; with the rule that stands against it."""
        if len(known) > 1:
            return Match(fault=(key if key == "name" else "uscc", "several_match"))
        record = known[0] if known else 0
        if any(pk != record or pk not in self.seen for pk in with_code):
            return Match(fault=("code", "number_taken"))
        if record and record not in self.mine:
            return Match(fault=("name", "not_yours"))
        if not record and not self.may_add:
            return Match(fault=("name", "may_not_add"))
        return Match(record)
