"""Tokens: with one, a program acts as a member, as far as the token's scopes go."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.api.rules import Scope
from vitalfew.kernel.history import Kept


class Token(models.Model):
    """A program's key to what one member may. Only its digest is stored."""

    kept: ClassVar[Kept] = Kept(secret=("digest",), derived=("last_used_at", "window", "calls"))

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(_("Name"), max_length=100)
    digest = models.CharField(max_length=64, editable=False)
    hint = models.CharField(max_length=16, editable=False)
    scopes: "models.Field[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=40, choices=Scope)
    )
    expires_on = models.DateField(_("Last day"))
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("Last used"), null=True, editable=False)
    # How many calls came in the present stretch of seconds: what the limit is measured by.
    window = models.BigIntegerField(default=0, editable=False)
    calls = models.IntegerField(default=0, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="token_digest_unique")]
        # A member's own page, and ending all of somebody who left.
        indexes = [models.Index(fields=["member", "-id"], name="token_of_member")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether it opens nothing any more."""
        return self.revoked_at is not None or self.expires_on < timezone.localdate()

    @property
    def scope_names(self) -> list[str]:
        """Its scopes in words."""
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope.values]
