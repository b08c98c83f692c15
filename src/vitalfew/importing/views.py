"""Bringing a sales ledger in.

An administrator opens the list with a file in hand: the form comes first, the sample beside it, earlier imports below.
The columns page asks one thing: is every column understood? Next comes the preview, where one decides whether the
figures are what the file should hold, puts wrong rows right or leaves them out, and adds the rest.
The result says what was added and leads to the customers and their value; whoever is wrong there undoes it.
"""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.duplicates.api import told_to
from vitalfew.identity.api import MemberRequest
from vitalfew.importing import actions, queries
from vitalfew.importing.blanks import blank_workbook
from vitalfew.importing.fixing import fix_rows
from vitalfew.importing.forms import EncodingForm, MappingForm, UploadForm
from vitalfew.importing.kinds import kind_named, kind_of
from vitalfew.importing.lists import IMPORTS
from vitalfew.importing.models import ImportState, LedgerImport, Likeness
from vitalfew.importing.policies import check_may_import, imports_visible_to
from vitalfew.importing.presets import preset_of
from vitalfew.importing.records.pooling import previewed
from vitalfew.importing.refusals import error_lines, template_lines
from vitalfew.importing.sample import load_sample, remove_sample
from vitalfew.jobs.api import status_of
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.web.api import merge_page, opened_values, page

LONGEST_ROW = 12  # digits of its number
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def imports(request: MemberRequest) -> HttpResponseBase:
    """The imports so far, and the form for another file."""
    check_may_import(request.user)
    form = UploadForm(actor=request.user)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, actor=request.user)
        ledger = _received(request, form)
        if ledger is not None:
            return redirect("importing:detail", ledger.pk)
    response = IMPORTS.respond(
        request,
        imports_visible_to(request.user),
        "importing/list.html",
        {"form": form, "kinds": form.offered},
    )
    response.status_code = 422 if form.errors else 200
    return response


def _received(request: MemberRequest, form: UploadForm) -> LedgerImport | None:
    fault: OSError | None = getattr(request, "upload_failed", None)
    if fault is not None:
        raise fault
    if getattr(request, "upload_was_too_large", False):
        form.errors["file"] = form.error_class([actions.too_large().sentence])
    if not form.is_valid():
        return None
    file = form.uploaded()
    try:
        return actions.receive(
            actor=request.user, kind=form.kind_named, name=file.name or "", chunks=file.chunks()
        )
    except BadInput as error:
        form.add_error("file", error.sentence)
        return None


@require_GET
def template(request: MemberRequest) -> HttpResponseBase:
    """A ledger to fill in, in the member's language."""
    return _file(_("sales ledger"), template_lines())


@require_GET
def blank(request: MemberRequest, key: str) -> HttpResponse:
    """A workbook to fill in, for one kind of file."""
    kind = kind_named(key)
    if kind is None:
        raise queries.no_such_import()
    check_may_import(request.user, key)
    response = HttpResponse(blank_workbook(kind, request.user), content_type=XLSX)
    name = content_disposition_header(True, f"{kind.example}.xlsx")
    response.headers["Content-Disposition"] = name or ""
    return response


