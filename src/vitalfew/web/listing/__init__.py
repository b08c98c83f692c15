"""Lists declared, not coded: columns, filters, sorts and a search over a queryset.

``Listing.respond(request, rows, template)`` answers the page, its part for htmx, and the CSV file.
"""

from vitalfew.web.listing.columns import Column
from vitalfew.web.listing.declaration import Empty, Listing
from vitalfew.web.listing.filters import Choice, ChoiceFilter, DateFilter, Filter, NumberFilter
from vitalfew.web.listing.keyset import Sort

__all__ = [
    "Choice",
    "ChoiceFilter",
    "Column",
    "DateFilter",
    "Empty",
    "Filter",
    "Listing",
    "NumberFilter",
    "Sort",
]
