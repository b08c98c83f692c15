"""On a contact's page: who went into them, and the way to take that back."""

from typing import Any

from django import template

from vitalfew.duplicates.panels import people_merged_here
from vitalfew.people.api import Contact

register = template.Library()


@register.inclusion_tag("duplicates/merged_here.html", takes_context=True)
def merged_contacts(context: Any, contact: Contact) -> dict[str, object]:  # noqa: ANN401 - Django's own context
    """Nothing where nobody was merged."""
    merged = people_merged_here(context["request"].user, contact)
    kept = {name: context[name] for name in ("csrf_token", "request") if name in context}
    return {**kept, "merged": merged, "is_people": True}
