"""What the queues of customers and of contacts have in common on their pages."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vitalfew.access.api import Verb, may, may_all
from vitalfew.customers.api import CUSTOMERS
from vitalfew.duplicates.models import Answer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput
from vitalfew.people.api import CONTACTS


def queue(actor: Member, *, later: bool, is_people: bool) -> dict[str, object]:
    """What the page of a queue needs beside its rows."""
    return {
        "title": _("Duplicates"), "may_scan": may_all(actor, CUSTOMERS, Verb.TRANSFER), "later": later,
        "is_people": is_people, "may_customers": bool(may(actor, CUSTOMERS, Verb.EDIT)),
        "may_people": bool(may(actor, CONTACTS, Verb.EDIT)),
    }  # fmt: skip


def answer_in(request: HttpRequest) -> str:
    """What was said of a pair; BadInput when it was neither."""
    answer = request.POST.get("answer", "")
    if answer not in Answer.values:
        raise BadInput(
            "answer_unknown", _("Say whether they are different, or that it is for later.")
        )
    return answer
