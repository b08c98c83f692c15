import pytest
from django.urls import reverse

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.models import FieldLimit
from vitalfew.access.tests.cast import make_member
from vitalfew.importing.tests.moving_in import added, office
from vitalfew.people.api import Contact

pytestmark = pytest.mark.django_db(transaction=True)

CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:李;娜;;;\r\nFN:李娜\r\nORG:联成互动软件有限公司;采购部\r\nTITLE:采购总监\r\n"
    "TEL;TYPE=CELL:138 0013 8000\r\nTEL;TYPE=WORK,VOICE:021-62345678\r\nTEL;TYPE=FAX:021-1\r\n"
    "item1.EMAIL;TYPE=INTERNET:na@exam\r\n ple.com\r\nBDAY:19900517\r\nNOTE:爱喝茶\\, 不喝酒\\n第二行\r\n"
    "X-WECHAT:lina\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E4=BC=9F;;;\r\n"
    "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E8=81=94=E6=88=90=E4=BA=92=E5=8A=A8=\r\n"
    "=E8=BD=AF=E4=BB=B6=E6=9C=89=E9=99=90=E5=85=AC=E5=8F=B8\r\nTEL;CELL:13900139000\r\nEND:VCARD\r\n"
)


@pytest.fixture
def firm():
    added("customers", "客户编号,客户名称\nC1,联成互动软件有限公司\n")


def test_cards_of_a_telephone_become_contacts(firm):
    found = added("contacts", CARDS, name="contacts.vcf", key="phones")
    assert (found.format, found.result["new"], found.counts["bad_rows"]) == ("vcard", 2, 0)
    one = Contact.objects.get(name="李娜")
    position = one.positions.get()
    assert (position.title, position.department) == ("采购总监", "采购部")
    assert [p.raw for p in one.phones.order_by("place")] == ["138 0013 8000", "021-62345678"]
    assert sorted(h.value for h in one.handles.all()) == ["lina", "na@example.com"]
    assert (one.birth_year, one.note) == (1990, "爱喝茶, 不喝酒 第二行")
    assert Contact.objects.filter(name="王伟").exists()


def test_a_contact_goes_out_as_a_card_and_comes_in_as_it_was(client, firm):
    added("contacts", CARDS, name="contacts.vcf", key="phones")
    client.force_login(office())
    one = Contact.objects.get(name="李娜")
    card = client.get(reverse("people:card", args=[one.pk]))
    assert card.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert "filename" in card.headers["Content-Disposition"]
    text = card.content.decode()
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    Contact.objects.all().delete()
    added("contacts", text, name="card.vcf", key="phones")
    back = Contact.objects.get()
    assert (back.name, back.positions.get().title, back.birth_year) == ("李娜", "采购总监", 1990)
    assert {p.e164 for p in back.phones.all()} == {"+8613800138000", "+862162345678"}


def test_a_card_tells_no_number_that_its_reader_may_not_see(client, firm):
    added("contacts", CARDS, name="contacts.vcf", key="phones")
    FieldLimit.objects.create(ready=CUSTOMER_OFFICE, field="contacts.phones", rule="masked")
    client.force_login(make_member("reader", CUSTOMER_OFFICE))
    one = Contact.objects.get(name="李娜")
    text = client.get(reverse("people:card", args=[one.pk])).content.decode()
    assert "TEL" not in text
    assert "EMAIL" in text
