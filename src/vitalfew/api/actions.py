"""Making, ending and using tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from time import time

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.api.models import Token
from vitalfew.api.policies import tokens_visible_to
from vitalfew.api.rules import (
    LONGEST_LIFE,
    MOST_TOKENS,
    SHOWN,
    WINDOW_SECONDS,
    Scope,
    digest_of,
    new_secret,
)
from vitalfew.audit.api import record
from vitalfew.identity.api import Member
from vitalfew.kernel.errors import BadInput, NotFound

# One statement, committed at once: what several processes count together.
COUNT_SQL = """
UPDATE api_token SET calls = CASE WHEN "window" = %(window)s THEN calls + 1 ELSE 1 END,
       "window" = %(window)s, last_used_at = now()
 WHERE id = %(token)s RETURNING calls
"""


@dataclass(frozen=True)
class NewToken:
    """A token that was just made; its secret is never told again."""

    token: Token
    secret: str


@transaction.atomic
def make_token(*, actor: Member, name: str, scopes: Iterable[str], expires_on: date) -> NewToken:
    """Give a program a key to what ``actor`` may, as far as its scopes go."""
    chosen = [scope for scope in Scope.values if scope in set(scopes)]
    if not name.strip() or not chosen:
        raise BadInput("token_incomplete", _("Give the token a name and at least one scope."))
    today = timezone.localdate()
    if not today <= expires_on <= today + LONGEST_LIFE:
        raise BadInput(
            "token_life", _("Choose a last day from today to a year from now."), field="expires_on"
        )
    living = tokens_visible_to(actor).filter(revoked_at__isnull=True, expires_on__gte=today)
    if living.count() >= MOST_TOKENS:
        raise BadInput("too_many_tokens", _("You have 20 tokens. Revoke one you do not need."))
    secret = new_secret()
    token = Token.objects.create(
        member=actor, name=name.strip(), digest=digest_of(secret), hint=secret[:SHOWN],
        scopes=chosen, expires_on=expires_on,
    )  # fmt: skip
    record(actor=actor, verb="token.make", subject=f"token:{token.pk}", scopes=chosen)
    return NewToken(token, secret)


@transaction.atomic
def revoke_token(*, actor: Member, token_id: int) -> Token:
    """The token opens nothing any more, from this moment on."""
    token = tokens_visible_to(actor).select_for_update().filter(pk=token_id).first()
    if token is None:
        raise NotFound("token_not_found", _("There is no such token. Look at the list."))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(actor=actor, verb="token.revoke", subject=f"token:{token.pk}")
    return token


def revoke_all(member: Member) -> None:
    """Whoever may not sign in any more has no program that may."""
    tokens_visible_to(member).filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def token_of(secret: str) -> Token | None:
    """The living token with this secret, of a member who may sign in."""
    found = Token.objects.select_related("member").filter(digest=digest_of(secret)).first()
    return found if found is not None and not found.is_over and found.member.is_active else None


def too_many(token: Token) -> int:
    """Count one call; 0, or the seconds until the next one is answered."""
    now = time()
    window = int(now // WINDOW_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL, {"window": window, "token": token.pk})
        row = cursor.fetchone()
    over = row is not None and row[0] > settings.API_CALLS_IN_10_SECONDS
    return max(1, int((window + 1) * WINDOW_SECONDS - now)) if over else 0
