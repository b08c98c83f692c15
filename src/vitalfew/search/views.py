"""The search of the top bar: everything at once, by kind.

Who opens this: everybody, dozens of times a day, mostly without leaving the keyboard. Next they open what they found.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from vitalfew.identity.api import MemberRequest
from vitalfew.search.finders import find_everywhere
from vitalfew.search.pages import find_pages
from vitalfew.web.api import page, words_asked


@require_GET
def search(request: MemberRequest) -> HttpResponse:
    """The best of every kind, for the box in the top bar and as a page."""
    words = words_asked(request.GET)
    groups = find_everywhere(request.user, words) if words else []
    context = {
        "groups": groups,
        "pages": find_pages(request, words) if words else [],
        "words": words,
    }
    return page(request, "search/search.html", context, part="results")
