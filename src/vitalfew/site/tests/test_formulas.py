"""No cell of any file is a formula, and every text comes back from it as it was."""

import csv
import io
import re

import pytest
from django.test import Client

from vitalfew.conftest import Cases
from vitalfew.customers.tests.records import make_customer
from vitalfew.importing.cells.parsing import words
from vitalfew.inquiries.tests.records import make_inquiry
from vitalfew.kernel.formulas import as_it_was, inert
from vitalfew.people.tests.records import make_contact
from vitalfew.site.tests.texts import FORMULAS
from vitalfew.site.tests.world import make_order
from vitalfew.trade.api import Order

pytestmark = [pytest.mark.django_db, pytest.mark.fault("B4")]

# What a spreadsheet calculates: said once more in other words than the product says it.
LIVE = re.compile(r"^[\s\ufeff\u200b]*[=+\-@＝＋－＠]|[;,|\t\r\n][\s\ufeff\u200b]*[=+\-@＝＋－＠]")


def cells(client: Client, path: str) -> list[list[str]]:
    text = client.get(path).getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("payload", FORMULAS)
def test_a_formula_in_any_column_is_text_in_every_file(
    manager: Client, payload: str, cases: Cases
) -> None:
    customer = make_customer(payload, payload[:64], country=payload[:80])
    order = make_order(customer)
    Order.objects.filter(pk=order.pk).update(number=payload[:64])
    place = make_contact(payload, customer, title=payload[:80])
    asked = make_inquiry(payload, name=payload[:100], wants=payload, department=customer.department)
    stored = {
        "/customers/?format=csv": [payload, payload[:80]],
        "/orders/?format=csv": [payload, payload[:64]],
        "/people/?format=csv": [place.contact.name, payload[:80]],
        "/inquiries/?format=csv": [asked.company, asked.name],
    }
    for path, expected in stored.items():
        rows = cells(manager, path)
        texts = [cell for row in rows[1:] for cell in row if not re.fullmatch(r"-?[\d.]+", cell)]
        assert [cell for cell in texts if LIVE.search(cell) and not cell.startswith("'")] == []
        kept = {as_it_was(cell) for cell in texts}
        assert set(expected) <= kept, (path, texts)
        cases.add(len(expected))


@pytest.mark.parametrize("payload", FORMULAS)
def test_what_was_exported_is_imported_as_it_was(payload: str, cases: Cases) -> None:
    assert as_it_was(inert(payload)) == payload
    assert as_it_was(inert(inert(payload))) == inert(payload)
    stored = words(payload, 500)  # spaces at its ends are never kept
    assert stored is None or words(inert(stored), 500) == stored
    cases.add(3)


@pytest.mark.parametrize(
    "plain", ["O'Brien", "'t Hooft", "a-b", "C++", "me@example.org", "1 + 1", ""]
)
def test_ordinary_texts_stay_as_they_are(plain: str) -> None:
    assert inert(plain) == plain
    assert words(plain, 99) == (plain or None)
