"""One's own tokens.

Who opens this: somebody who connects another program, or who wonders whether an old one still gets in. They copy the
new token over there, once; next they are done here for months.
"""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalfew.api import actions
from vitalfew.api.forms import TokenForm
from vitalfew.api.policies import tokens_visible_to
from vitalfew.api.v1.root import API
from vitalfew.identity.api import MemberRequest
from vitalfew.kernel.errors import BadInput
from vitalfew.web.api import asks_for_secret, page


@asks_for_secret
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def tokens(request: MemberRequest) -> HttpResponse:
    """One's tokens, and the form for another one; the answer to the form is the one time it is shown."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_token(actor=request.user, **form.cleaned_data)
            form = TokenForm()
        except BadInput as error:
            form.add_error(None, error.sentence)
    context = {
        "form": form,
        "made": made,
        "tokens": tokens_visible_to(request.user).order_by("-pk"),
    }
    return page(request, "api/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """End one of one's tokens."""
    token = actions.revoke_token(actor=request.user, token_id=pk)
    messages.success(
        request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name}
    )
    return redirect("tokens:list")


@require_GET
def description(request: MemberRequest) -> HttpResponse:
    """The API, described for programs: OpenAPI 3.1."""
    return JsonResponse(API.get_openapi_schema())
