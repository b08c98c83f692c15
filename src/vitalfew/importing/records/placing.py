"""Which customer a row is about: by its number, or by its name where one alone has it."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from vitalfew.customers.api import spelling, visible_to
from vitalfew.identity.api import Member
from vitalfew.importing.cells import reader
from vitalfew.importing.fields import ImportField
from vitalfew.importing.records.fields import field
from vitalfew.importing.records.rows import Row
from vitalfew.kernel.rewriting import among_texts


def customer_fields() -> tuple[ImportField, ...]:
    """The two columns that name a customer."""
    return (
        field("customer_code", _("Customer number"), reader.words(64),
            "customer number|customer code|customer id|account id|account number|company id|associated company id"
            "|客户编号|客户编码|客戶編號|客戶代號", example="C001"),
        field("customer_name", _("Customer"), reader.words(200),
            "customer|customer name|account|account name|company|company name|associated company|organization|org"
            "|客户|客户名称|公司|公司名称|单位|客戶|客戶名稱|公司名稱", example=_("Example Ltd")),
    )  # fmt: skip


def find_customers(actor: Member, rows: Sequence[Row]) -> dict[int, tuple[str, str]]:
    """Set the customer that each row names, by number or by name; what is wrong where that names none."""
    codes = {row.cells["customer_code"] for row in rows if row.cells.get("customer_code")}
    names = {row.cells["customer_name"] for row in rows if row.cells.get("customer_name")}
    by_code = dict(visible_to(actor).filter(code__in=among_texts(codes)).values_list("code", "pk"))
    by_name: dict[str, list[int]] = defaultdict(list)
    keys = {spelling(name)[2] for name in names}
    for pk, name in (
        visible_to(actor).filter(sort_key__in=among_texts(keys)).values_list("pk", "name")
    ):
        by_name[name].append(pk)
    faults = {}
    for row in rows:
        code, name = row.cells.get("customer_code", ""), row.cells.get("customer_name", "")
        places = [by_code[code]] if code in by_code else by_name.get(name, [])
        if len(places) == 1:
            row.place = places[0]
            row.said["customer"] = str(row.place)
        elif places:
            faults[row.number] = ("customer_name", "several_match")
        elif code or name:
            faults[row.number] = ("customer_code" if code else "customer_name", "no_such_customer")
    return faults
