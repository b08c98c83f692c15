"""Lists declared, not coded: columns, filters, sorts and a search over a queryset.

``Listing.respond(request, rows, template)`` answers the page, its part for htmx, and the CSV file.
"""

from vitalfew.web.listing.asking import answer_programs, rows_asked
from vitalfew.web.listing.columns import Column, for_file
from vitalfew.web.listing.cursors import Cursor
from vitalfew.web.listing.cursors import read as read_cursor
from vitalfew.web.listing.declaration import Empty, Listing
from vitalfew.web.listing.export import BYTE_ORDER_MARK, Line
from vitalfew.web.listing.files import file_asked
from vitalfew.web.listing.filters import Choice, ChoiceFilter, DateFilter, Filter, NumberFilter
from vitalfew.web.listing.keeping import KeptView, keep_views_on, state_asked, view_query
from vitalfew.web.listing.keyset import Sort
from vitalfew.web.listing.large import FileRequest, make_large_files_with

__all__ = [
    "BYTE_ORDER_MARK",
    "Choice",
    "ChoiceFilter",
    "Column",
    "Cursor",
    "DateFilter",
    "Empty",
    "FileRequest",
    "Filter",
    "KeptView",
    "Line",
    "Listing",
    "NumberFilter",
    "Sort",
    "answer_programs",
    "file_asked",
    "for_file",
    "keep_views_on",
    "make_large_files_with",
    "read_cursor",
    "rows_asked",
    "state_asked",
    "view_query",
]
