"""A customer's dossier: addresses, register numbers, invoice titles, ties to other customers, tags."""

from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Router, Status

from vitalfew.api.rules import Scope
from vitalfew.api.v1 import dossier_shapes as shapes
from vitalfew.api.v1 import versions
from vitalfew.api.v1.customers import ONCE
from vitalfew.api.v1.dossier_parts import added, changed, removed
from vitalfew.api.v1.dossier_telling import TAGS_LETTER, dossier_told, tags_etag, tags_told
from vitalfew.api.v1.scoped import Scoped
from vitalfew.customers.api import customer_for
from vitalfew.dossier.api import set_tags, tags_in_words, tags_of
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import Conflict
from vitalfew.kernel.versions import ChangedSince

router = Router(tags=["dossier"])
READS, WRITES = Scoped(Scope.CUSTOMERS_READ), Scoped(Scope.CUSTOMERS_WRITE)
type Key = Annotated[int, Path(ge=1, le=shapes.LARGEST_KEY)]
type Told = dict[str, object]
type Changed = "dict[str, object] | HttpResponse"
IF_MATCH = versions.if_match("entry")


@router.get(
    "/customers/{int:pk}/dossier", response=shapes.Dossier, auth=READS, url_name="dossier",
    operation_id="read_dossier",
)  # fmt: skip
def dossier(request: MemberRequest, pk: Key) -> Told:
    """All that is kept of a customer beside its own facts."""
    return dossier_told(request.user, customer_for(request.user, pk))


@router.put(
    "/customers/{int:pk}/tags", response=shapes.TagsShape, auth=WRITES, url_name="customer_tags",
    operation_id="set_tags", openapi_extra=versions.if_match("tags"),
)  # fmt: skip
def put_tags(request: MemberRequest, pk: Key, new: shapes.Tags) -> Changed:
    """Give a customer exactly these tags, if nobody gave it others since; both otherwise."""
    customer = customer_for(request.user, pk)
    version = versions.version_sent(request, TAGS_LETTER, pk)
    now = tags_in_words(tags_of(request.user, customer))
    read = versions.tag(TAGS_LETTER, pk, version) == tags_etag(pk, now)
    try:
        if not read:
            raise ChangedSince
        set_tags(actor=request.user, customer_id=pk, names=new.tags, opened={"tags": now})
    except ChangedSince:
        stored = tags_told(request.user, customer)
        error = Conflict(
            "tags_changed_meanwhile",
            _("Somebody gave this customer other tags meanwhile. Compare both and choose."),
        )
        return versions.both(error, new.model_dump(), stored, str(stored["tags_etag"]))
    return tags_told(request.user, customer)


@router.post(
    "/customers/{int:pk}/addresses", response={201: shapes.AddressShape}, auth=WRITES,
    url_name="addresses", operation_id="add_address", openapi_extra=ONCE,
)  # fmt: skip
def add_address(request: MemberRequest, pk: Key, new: shapes.NewAddress) -> Status[Told]:
    """Add an address, by its parts or pasted in one line."""
    return Status(201, added(request, "address", pk, new))


@router.patch(
    "/addresses/{int:pk}", response=shapes.AddressShape, auth=WRITES, url_name="address",
    operation_id="change_address", openapi_extra=IF_MATCH,
)  # fmt: skip
def change_address(request: MemberRequest, pk: Key, change: shapes.AddressFacts) -> Changed:
    """Change what is named of an address."""
    return changed(request, "address", pk, change)


@router.delete(
    "/addresses/{int:pk}", response={204: None}, auth=WRITES, url_name="address",
    operation_id="remove_address",
)  # fmt: skip
def remove_address(request: MemberRequest, pk: Key) -> Status[None]:
    """Take an address out."""
    return removed(request, "address", pk)


@router.post(
    "/customers/{int:pk}/registrations", response={201: shapes.RegistrationShape}, auth=WRITES,
    url_name="registrations", operation_id="add_registration", openapi_extra=ONCE,
)  # fmt: skip
def add_registration(request: MemberRequest, pk: Key, new: shapes.NewRegistration) -> Status[Told]:
    """Add a number of a register; one that looks wrong is kept, and told in ``doubt``."""
    return Status(201, added(request, "registration", pk, new))


@router.patch(
    "/registrations/{int:pk}", response=shapes.RegistrationShape, auth=WRITES, url_name="registration",
    operation_id="change_registration", openapi_extra=IF_MATCH,
)  # fmt: skip
def change_registration(
    request: MemberRequest, pk: Key, change: shapes.RegistrationChange
) -> Changed:
    """Change what is named of a number of a register."""
    return changed(request, "registration", pk, change)


@router.delete(
    "/registrations/{int:pk}", response={204: None}, auth=WRITES, url_name="registration",
    operation_id="remove_registration",
)  # fmt: skip
def remove_registration(request: MemberRequest, pk: Key) -> Status[None]:
    """Take a number of a register out."""
    return removed(request, "registration", pk)


@router.post(
    "/customers/{int:pk}/invoice-titles", response={201: shapes.TitleShape}, auth=WRITES,
    url_name="invoice_titles", operation_id="add_invoice_title", openapi_extra=ONCE,
)  # fmt: skip
def add_title(request: MemberRequest, pk: Key, new: shapes.NewTitle) -> Status[Told]:
    """Add an invoice title; one that is the usual one takes the place of the one that was."""
    return Status(201, added(request, "invoice", pk, new))


@router.patch(
    "/invoice-titles/{int:pk}", response=shapes.TitleShape, auth=WRITES, url_name="invoice_title",
    operation_id="change_invoice_title", openapi_extra=IF_MATCH,
)  # fmt: skip
def change_title(request: MemberRequest, pk: Key, change: shapes.TitleChange) -> Changed:
    """Change what is named of an invoice title."""
    return changed(request, "invoice", pk, change)


@router.delete(
    "/invoice-titles/{int:pk}", response={204: None}, auth=WRITES, url_name="invoice_title",
    operation_id="remove_invoice_title",
)  # fmt: skip
def remove_title(request: MemberRequest, pk: Key) -> Status[None]:
    """Take an invoice title out."""
    return removed(request, "invoice", pk)


@router.post(
    "/customers/{int:pk}/ties", response={201: shapes.TieShape}, auth=WRITES, url_name="ties",
    operation_id="add_tie", openapi_extra=ONCE,
)  # fmt: skip
def add_tie(request: MemberRequest, pk: Key, new: shapes.NewTie) -> Status[Told]:
    """Say what another customer is to this one."""
    return Status(201, added(request, "tie", pk, new))


@router.patch(
    "/ties/{int:pk}", response=shapes.TieShape, auth=WRITES, url_name="tie",
    operation_id="change_tie", openapi_extra=IF_MATCH,
)  # fmt: skip
def change_tie(request: MemberRequest, pk: Key, change: shapes.TieChange) -> Changed:
    """Change what is named of a tie."""
    return changed(request, "tie", pk, change)


@router.delete(
    "/ties/{int:pk}", response={204: None}, auth=WRITES, url_name="tie", operation_id="remove_tie"
)  # fmt: skip
def remove_tie(request: MemberRequest, pk: Key) -> Status[None]:
    """Untie the two customers."""
    return removed(request, "tie", pk)
