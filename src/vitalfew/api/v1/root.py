"""The API as a whole: how it refuses, and how it is described."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from vitalfew.api.v1 import (
    activity,
    calls,
    contacts,
    customers,
    dossier,
    fields,
    handover_items,
    handovers,
    inquiry_steps,
    opportunities,
    orders,
    pools,
    positions,
    shapes,
    sources,
    views,
)
from vitalfew.api.v1.reading import StrictParser
from vitalfew.api.v1.scoped import NOBODY
from vitalfew.kernel.errors import ProductError
from vitalfew.web.api import PROBLEM, problem

PREFIX = "/api/v1/"
REFUSALS = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429)


class ProductAPI(NinjaAPI):
    """One API whose every refusal is a problem of one shape."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Where it stands; there is no page of its own."""
        return PREFIX

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:  # noqa: ANN401 - ninja's own
        """The description, with every refusal on every operation."""
        described = super().get_openapi_schema(**options)
        described["components"]["schemas"]["Problem"] = shapes.Problem.model_json_schema()
        refusal = {
            "description": "What went wrong, and what to do next.",
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for operations in described["paths"].values():
            for operation in operations.values():
                operation["responses"] |= dict.fromkeys(REFUSALS, refusal)
        return described


API = ProductAPI(
    title="Vital Few",
    version="1",
    description="Customers, contacts, inquiries, opportunities, hand-overs, orders and what customers are worth,"
    " as far as the member of the token may go.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    auth=NOBODY,
    parser=StrictParser(),
)
API.add_router("/customers", customers.router)
API.add_router("/fields", fields.router)
API.add_router("/calls", calls.router)
API.add_router("/orders", orders.router)
API.add_router("", pools.router)
API.add_router("", activity.router)
API.add_router("", opportunities.router)
API.add_router("", dossier.router)
API.add_router("", contacts.router)
API.add_router("", positions.router)
API.add_router("/inquiries", inquiry_steps.router)
API.add_router("/handovers", handovers.router)
API.add_router("", handover_items.router)
API.add_router("/sources", sources.router)
API.add_router("/views", views.router)


@API.exception_handler(ProductError)
def tell_product_error(request: HttpRequest, error: ProductError) -> HttpResponse:
    """What the product refuses, in its own words, and the part that it is about."""
    where = error.data.get("field")
    if not where:
        return problem(error.status, error.code, error.sentence)
    part = {"where": str(where), "code": error.code, "detail": error.sentence}
    return problem(error.status, error.code, error.sentence, errors=[part])


@API.exception_handler(AuthenticationError)
def tell_no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody, or a token that opens nothing."""
    answer = problem(
        401, "no_token", _("Send a token that still holds: Authorization: Bearer vf_… Members make them on a page.")
    )  # fmt: skip
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@API.exception_handler(ValidationError)
def tell_misfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What does not have the described shape, part by part."""
    errors = [
        {"where": ".".join(str(part) for part in one["loc"]), "code": one["type"], "detail": _misfit(one["type"])}
        for one in error.errors
    ]  # fmt: skip
    sentence = _("What was sent does not have the described shape. Look at each part.")
    return problem(422, "shape", sentence, errors=errors)


def _misfit(kind: str) -> str:
    if kind == "missing":
        return _("This is needed.")
    if kind == "extra_forbidden":
        return _("There is no such part.")
    if kind.endswith(("too_long", "less_than_equal")):
        return _("This is too long or too large.")
    return _("This is not of the described kind.")


@API.exception_handler(Http404)
def tell_not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing there."""
    return problem(404, "not_there", _("There is nothing at this address."))


@API.exception_handler(HttpError)
def tell_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja refuses by itself; what could not be read says why."""
    if isinstance(error.__cause__, ProductError):
        return tell_product_error(request, error.__cause__)
    return problem(
        error.status_code, "refused", _("This call cannot be answered. Look into the description.")
    )
