"""Words for templates that show how the sample stands."""

from django import template

from vitalfew.importing.models import LedgerImport
from vitalfew.importing.sample import SOURCE, sample_import

register = template.Library()


@register.simple_tag
def sample() -> LedgerImport | None:
    """The sample's import while it is here or on its way."""
    return sample_import()


@register.simple_tag
def sample_source() -> str:
    """Whose data the sample is."""
    return SOURCE
