"""What a token must be for: every operation says its scope, and without a scope nothing answers."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from vitalfew.api.middleware import ProgramRequest
from vitalfew.api.models import Token
from vitalfew.api.rules import Scope
from vitalfew.kernel.errors import NotAllowed


class Scoped(HttpBearer):
    """Lets a token in that has one scope."""

    openapi_bearerFormat = "vf_..."  # noqa: N815 - the name that OpenAPI has for it

    def __init__(self, scope: Scope | None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token that the middleware found; NotAllowed when it is for something else."""
        found: Token | None = getattr(request, "token", None)
        if found is not None and (self.scope is None or self.scope not in found.scopes):
            raise NotAllowed(
                "not_in_the_scopes",
                _("This token does not have the scope %(scope)s. Make another one that has it."),
                scope=self.scope.value if self.scope else "-",
            )
        return found


NOBODY = Scoped(None)
__all__ = ["NOBODY", "ProgramRequest", "Scoped"]
