"""Why one may, and why one may not: the rule that answered, and who may change it."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vitalfew.access.registry import Module
from vitalfew.access.rights import HeldGrant, administrators, rights_of
from vitalfew.access.rules import Verb
from vitalfew.identity.api import Member


def allowed_by(actor: Member, module: Module, verb: Verb) -> str:
    """The roles and scopes that give the right."""
    grants = rights_of(actor).of(module.key, verb)
    return _("%(right)s is in your roles: %(grants)s.") % {
        "right": right_name(module, verb),
        "grants": _listed([_told(grant) for grant in grants]),
    }


def refused_because(actor: Member, module: Module, verb: Verb, *, everything: bool = False) -> str:
    """The rule that refused, in whole sentences, and who may change it."""
    grants = rights_of(actor).of(module.key, verb)
    right = right_name(module, verb)
    if not grants:
        said = _("%(right)s is not in your roles (%(roles)s).") % {
            "right": right,
            "roles": _listed([str(name) for name in rights_of(actor).role_names]) or _("none"),
        }
    elif everything:
        said = _("This takes %(right)s for all; your roles reach as far as: %(grants)s.") % {
            "right": right,
            "grants": _listed([_told(grant) for grant in grants]),
        }
    else:
        said = _("This is outside of what your roles reach with %(right)s: %(grants)s.") % {
            "right": right,
            "grants": _listed([_told(grant) for grant in grants]),
        }
    return f"{said} {who_may_change()}"


def who_may_change() -> str:
    """Who gives roles, by name."""
    people = administrators()
    if not people:
        return _("Administrators give roles; at present there is none.")
    return _("Roles are given by %(people)s.") % {"people": _listed([str(one) for one in people])}


def right_name(module: Module, verb: Verb) -> str:
    """A right in two words: the module, and what one does there."""
    return pgettext("a right", "“%(module)s: %(verb)s”") % {
        "module": capfirst(str(module.label)),
        "verb": verb.label,
    }


def _told(grant: HeldGrant) -> str:
    return pgettext("role (scope)", "%(role)s (%(scope)s)") % {
        "role": grant.role,
        "scope": grant.scope.label,
    }


def _listed(words: list[str]) -> str:
    return pgettext("between the words of a list", ", ").join(dict.fromkeys(words))
