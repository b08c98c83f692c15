"""Which parts of the product there are rights for. Each app registers its own in its ``policies``."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from vitalfew.access.rules import Scope, Verb

type Rights = Mapping[Verb, Scope]


@dataclass(frozen=True)
class Module:
    """A part of the product: what one can do there, and what each ready role may.

    A verb in ``whole`` concerns the module, not single rows: it is had or not had, whatever the scope.
    """

    key: str
    label: Promise
    verbs: tuple[Verb, ...]
    ready: Mapping[str, Rights]
    whole: frozenset[Verb] = frozenset({Verb.CREATE, Verb.CONFIGURE})
    order: int = 0
    is_administration: bool = (
        False  # no part of the business: the proprietor's role does not bring it
    )


_modules: dict[str, Module] = {}


def register(module: Module) -> Module:
    """Make a module known; returns it, so that it can be named where it is declared."""
    _modules[module.key] = module
    return module


def modules() -> list[Module]:
    """Every module, in the order of the roles page."""
    return sorted(_modules.values(), key=lambda module: (module.order, module.key))


def module_of(key: str) -> Module | None:
    """The module of that key; None when its app is gone."""
    return _modules.get(key)
