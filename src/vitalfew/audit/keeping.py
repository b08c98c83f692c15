"""Which models have a history: all of the product's, and of others those named here."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from vitalfew.kernel.history import Kept, NotKept

OURS = "vitalfew."
# What Django and the packages around it store. A new one is a mistake until it stands here.
OF_OTHERS: dict[str, Kept | NotKept] = {
    "auth.Group": Kept(),
    "auth.Group_permissions": Kept(),
    "auth.Permission": NotKept("written by Django from the models, and not asked by the product"),
    "account.EmailAddress": Kept(),
    "account.EmailConfirmation": Kept(secret=("key",)),
    "mfa.Authenticator": Kept(secret=("data",), derived=("last_used_at",)),
    "socialaccount.SocialAccount": Kept(secret=("extra_data",)),
    "socialaccount.SocialApp": Kept(secret=("secret", "key", "settings")),
    "socialaccount.SocialToken": Kept(secret=("token", "token_secret")),
    "usersessions.UserSession": NotKept(
        "where somebody is signed in now; signing in is an entry of the member"
    ),
    "contenttypes.ContentType": NotKept("written by Django from the models"),
    "sessions.Session": NotKept("who is signed in now; signing in is an entry of the member"),
    "django_tasks_database.DBTaskResult": NotKept(
        "the queue of the worker; jobs say what was done"
    ),
}


def said_of(model: type[models.Model]) -> Kept | NotKept | None:
    """What holds for a model; None when nobody has decided it."""
    if model.__module__.startswith(OURS):
        said = getattr(model, "kept", Kept())
        return said if isinstance(said, Kept | NotKept) else None
    return OF_OTHERS.get(model._meta.label)


def stored_models() -> Iterator[type[models.Model]]:
    """Every model with a table that Django manages, many-to-many tables too."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def kept_models() -> Iterator[tuple[type[models.Model], Kept]]:
    """Every model whose rows leave entries."""
    for model in stored_models():
        said = said_of(model)
        if isinstance(said, Kept):
            yield model, said
