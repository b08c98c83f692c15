"""Words for templates that show how the sample stands."""

from django import template
from django.template import RequestContext

from vitalfew.access.api import Answer, Verb, may
from vitalfew.importing.models import LedgerImport
from vitalfew.importing.policies import IMPORTS
from vitalfew.importing.sample import SOURCE, sample_import

register = template.Library()


@register.simple_tag(takes_context=True)
def sample(context: RequestContext) -> LedgerImport | None:
    """The sample's import while it is here or on its way, for those who may see it."""
    return sample_import(context["request"].user)


@register.simple_tag(takes_context=True)
def may_bring_in(context: RequestContext) -> Answer:
    """Whether the reader may import, with the rule that says so."""
    return may(context["request"].user, IMPORTS, Verb.CREATE)


@register.simple_tag
def sample_source() -> str:
    """Whose data the sample is."""
    return SOURCE