@require_GET
def detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One import, at the step where it stands."""
    ledger = queries.import_for(request.user, pk)
    if ledger.state == ImportState.RECOGNISED and not _is_busy(ledger):
        return _columns_page(request, ledger, MappingForm(ledger=ledger, actor=request.user))
    return _step_page(request, ledger)


def _ways(ledger: LedgerImport) -> list[tuple[str, str | Promise]]:
    """What can be done with a row that looks like somebody who is here."""
    ways: dict[str, str | Promise] = dict(Likeness.Choice.choices)
    if ledger.kind == "contacts":
        ways[Likeness.Choice.UPDATE.value] = _("The same person: bring them up to date")
        ways[Likeness.Choice.CREATE.value] = _("Another person: add them all the same")
    return list(ways.items())


def _step_page(request: MemberRequest, ledger: LedgerImport, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {"ledger": ledger, "amounts": queries.amounts(ledger)}
    if _is_busy(ledger) and ledger.job:
        return page(request, "importing/working.html", context | {"status": status_of(ledger.job)})
    kind = kind_of(ledger)
    context["kind"] = kind
    if ledger.state == ImportState.CHECKED:
        context |= {"rows": queries.rows_to_fix(ledger), "fields": queries.mapped_fields(ledger)}
        context["alike"] = told_to(request.user, ledger.counts.get("alike_shown", []))
        context |= {
            "likenesses": queries.likenesses(request.user, ledger),
            "ways": _ways(ledger),
            "is_people": ledger.kind == "contacts",
        }
        context["work"] = kind.work(ledger.counts)
        context["pools"] = previewed(request.user, ledger.counts)
        return page(request, kind.preview, context, part="preview", status=status)
    context["left"] = queries.left(request.user, ledger)
    return page(request, kind.result, context)


def _is_busy(ledger: LedgerImport) -> bool:
    return ledger.job is not None and not ledger.job.is_finished


@require_http_methods(["GET", "POST"])
def columns(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Which column says what; sending it starts the check."""
    ledger = queries.import_for(request.user, pk)
    form = MappingForm(request.POST or None, ledger=ledger, actor=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check(
                actor=request.user, ledger=ledger, mapping=form.mapping, date_order=form.date_order,
                currency=form.currency, owner=form.owner, chosen=form.chosen,
                opened=opened_values(request, form),
            )  # fmt: skip
        except BadInput as error:
            form.add_error(_field_of(error, form), error.sentence)
        except Conflict as error:
            return _choose(request, form, pk, error)
        else:
            return redirect("importing:detail", pk)
    if request.method == "GET" and ledger.state not in {
        ImportState.RECOGNISED,
        ImportState.CHECKED,
    }:
        return redirect("importing:detail", pk)
    return _columns_page(request, ledger, form)


def _choose(request: MemberRequest, typed: MappingForm, pk: UUID, error: Conflict) -> HttpResponse:
    """Clicked twice: where it stands. Said otherwise than somebody else just did: both, to choose."""
    now = queries.import_for(request.user, pk)
    if typed.mapping == now.mapping:
        return redirect("importing:detail", pk)
    return merge_page(
        request,
        typed=typed,
        stored=MappingForm(ledger=now, actor=request.user),
        hidden={},
        sentence=error.sentence,
        back=reverse("importing:detail", args=[pk]),
    )


def _field_of(error: BadInput, form: MappingForm) -> str | None:
    field = error.data.get("field")
    return field if isinstance(field, str) and field in form.fields else None


def _columns_page(request: MemberRequest, ledger: LedgerImport, form: MappingForm) -> HttpResponse:
    context = {
        "ledger": ledger,
        "form": form,
        "encoding_form": EncodingForm(initial={"encoding": ledger.encoding}),
        "encoding_name": queries.encoding_name(ledger),
        "format_name": queries.FORMATS[ledger.format],
        "preset": preset_of(ledger.headers),
        "meant": queries.kind_meant(ledger),
        "samples": queries.samples(ledger),
        "first_rows": queries.first_rows(ledger),
    }
    return page(request, "importing/columns.html", context, status=422 if form.errors else 200)


@require_POST
def encoding(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read the file's beginning again in another encoding."""
    ledger = queries.import_for(request.user, pk)
    actions.read_again(actor=request.user, ledger=ledger, encoding=request.POST.get("encoding", ""))
    return redirect("importing:detail", pk)


@require_POST
def rows(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put refused rows right: all that were sent, or the one whose button was pressed."""
    ledger = queries.import_for(request.user, pk)
    fixed, left = fix_rows(actor=request.user, ledger=ledger, rows=_cells_sent(request.POST))
    if fixed:
        messages.success(
            request,
            ngettext("%(count)d row is right now.", "%(count)d rows are right now.", fixed)
            % {"count": fixed},
        )
    if request.htmx:
        return _step_page(request, queries.import_for(request.user, pk))
    if left:
        messages.warning(
            request,
            ngettext("%(count)d row is still wrong.", "%(count)d rows are still wrong.", left)
            % {"count": left},
        )
    return redirect("importing:detail", pk)


def _cells_sent(sent: QueryDict) -> dict[int, dict[str, str]]:
    """The cells as the form names them: "12-quantity" is the quantity of row 12."""
    only = sent.get("only", "")
    cells: dict[int, dict[str, str]] = {}
    for name, value in sent.items():
        row, _dash, field = name.partition("-")
        if row.isdecimal() and len(row) < LONGEST_ROW and field and only in {"", row}:
            cells.setdefault(int(row), {})[field] = str(value)
    return cells


def _choices_sent(sent: QueryDict) -> dict[int, str]:
    """What is to be done with single rows: "alike-12" says it of row 12."""
    pairs = ((name.partition("-"), str(choice)) for name, choice in sent.items())
    return {
        int(row): choice
        for (what, _dash, row), choice in pairs
        if what == "alike" and row.isdecimal() and len(row) < LONGEST_ROW
    }


@require_GET
def errors(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """Every row that is still wrong, with the reasons, as a file."""
    ledger = queries.import_for(request.user, pk)
    return _file(_("refused rows"), error_lines(ledger))


def _file(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    """A CSV file made while it is sent; the language is the one of now, not of later."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    dated = f"{name} {timezone.localdate():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, dated) or ""
    return response


@require_POST
def add(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Add the right rows to the books."""
    ledger = queries.import_for(request.user, pk)
    try:
        actions.apply(
            actor=request.user,
            ledger=ledger,
            leave_out_bad_rows="leave_out" in request.POST,
            alike=request.POST.get("alike", ""),
            choices=_choices_sent(request.POST),
        )
    except BadInput as error:
        messages.error(request, error.sentence)
    except Conflict:
        pass  # clicked twice, or in two windows: the page shows where it stands
    return redirect("importing:detail", pk)


@require_POST
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take back what the import brought."""
    ledger = queries.import_for(request.user, pk)
    with suppress(Conflict):  # clicked twice: the page shows where it stands
        actions.undo(actor=request.user, ledger=ledger)
    return redirect("importing:detail", pk)


@require_POST
def discard(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Throw away an import that added nothing."""
    ledger = queries.import_for(request.user, pk)
    actions.discard(actor=request.user, ledger=ledger)
    messages.success(request, _("%(file)s is thrown away.") % {"file": ledger.file_name})
    return redirect("importing:list")


@require_POST
def sample_load(request: MemberRequest) -> HttpResponse:
    """Load the sample and show its progress."""
    job = load_sample(actor=request.user)
    return redirect("importing:detail", job.parameters["import"])


@require_POST
def sample_remove(request: MemberRequest) -> HttpResponse:
    """Take the sample back and show the progress."""
    job = remove_sample(actor=request.user)
    return redirect("importing:detail", job.parameters["import"])
