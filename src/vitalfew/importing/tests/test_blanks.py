import io
import zipfile

import pytest
from django.urls import reverse
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.importing.blanks import blank_workbook
from vitalfew.importing.cells.reader import How
from vitalfew.importing.fields import guess_mapping
from vitalfew.importing.kinds import kinds
from vitalfew.importing.tests.moving_in import office

pytestmark = pytest.mark.django_db


def records():
    return [kind for kind in kinds() if kind.key != "ledger"]


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_import_knows_every_heading_of_its_own_templates(language):
    for kind in records():
        with override(language):
            book = CalamineWorkbook.from_filelike(io.BytesIO(blank_workbook(kind, office())))
        headings = book.get_sheet_by_index(0).to_python()[0]
        fields = kind.fields(office())
        assert guess_mapping([str(h) for h in headings], fields) == {
            one.name: place for place, one in enumerate(fields)
        }


def test_every_example_and_every_answer_can_be_read_by_the_import():
    for kind in records():
        shape = kind.shape(office())
        for one in shape.fields:
            texts = [str(one.example), *(map(str, one.choices()) if one.choices else [])]
            reader = one.reader(How())
            for text in filter(None, texts):
                assert reader.parse(text), (kind.key, one.name, text)


def test_a_template_is_sent_as_a_workbook(client):
    client.force_login(make_member("admin", CUSTOMER_OFFICE, language="zh-hans"))
    response = client.get(reverse("importing:blank", args=["customers"]))
    assert response.status_code == 200
    assert response.content.startswith(b"PK")
    assert client.get(reverse("importing:blank", args=["nothing"])).status_code == 404


def test_a_template_offers_fixed_answers_to_choose_from():
    with zipfile.ZipFile(io.BytesIO(blank_workbook(kinds()[1], office()))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 3
