"""Which fields of a history a member may read."""

from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

type FieldRule = Callable[[AbstractBaseUser, type[models.Model], str], bool]

_rules: list[FieldRule] = []


def register_field_rule(rule: FieldRule) -> None:
    """Let ``rule`` have a say: a field that any rule hides is hidden, before and after."""
    _rules.append(rule)


def may_read_field(actor: AbstractBaseUser, model: type[models.Model], field: str) -> bool:
    """Whether ``actor`` may see what this field was and is."""
    return all(rule(actor, model, field) for rule in _rules)
