"""Setting up the company's own sources of customers and inquiries."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, require
from vitalfew.audit.api import record
from vitalfew.customers.api import OWN, Customer, OwnSource
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import Inquiry, RoutingRule, WebForm
from vitalfew.inquiries.policies import INQUIRIES
from vitalfew.inquiries.rule_forms import SourceForm
from vitalfew.kernel.errors import BadInput, Conflict, NotFound

KEY_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def source_for(actor: Member, pk: int) -> OwnSource:
    """One source of the company's own, for who sets them up."""
    require(actor, INQUIRIES, Verb.CONFIGURE)
    return _or_not_found(_there().filter(pk=pk).first())


def _there() -> QuerySet[OwnSource]:
    return OwnSource.objects.filter(is_removed=False)


def _or_not_found(found: OwnSource | None) -> OwnSource:
    if found is None:
        raise NotFound("not_set_up", _("This is not there any more. Look at the list."))
    return found


@transaction.atomic
def save_source(*, actor: Member, form: SourceForm) -> OwnSource:
    """A new source, or a changed one; Conflict when somebody else was faster. Its key never changes."""
    require(actor, INQUIRIES, Verb.CONFIGURE)
    source: OwnSource = form.instance
    if source.pk:
        stored = _or_not_found(_there().select_for_update().filter(pk=source.pk).first())
        if stored.version != form.cleaned_data["version"]:
            raise Conflict(
                "set_up_meanwhile",
                _("Somebody changed this while you were typing. Compare both texts and choose."),
            )
        source.version += 1
    else:
        source.key = OWN + get_random_string(10, KEY_LETTERS)
    source = form.save()
    record(actor=actor, verb="inquiries.source", subject=f"own_source:{source.pk}")
    return source


@transaction.atomic
def remove_source(*, actor: Member, pk: int) -> None:
    """Gone, when nothing ever came by it; BadInput when something did: then it can only be retired.

    Its name is kept for what comes by it at this very moment, and for what an undo brings back.
    """
    require(actor, INQUIRIES, Verb.CONFIGURE)
    source = _or_not_found(_there().select_for_update().filter(pk=pk).first())
    if is_in_use(source):
        raise BadInput(
            "source_in_use",
            _("Something already came by this source, or asks for it. Take away “In use” instead."),
        )
    record(
        actor=actor, verb="inquiries.source_remove", subject=f"own_source:{pk}", name=source.name
    )
    source.is_active, source.is_removed, source.version = False, True, source.version + 1
    source.save()


def is_in_use(source: OwnSource) -> bool:
    """Whether a customer (also in the bin), an inquiry, a form or a rule names the source."""
    return (
        Inquiry.everything.filter(source=source.key).exists()
        or WebForm.objects.filter(source=source.key).exists()
        or RoutingRule.objects.filter(sources__contains=[source.key]).exists()
        or Customer.everything.filter(source=source.key).exists()
    )
