"""Setting up who gets inquiries, and which forms strangers find."""

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, require
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.inquiries.models import RoutingRule, WebForm
from vitalfew.inquiries.policies import INQUIRIES
from vitalfew.inquiries.rule_forms import RuleForm, WebFormForm
from vitalfew.kernel.errors import Conflict, NotFound

KEY_LENGTH = 22


def rule_for(actor: Member, pk: int) -> RoutingRule:
    """One rule, for who sets them up."""
    require(actor, INQUIRIES, Verb.CONFIGURE)
    return _or_not_found(RoutingRule.objects.filter(pk=pk).first())


def form_for(actor: Member, pk: int) -> WebForm:
    """One form, for who sets them up."""
    require(actor, INQUIRIES, Verb.CONFIGURE)
    return _or_not_found(WebForm.objects.filter(pk=pk).first())


def _or_not_found[Row](found: Row | None) -> Row:
    if found is None:
        raise NotFound("not_set_up", _("This is not there any more. Look at the list."))
    return found


@transaction.atomic
def save_rule(*, actor: Member, form: RuleForm) -> RoutingRule:
    """A new rule, or a changed one; Conflict when somebody else was faster."""
    require(actor, INQUIRIES, Verb.CONFIGURE)
    rule: RoutingRule = form.instance
    if rule.pk:
        stored = RoutingRule.objects.select_for_update().filter(pk=rule.pk).first()
        _refuse_stale(_or_not_found(stored).version, form.cleaned_data["version"])
        rule.version += 1
    rule = form.save()
    record(actor=actor, verb="inquiries.rule", subject=f"routing_rule:{rule.pk}")
    return rule


@transaction.atomic
def remove_rule(*, actor: Member, pk: int) -> None:
    """Gone; what it gave out stays given."""
    rule = rule_for(actor, pk)
    record(
        actor=actor, verb="inquiries.rule_remove", subject=f"routing_rule:{rule.pk}", name=rule.name
    )
    rule.delete()


@transaction.atomic
def save_form(*, actor: Member, form: WebFormForm) -> WebForm:
    """A new form at an address nobody guesses, or a changed one."""
    require(actor, INQUIRIES, Verb.CONFIGURE)
    kept: WebForm = form.instance
    if kept.pk:
        stored = WebForm.objects.select_for_update().filter(pk=kept.pk).first()
        _refuse_stale(_or_not_found(stored).version, form.cleaned_data["version"])
        kept.version += 1
    else:
        kept.key = get_random_string(KEY_LENGTH)
    kept = form.save()
    record(actor=actor, verb="inquiries.form", subject=f"web_form:{kept.pk}")
    return kept


def _refuse_stale(stored: int, seen: int | None) -> None:
    if stored != seen:
        raise Conflict(
            "set_up_meanwhile",
            _("Somebody changed this while you were typing. Compare both texts and choose."),
        )
