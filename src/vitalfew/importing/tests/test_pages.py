import re
import resource
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from vitalfew.access.api import CUSTOMER_OFFICE
from vitalfew.access.tests.cast import make_member
from vitalfew.identity.api import Member
from vitalfew.importing.models import ImportState, LedgerImport
from vitalfew.importing.tests.ledgers import HEADING, added, check, checked, received, undone
from vitalfew.jobs.api import finish
from vitalfew.trade.api import OrderLine

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN = (
    HEADING + "C1,联成,,A1,2026-02-30,轴承,ten,5\nC1,联成,,A1,2026-03-05,螺丝,1,5\nC1,联成,A1\n"
)
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def admin(client):
    member = make_member("admin", CUSTOMER_OFFICE, language="en")
    client.force_login(member)
    return member


def upload(client, content, name="账本.csv"):
    file = SimpleUploadedFile(
        name, content.encode("gb18030") if isinstance(content, str) else content
    )
    return client.post(reverse("importing:list"), {"file": file})


def url(name, ledger):
    return reverse(f"importing:{name}", args=[ledger.pk])


def job_of(ledger):
    assert ledger.job
    return ledger.job


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def mapping_sent(ledger, **changed: str):
    return {
        **{name: str(i) for name, i in ledger.mapping.items()},
        "default_currency": "CNY",
        **changed,
    }


def test_a_file_goes_all_the_way_from_upload_to_undo(client, admin):
    assert upload(client, BROKEN).status_code == 302
    ledger = LedgerImport.objects.get()
    page = text_of(client.get(url("detail", ledger)))
    assert "Simplified Chinese (GB18030)" in page
    assert "轴承" in page

    assert client.post(url("columns", ledger), mapping_sent(ledger)).status_code == 302
    assert "Waiting" in text_of(client.get(url("detail", ledger)))
    ledger.refresh_from_db()
    finish(job_of(ledger))

    page = text_of(client.get(url("detail", ledger)))
    assert "There is no such day" in page
    assert "This is not a number" in page
    assert "more or fewer cells" in page
    assert "Add 1 row" in page

    client.post(url("rows", ledger), {"2-placed_at": "2026-02-28", "2-quantity": "10"})
    assert "Add 2 rows" in text_of(client.get(url("detail", ledger)))

    client.post(url("add", ledger), {"leave_out": "on"})
    ledger.refresh_from_db()
    finish(job_of(ledger))
    page = text_of(client.get(url("detail", ledger)))
    assert "2 rows were added." in page
    assert "1 was left out." in page

    client.post(url("undo", ledger))
    ledger.refresh_from_db()
    finish(job_of(ledger))
    assert "This import was undone" in text_of(client.get(url("detail", ledger)))
    assert not OrderLine.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)) * 5,
        b"PK\x03\x04 not really",
        b"PAR1" * 9,
        b"one\n1\n",
        b"date,amount\n",
    ],
)
def test_what_is_no_ledger_is_told_under_the_field(client, admin, content):
    response = upload(client, content, "odd.bin")
    assert response.status_code == 422
    assert "field-error" in text_of(response)
    assert not LedgerImport.objects.exists()


def test_a_file_beyond_the_limit_is_refused_while_it_comes_in(client, admin, settings):
    settings.LARGEST_LEDGER = 100_000
    response = upload(client, b"date,amount\n" + b"2026-03-05,1\n" * 100_000)
    assert response.status_code == 422
    assert "larger than" in text_of(response)


def test_nothing_chosen_is_told_under_the_field(client, admin):
    assert "Choose a file first." in text_of(client.post(reverse("importing:list"), {}))


def test_a_mapping_that_makes_no_sale_keeps_what_was_chosen(client, admin):
    ledger = received("date,amount,note\n2026-03-05,1,x\n")
    response = client.post(url("columns", ledger), mapping_sent(ledger, placed_at="", amount="1"))
    assert response.status_code == 422
    page = text_of(response)
    assert "Say which column has the date of the sale." in page
    assert '<option value="1" selected>amount</option>' in page


