"""Which customers a member may see, and what they may do with them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vitalfew.customers.models import Customer
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import NotAllowed


def visible_to(actor: Member) -> QuerySet[Customer]:
    """Every read of customers starts here. Today every active member sees every customer."""
    return Customer.objects.all() if actor.is_active else Customer.objects.none()


def binned_visible_to(actor: Member) -> QuerySet[Customer]:
    """What of the bin a member sees: administrators all, others what they put there."""
    binned = Customer.everything.filter(deleted_at__isnull=False)
    if not actor.is_active:
        return binned.none()
    return binned if actor.is_administrator else binned.filter(deleted_by=actor)


def may_delete(actor: Member) -> bool:
    """Whether a member may put customers into the bin; for 30 days it can be taken back."""
    return actor.is_active


def check_may_delete(actor: Member) -> None:
    """NotAllowed for those who may not."""
    if not may_delete(actor):
        raise NotAllowed(
            "delete_not_allowed", _("You may not delete customers. An administrator can.")
        )
