"""Exports of other programs, known by their headings: what the file is, and which of its columns says what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vitalfew.importing.fields import fold

SALESFORCE, HUBSPOT, WUKONG = "Salesforce", "HubSpot", "悟空 CRM"


@dataclass(frozen=True)
class Preset:
    """The export of a program: ``marks`` are headings that it has; ``columns`` says by heading what a column is.

    What is not said here is guessed as in any other file; ``beside`` names headings that mean nothing to us, however
    much they look like it.
    """

    program: str
    kind: str
    marks: frozenset[str]
    columns: Mapping[str, str] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()

    def mapping(self, headers: Sequence[str]) -> dict[str, int]:
        """Which column says each field."""
        places = {fold(header): i for i, header in reversed(list(enumerate(headers)))}
        told = (
            (places[fold(one)], name) for one, name in self.columns.items() if fold(one) in places
        )
        mapping: dict[str, int] = {}
        for place, name in told:
            mapping.setdefault(name, place)
        return mapping

    def others(self, headers: Sequence[str]) -> list[str]:
        """The headings that are left to be guessed; nothing where one means nothing."""
        return ["" if fold(header) in self.beside else header for header in headers]


def _preset(
    program: str, kind: str, marks: str, columns: Mapping[str, str], beside: str = ""
) -> Preset:
    return Preset(
        program, kind, frozenset(fold(one) for one in marks.split("|")), columns,
        frozenset(fold(one) for one in beside.split("|") if one),
    )  # fmt: skip


# The narrower of two that fit comes first.
PRESETS: tuple[Preset, ...] = (
    _preset(SALESFORCE, "inquiries", "Lead Source|Lead Status|Company", {
        "Lead ID": "receipt", "Created Date": "received_at", "Lead Owner": "owner",
        "Created By": "entered_by", "Description": "wants", "Lead Status": "standing", "State/Province": "province",
    }, "Title"),
    _preset(SALESFORCE, "contacts", "Last Name|Account Name|Mailing City", {
        "Account Name": "customer_name", "Account Number": "customer_code", "Title": "title", "Salutation": "gender",
        "Birthdate": "birthday", "Description": "note", "Home Phone": "other_phone",
    }, "Contact ID|Account ID"),
    _preset(SALESFORCE, "customers", "Account Name|Billing City", {
        "Account Number": "code", "Account ID": "code", "Account Name": "name", "Account Source": "source",
        "Account Owner": "owner", "Billing Street": "street", "Billing City": "city", "Billing Country": "country",
        "Billing State/Province": "province", "Billing Zip/Postal Code": "postcode",
    }, "Type|Description|Parent Account"),
    _preset(SALESFORCE, "customers", "AccountNumber|BillingCity|Name", {
        "AccountNumber": "code", "Id": "code", "Name": "name", "AccountSource": "source", "BillingStreet": "street",
        "BillingCity": "city", "BillingState": "province", "BillingPostalCode": "postcode", "BillingCountry": "country",
    }, "Type|OwnerId|Description|ParentId"),
    _preset(HUBSPOT, "contacts", "Record ID|First Name|Last Name|Contact owner", {
        "Associated Company": "customer_name", "Company Name": "customer_name", "Job Title": "title",
        "Mobile Phone Number": "mobile", "Phone Number": "phone", "Date of birth": "birthday",
    }, "Record ID|Lead Status"),
    _preset(HUBSPOT, "customers", "Record ID|Company name", {
        "Record ID": "code", "Company name": "name", "Company owner": "owner", "Website URL": "website",
        "Company Domain Name": "website", "Street Address": "street", "State/Region": "province",
        "Country/Region": "country", "Original Source Type": "source",
    }, "Type|Lifecycle Stage"),
    _preset(WUKONG, "inquiries", "线索名称|线索来源", {
        "线索名称": "name", "备注": "wants", "创建时间": "received_at", "创建人": "entered_by",
    }, "下次联系时间|客户行业|客户级别"),
    _preset(WUKONG, "contacts", "姓名|客户名称|是否关键决策人", {"是否关键决策人": "role", "备注": "note"},
            "下次联系时间"),
    _preset(WUKONG, "customers", "客户名称|客户级别", {
        "客户名称": "name", "客户编号": "code", "客户行业": "industry", "客户来源": "source", "详细地址": "street",
    }, "下次联系时间|成交状态|客户级别"),
)  # fmt: skip


def preset_of(headers: Sequence[str]) -> Preset | None:
    """The program that made a file with these headings; None for any other file."""
    folded = {fold(header) for header in headers}
    return next((one for one in PRESETS if one.marks <= folded), None)
