"""Whose history the customers app shows."""

from django.urls import reverse
from django.utils.translation import gettext as _

from vitalfew.access.api import Reveal, reveals_of
from vitalfew.audit.api import Attached, Shown, Subject, register_subject
from vitalfew.customers.models import Customer, CustomerSheet, TeamMember
from vitalfew.customers.queries import customer_for
from vitalfew.customers.team import team_of
from vitalfew.identity.api import Member


def show(actor: Member, key: int) -> Shown:
    """The customer's name and page, for those who may see it."""
    customer = customer_for(actor, key)
    return Shown(customer.name, reverse("site:customer", args=[customer.pk]))


def team_rows(actor: Member, key: int) -> dict[str, str]:
    """Everybody who is or was on the customer's account team."""
    return {
        str(row.pk): _("Account team: %(member)s") % {"member": row.member}
        for row in team_of(actor, key)
    }


def reveals(actor: Member, key: int) -> dict[str, str]:
    """Who looked behind a mask of the customer."""
    return reveals_of(f"customer:{key}")


def sheets(actor: Member, key: int) -> dict[str, str]:
    """The customer's own fields, whose changed values the history names."""
    rows = CustomerSheet.objects.filter(customer_id=key).values_list("pk", flat=True)
    return {str(pk): _("Own fields") for pk in rows}


register_subject(
    Subject(
        "customer", Customer, show,
        attached=(
            Attached(TeamMember, team_rows), Attached(CustomerSheet, sheets), Attached(Reveal, reveals, is_act=True),
        ),
    )
)  # fmt: skip