def test_dates_in_doubt_are_asked_about_and_clear_ones_are_not(client, admin):
    clear, open_ = received("date,amount\n2026-03-05,1\n"), received("date,amount\n3/4/2026,1\n")
    assert "Month first" not in text_of(client.get(url("detail", clear)))
    assert "Month first" in text_of(client.get(url("detail", open_)))
    assert "can be read in two ways" in text_of(
        client.post(url("columns", open_), mapping_sent(open_))
    )
    client.post(url("columns", open_), mapping_sent(open_, date_order="dmy"))
    open_.refresh_from_db()
    assert open_.date_order == "dmy"


def test_a_column_chosen_late_as_the_date_is_looked_at_too(client, admin):
    ledger = received("when it was,amount\n3/4/2026,1\n")
    response = client.post(url("columns", ledger), mapping_sent(ledger, placed_at="0"))
    assert "Month first" in text_of(response)


def test_another_encoding_can_be_chosen(client, admin):
    ledger = received("日期,金额\n2026-03-05,1\n".encode("gb18030"))
    client.post(url("encoding", ledger), {"encoding": "big5hkscs"})
    ledger.refresh_from_db()
    assert ledger.encoding == "big5hkscs"
    response = client.post(url("encoding", ledger), {"encoding": "rot13"})
    assert response.status_code == 422


def test_typed_cells_that_are_still_wrong_are_kept(client, admin):
    ledger = checked(BROKEN)
    client.post(url("rows", ledger), {"2-placed_at": "yesterday", "2-quantity": "10"})
    page = text_of(client.get(url("detail", ledger)))
    assert 'value="yesterday"' in page
    assert "This is not a date" in page
    assert "This is not a number" not in page


def test_one_row_can_be_saved_by_itself(client, admin):
    ledger = checked(
        HEADING + "C1,,,A1,x,轴承,1,5\nC1,,,A1,x,螺丝,1,5\nC1,,,A1,2026-03-01,螺丝,1,5\n"
    )
    cells = {"2-placed_at": "2026-03-01", "3-placed_at": "2026-03-01", "only": "3"}
    response = client.post(url("rows", ledger), cells, headers=HTMX)
    assert "<html" not in text_of(response)
    assert list(ledger.problems.filter(is_fixed=True).values_list("row", flat=True)) == [3]


def test_a_second_click_shows_where_the_import_stands(client, admin):
    ledger = checked(HEADING + "C1,,,A1,2026-03-01,轴承,1,5\n")
    for _click in range(2):
        response = client.post(url("add", ledger))
        assert response.status_code == 302
    assert "You may leave this page" in text_of(client.get(url("detail", ledger)))


def test_bad_rows_are_not_left_out_by_accident(client, admin):
    ledger = checked(BROKEN)
    client.post(url("add", ledger))
    ledger.refresh_from_db()
    assert ledger.state == ImportState.CHECKED
    assert "Some rows are still wrong" in text_of(client.get(url("detail", ledger)))


@pytest.mark.fault("B4")
def test_the_error_file_names_reasons_and_no_spreadsheet_runs_it(client, admin):
    ledger = checked(HEADING + "=cmd(),联成,,A1,x,轴承,1,5\nC1,联成,,A1,y,轴承,1,5\n")
    client.post(url("rows", ledger), {"3-placed_at": "2026-03-01"})
    file = b"".join(client.get(url("errors", ledger)).streaming_content).decode()
    heading, row, *rest = file.splitlines()
    assert heading.startswith("\ufeffRow,Reason,Customer number")
    assert row.startswith(
        "2,Date: This is not a date. Write it as 2026-03-05 or 2026年3月5日.,'=cmd()"
    )
    assert rest == []


