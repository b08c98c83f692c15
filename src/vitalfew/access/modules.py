"""The module of the organisation itself. (In a file of its own: ``policies`` is what every app's module builds on.)"""

from django.utils.translation import gettext_lazy as _

from vitalfew.access.ready import ADMINISTRATOR
from vitalfew.access.registry import Module, register
from vitalfew.access.rules import Scope, Verb

ORGANISATION = register(
    Module(
        key="organisation",
        label=_("Members, departments and roles"),
        verbs=(Verb.CONFIGURE,),
        ready={ADMINISTRATOR: {Verb.CONFIGURE: Scope.ALL}},
        order=90,
        is_administration=True,
    )
)
