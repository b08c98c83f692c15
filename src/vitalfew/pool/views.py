"""Customers that are nobody's: looking at them, claiming, giving and returning them.

Who opens this: a salesperson with time for more customers, who decides which of them is worth it and claims it; next
they are on its page. A manager who looks after a pool gives what lies there to whoever fits. An owner who cannot do
anything for a customer returns it, and is back at their own list.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.access.api import Verb, insist, may, require, verb_asked
from vitalfew.customers.api import CUSTOMERS, customer_for, visible_to
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput, Conflict
from vitalfew.pool import actions, locking, queries
from vitalfew.pool.dealing import plan_deal
from vitalfew.pool.forms import ClaimForm, DealForm, GiveForm, LockForm, ReleaseForm
from vitalfew.pool.lists import name_in, pool_list, warned_list
from vitalfew.pool.policies import POOL, check_may_release, may_give
from vitalfew.value.api import run_for
from vitalfew.web.api import page


@require_GET
def pools(request: MemberRequest) -> HttpResponse:
    """Every pool at which one has a seat."""
    require(request.user, POOL, Verb.VIEW)
    context = {
        "pools": queries.pools(request.user),
        "may_set": may(request.user, POOL, Verb.CONFIGURE),
    }
    return page(request, "pool/list.html", context)


@require_GET
def show(request: MemberRequest, pk: int) -> HttpResponseBase:
    """One pool: what is in it, and what one may still take."""
    require(request.user, POOL, Verb.VIEW)
    pool = queries.pool_for(request.user, pk)
    run = run_for(request.user)
    shown = queries.shown(request.user, pool)
    context = {
        "title": pool.name,
        "shown": shown,
        "may_set": may(request.user, POOL, Verb.CONFIGURE),
    }
    verb_asked(request, POOL)
    rows = queries.entries_of(request.user, pool, run)
    return pool_list(request.user, shown, run).respond(request, rows, "pool/show.html", context)


@require_GET
def warned(request: MemberRequest) -> HttpResponseBase:
    """What the rules will take soon, of the customers one sees."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    rows = queries.about_to_go(request.user, verb_asked(request, CUSTOMERS))
    title = {"title": _("About to go into a pool")}
    return warned_list(request.user).respond(request, rows, "web/listing/page.html", title)


@require_POST
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one customer (``customer``) for oneself."""
    require(request.user, POOL, Verb.CLAIM)
    pool = queries.pool_for(request.user, pk)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        raise BadInput("no_customer_named", _("No customer was named. Choose one in the pool."))
    taken = actions.claim(
        actor=request.user, pool_id=pool.pk, customer_id=form.cleaned_data["customer"]
    )
    messages.success(request, _("%(name)s is yours now.") % {"name": taken.name})
    return redirect("site:customer", taken.pk)


@require_http_methods(["GET", "POST"])
def give(request: MemberRequest, pk: int, customer: int) -> HttpResponse:
    """Give one customer of a pool to somebody."""
    require(request.user, POOL, Verb.TRANSFER)
    pool = queries.pool_for(request.user, pk)
    insist(may_give(request.user, pool))
    entry = queries.entry_of(request.user, pool, customer)
    form = GiveForm(request.POST or None, actor=request.user, pool=pool)
    if request.method == "POST" and form.is_valid():
        given = actions.give(
            actor=request.user, pool_id=pk, customer_id=customer, **form.cleaned_data
        )
        messages.success(
            request,
            _("%(name)s belongs to %(owner)s now.") % {"name": given.name, "owner": given.owner},
        )
        return redirect("pool:show", pk)
    context = {"form": form, "pool": pool, "name": name_in(pool, entry.customer)}
    return page(request, "pool/give.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def deal(request: MemberRequest, pk: int) -> HttpResponse:
    """Customers of a pool to many members, as a plan to look at."""
    require(request.user, POOL, Verb.TRANSFER)
    pool = queries.pool_for(request.user, pk)
    insist(may_give(request.user, pool))
    form = DealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = plan_deal(actor=request.user, pool_id=pk, deal=form.deal())
        except BadInput as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("jobs:plan", plan.pk)
    context = {"form": form, "pool": pool}
    return page(request, "pool/deal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def release(request: MemberRequest, customer: int) -> HttpResponse:
    """Return a customer to a pool."""
    found = customer_for(request.user, customer)
    check_may_release(request.user, found)
    form = ReleaseForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        pool = form.cleaned_data["pool"]
        actions.release(
            actor=request.user,
            customer_id=customer,
            pool_id=pool.pk,
            reason=form.cleaned_data["reason"],
        )
        messages.success(
            request, _("%(name)s lies in “%(pool)s” now.") % {"name": found.name, "pool": pool}
        )
        still = visible_to(request.user).filter(pk=customer).exists()
        return redirect("site:customer", customer) if still else redirect("pool:show", pool.pk)
    context = {"form": form, "customer": found}
    return page(request, "pool/release.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def lock(request: MemberRequest, customer: int) -> HttpResponse:
    """Keep a customer from being recycled, to a day."""
    found = customer_for(request.user, customer)
    check_may_release(request.user, found)
    form = LockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = locking.lock(actor=request.user, customer_id=customer, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            form.add_error(getattr(error, "field", None), error.sentence)
        else:
            day = date_format(made.until, "SHORT_DATE_FORMAT")
            messages.success(request, _("No rule recycles it before %(day)s.") % {"day": day})
            return redirect("site:customer", customer)
    context = {"form": form, "customer": found, "lock": locking.lock_of(request.user, found)}
    return page(request, "pool/lock.html", context, status=422 if form.errors else 200)


@require_POST
def unlock(request: MemberRequest, customer: int) -> HttpResponse:
    """Let rules recycle a customer again."""
    locking.unlock(actor=request.user, customer_id=customer)
    messages.success(request, _("Rules may recycle it again."))
    return redirect("site:customer", customer)