@pytest.mark.fault("B4")
def test_a_row_whose_cells_are_not_known_stands_whole_in_the_error_file(client, admin):
    ledger = checked(HEADING + "C1,联成,A1\nC1,联成,,A1,2026-03-01,轴承,1,5\n")
    file = b"".join(client.get(url("errors", ledger)).streaming_content).decode()
    assert file.splitlines()[1].endswith('"C1,联成,A1"')


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "Customer number"), ("zh-hans", "客户编号"), ("zh-hant", "客戶編號")],
)
def test_the_template_can_be_filled_in_and_imported(client, admin, language, word):
    admin.language = language
    admin.save()
    content = b"".join(client.get(reverse("importing:template")).streaming_content)
    assert word in content.decode()
    ledger = check(received(content))
    assert (ledger.counts["lines"], ledger.counts["bad_rows"], len(ledger.mapping)) == (1, 0, 12)


@pytest.mark.fault("B7")
def test_texts_from_the_file_are_shown_as_texts(client, admin):
    nasty = "<script>alert(1)</script>"
    ledger = checked(
        f"date,customer id,{nasty}\n{nasty},{nasty},1\n2026-03-05,C1,1\n",
        placed_at=0,
        customer_code=1,
        amount=2,
    )
    for name in ("detail", "columns"):
        assert "<script>alert" not in text_of(client.get(url(name, ledger)))


def test_a_failed_attempt_is_told_on_the_page(client, admin):
    ledger = received("date,amount\n2026-03-05,1\n")
    ledger.source.rename(ledger.folder / "away")
    client.post(url("columns", ledger), mapping_sent(ledger))
    ledger.refresh_from_db()
    finish(job_of(ledger))
    page = text_of(client.get(url("detail", ledger)))
    assert "Something unexpected stopped this work" in page
    assert "Check all rows" in page


def test_an_import_can_be_thrown_away(client, admin):
    ledger = received("date,amount\n2026-03-05,1\n")
    assert client.post(url("discard", ledger)).status_code == 302
    assert client.get(url("detail", ledger)).status_code == 404


@pytest.mark.parametrize("name", ["list", "template", "sample_load", "sample_remove"])
def test_members_who_do_not_import_are_told_so(client, name):
    client.force_login(Member.objects.create(username="lin", language="en"))
    method = client.post if name.startswith("sample") else client.get
    response = method(reverse(f"importing:{name}"))
    if name == "template":
        assert response.status_code == 200
    else:
        assert response.status_code == 403
        assert "“Imports: Create” is not in your roles" in text_of(response)


@pytest.mark.parametrize(
    "name", ["detail", "columns", "encoding", "rows", "errors", "add", "undo", "discard"]
)
def test_no_page_of_an_import_is_for_members_who_do_not_import(client, name):
    ledger = added("date,amount\n2026-03-05,1\n")
    client.force_login(Member.objects.create(username="lin", language="en"))
    get_only = {"detail", "errors"}
    response = (client.get if name in get_only else client.post)(url(name, ledger))
    assert response.status_code == 403


def test_an_import_that_is_not_there(client, admin):
    assert client.get(reverse("importing:detail", args=[uuid.uuid4()])).status_code == 404


def test_every_state_has_a_page_within_few_queries(client, admin, django_assert_max_num_queries):
    ledgers = [
        received("date,amount\n3/4/2026,1\n"),
        checked(BROKEN),
        added("date,amount\n2026-03-05,1\n"),
    ]
    ledgers.append(undone(added("date,amount\n2026-03-06,1\n")))
    for ledger in ledgers:
        with django_assert_max_num_queries(12):
            assert client.get(url("detail", ledger)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(reverse("importing:list")).status_code == 200


@contextmanager
def no_room_for_more_than(size: int) -> Iterator[None]:
    """The system itself refuses to let a file of ours grow further."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.fault("D5")
@pytest.mark.parametrize("size", [200_000, 3_000_000])  # kept in memory on its way; on the disk
def test_a_disk_without_room_is_said_and_leaves_nothing(client, admin, size):
    file = SimpleUploadedFile("ledger.csv", b"date,amount\n" + b"2026-03-05,1\n" * (size // 13))
    with no_room_for_more_than(100_000):
        answer = client.post(reverse("importing:list"), {"file": file})
    assert answer.status_code == 507
    assert "no room left" in text_of(answer)
    assert not LedgerImport.objects.exists()
    assert client.get(reverse("importing:list")).status_code == 200
