"""Two that may be one, side by side on a page: which stays, and whose value stands in each field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict

from vitalfew.customers.api import Customer
from vitalfew.duplicates.forms import MergeForm
from vitalfew.duplicates.merge_jobs import start_merge
from vitalfew.duplicates.queries import FactRow
from vitalfew.duplicates.rules import Merged
from vitalfew.identity.api import MemberRequest
from vitalfew.jobs.api import waiting_for
from vitalfew.kernel.errors import Conflict
from vitalfew.people.api import Contact
from vitalfew.web.api import page

FIRST, SECOND = "first", "second"
CHANGED = {"customer_changed_meanwhile", "contact_changed_meanwhile"}


@dataclass(frozen=True)
class Two:
    """Both, with what a merge chooses among, what else tells them apart, and what hangs on either."""

    of: Merged
    route: str  # of the page of one
    first: Customer | Contact
    second: Customer | Contact
    facts: Sequence[FactRow]
    told: Sequence[FactRow]
    attached: Sequence[Sequence[tuple[str, int]]]
    stays: str  # the side that stays, unless somebody chooses otherwise


@dataclass(frozen=True)
class Choice:
    """A field, and the side whose value is picked."""

    fact: FactRow
    picked: str


def older_of(first: Customer | Contact, second: Customer | Contact) -> str:
    """The side that was here first."""
    is_first = (first.created_at, first.pk) <= (second.created_at, second.pk)
    return FIRST if is_first else SECOND


def decided(
    request: MemberRequest, two: Two, reason: str, template: str, context: Mapping[str, object]
) -> HttpResponse:
    """The page of two; sent, the worker puts the one into the other. Who was too late sees both as they are now."""
    form, status = _form(two, _sent(request), reason), 200
    if request.method == "POST" and form.is_valid():
        try:
            return waiting_for(start_merge(actor=request.user, of=two.of, **form.as_merge()))
        except Conflict as error:
            if error.code not in CHANGED:
                raise
            form, status = _anew(request, two, reason, error.sentence), 409
    elif form.errors:
        status = 422
    shown = {"two": two, "form": form, "choices": list(_choices(two, form))}
    return page(request, template, {**context, **shown}, status=status)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form(two: Two, sent: QueryDict | None, reason: str) -> MergeForm:
    initial = {
        "survivor": two.stays, "reason": reason, "first_version": two.first.version,
        "second_version": two.second.version,
    }  # fmt: skip
    names = [fact.name for fact in two.facts]
    return MergeForm(sent, keys=(two.first.pk, two.second.pk), names=names, initial=initial)


def _anew(request: HttpRequest, two: Two, reason: str, sentence: str) -> MergeForm:
    """What was typed, over both as they are now."""
    sent = request.POST.copy()
    sent["first_version"], sent["second_version"] = str(two.first.version), str(two.second.version)
    form = _form(two, sent, reason)
    form.add_error(None, sentence)
    return form


def _choices(two: Two, form: MergeForm) -> Iterator[Choice]:
    """Each field with the value that was picked; at first the one of who stays, where that one says something."""
    for fact in two.facts:
        stays_first = form["survivor"].value() == FIRST
        offered = FIRST if (stays_first and fact.first) or not fact.second else SECOND
        picked = str(form.data.get(fact.name, "")) if form.is_bound else ""
        yield Choice(fact, picked or offered)
