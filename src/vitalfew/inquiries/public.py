"""What strangers send through a form: proof that the page was opened, a limit per address, confirmation by mail.

Nothing here needs a cookie, so the form also works in a frame on another site, where browsers send none.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from vitalfew.audit.api import Forgotten, forget, record
from vitalfew.identity.api import network_of
from vitalfew.inquiries.arriving import Arrival, place, take_in
from vitalfew.inquiries.models import Inquiry, Knock, WebForm
from vitalfew.inquiries.words import State, Via
from vitalfew.kernel.errors import NotFound, ProductError
from vitalfew.outbox.api import send_mail

LEAST_SECONDS, MOST_SECONDS = 3, 12 * 3600
# For one address: so many in ten minutes, so many in a day.
LIMITS = ((timedelta(minutes=10), 5), (timedelta(days=1), 30))
KEEP = timedelta(days=1)
CONFIRM_WITHIN = timedelta(days=3)
STAMP_SALT, CONFIRM_SALT = "vitalfew.inquiries.stamp", "vitalfew.inquiries.confirm"


class NotOpened(ProductError):
    """What was sent does not come from a page of ours that was opened lately."""

    status = 403


class TooManySent(ProductError):
    """One address has sent much in a short time."""

    status = 429


@dataclass(frozen=True)
class Stamp:
    """When a page was opened, and a number of its own, so that a double click sends one inquiry."""

    nonce: str
    opened: float

    @property
    def is_hasty(self) -> bool:
        """Whether nobody can have typed in so short a time."""
        return time.time() - self.opened < LEAST_SECONDS


def new_stamp(form: WebForm) -> str:
    """For a page that is opened now."""
    return signing.dumps([form.key, secrets.token_urlsafe(12), time.time()], salt=STAMP_SALT)


def read_stamp(form: WebForm, text: str) -> Stamp:
    """The stamp of a page; NotOpened for what is none, is too old, or is another form's."""
    try:
        key, nonce, opened = signing.loads(text, salt=STAMP_SALT, max_age=MOST_SECONDS)
    except (signing.BadSignature, ValueError):
        key = ""
    if key != form.key:
        raise NotOpened(
            "page_not_opened",
            _("This page was open for too long. What you typed is still here: send it once more."),
        )
    return Stamp(str(nonce), float(opened))


def form_at(key: str) -> WebForm:
    """The form at an address; NotFound also when it is not in use."""
    form = WebForm.objects.filter(key=key, is_active=True).first()
    if form is None:
        raise NotFound("no_such_form", _("There is no form here any more."))
    return form


def count_knock(request: HttpRequest) -> None:
    """Count what an address sends; TooManySent above the limit. Written before it is counted: many at once add up."""
    source, now = network_of(request), timezone.now()
    this = Knock.objects.create(source=source)
    for window, most in LIMITS:
        if Knock.objects.filter(source=source, at__gt=now - window).count() > most:
            this.delete()
            raise TooManySent(
                "too_many_sent",
                _("Much was sent from your network just now. Wait some minutes, then send again."),
                retry_after=600,
            )
    Knock.objects.filter(at__lt=now - KEEP).delete()


@transaction.atomic
def send(*, form: WebForm, stamp: Stamp, facts: Mapping[str, str], link_base: str) -> Inquiry:
    """Keep what a stranger sent; where the form wants it, the inquiry counts once the sender confirms it."""
    arrival = Arrival(
        Via.FORM, form.source, form.source_detail, receipt=f"form:{stamp.nonce}", form=form,
        consent_text=form.consent_text, is_confirmed=not form.wants_confirmation,
    )  # fmt: skip
    before = Inquiry.everything.filter(receipt=arrival.receipt).first()
    if before is not None:
        return before
    inquiry = take_in(actor=None, arrival=arrival, facts=facts)
    if inquiry.state == State.UNCONFIRMED:
        _ask_to_confirm(inquiry, form, link_base)
    return inquiry


def _ask_to_confirm(inquiry: Inquiry, form: WebForm, link_base: str) -> None:
    """A mail with nothing in it that the sender chose: it cannot carry advertising to others."""
    token = signing.dumps(inquiry.pk, salt=CONFIRM_SALT)
    link = link_base.replace("TOKEN", token)
    send_mail(
        to=[inquiry.mail],
        subject=_("Please confirm: %(heading)s") % {"heading": form.heading},
        body=_(
            "Somebody, probably you, wrote to us and gave this address.\n\n"
            "Follow this link within three days, and we will answer:\n%(link)s\n\n"
            "If it was not you, do nothing: what was sent is then deleted."
        )
        % {"link": link},
    )


def waiting(token: str) -> Inquiry:
    """The inquiry that a link of a mail is about; NotFound when the link is wrong or too old."""
    try:
        key = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        key = None
    found = Inquiry.everything.filter(pk=key).select_related("form").first() if key else None
    if found is None:
        raise NotFound(
            "no_such_confirmation",
            _("This link is too old or incomplete. Send your question once more."),
        )
    return found


@transaction.atomic
def confirm(token: str) -> Inquiry:
    """The sender says that it was them: from now on the inquiry counts, and its clock runs."""
    inquiry = Inquiry.everything.select_for_update().get(pk=waiting(token).pk)
    if inquiry.state == State.UNCONFIRMED:
        inquiry.state, inquiry.received_at = State.NEW, timezone.now()
        inquiry.save()
        record(actor=None, verb="inquiry.confirm", subject=f"inquiry:{inquiry.pk}")
        place(inquiry, None)
    return inquiry


def forget_unconfirmed() -> int:
    """Delete what nobody confirmed in time, out of the history too; how many."""
    late = Inquiry.everything.filter(
        state=State.UNCONFIRMED, created_at__lt=timezone.now() - CONFIRM_WITHIN
    )
    keys = list(late.order_by().values_list("pk", flat=True)[:500])
    if keys:
        with transaction.atomic():
            Inquiry.everything.filter(pk__in=keys, state=State.UNCONFIRMED).delete()
            rows = [("inquiries_inquiry", str(key)) for key in keys]
            forget(
                Forgotten(rows, [], [f"inquiry:{key}" for key in keys]),
                named="inquiries:unconfirmed",
            )
    return len(keys)
