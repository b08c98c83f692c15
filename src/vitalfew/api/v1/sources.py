"""Where customers and inquiries come from: the fixed answers, and the company's own."""

from ninja import Router

from vitalfew.access.api import Verb, require
from vitalfew.api.rules import Scope
from vitalfew.api.v1 import shapes
from vitalfew.api.v1.scoped import Scoped
from vitalfew.customers.api import CUSTOMERS, OWN, named_sources, own_sources
from vitalfew.identity.api import MemberRequest

router = Router(tags=["customers"])


@router.get(
    "", response=list[shapes.SourceShape], auth=Scoped(Scope.CUSTOMERS_READ), url_name="sources",
    operation_id="list_sources",
)  # fmt: skip
def sources(request: MemberRequest) -> list[dict[str, object]]:
    """Every source there is or was; one retired or removed is offered no more, and stays what things came by."""
    require(request.user, CUSTOMERS, Verb.VIEW)
    own = {one.key: one for one in own_sources()}
    return [
        {
            "key": key, "name": name, "is_own": key.startswith(OWN),
            "in_use": own[key].is_active if key in own else not key.startswith(OWN),
            "only_by": (own[key].intake or None) if key in own else None,
        }
        for key, name in named_sources()
    ]  # fmt: skip
