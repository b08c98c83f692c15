"""What the history of a contact tells of merges: who went into them, who asked for it, and that it was taken back."""

from django.utils.translation import gettext as _

from vitalfew.audit.api import Attached, attach
from vitalfew.duplicates.models import PersonMerge
from vitalfew.duplicates.policies import person_merges_into
from vitalfew.identity.api import Member


def merges(actor: Member, key: int) -> dict[str, str]:
    """The merges into a contact whom ``actor`` sees, by the name of who went."""
    rows = person_merges_into([key])
    return {
        str(pk): _("Merge with “%(name)s”") % {"name": name}
        for pk, name in rows.values_list("pk", "other_name")
    }


attach("contact", Attached(PersonMerge, merges))
