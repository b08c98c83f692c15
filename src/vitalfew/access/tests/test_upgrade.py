"""Nobody loses sight on the day when roles come."""

from importlib import import_module

import pytest
from django.apps import apps

from vitalfew.access.api import Verb, rights_of
from vitalfew.identity.api import Member

upgrade = import_module("vitalfew.access.migrations.0002_roles_as_they_were")


@pytest.mark.django_db
def test_members_of_before_see_and_do_what_they_did() -> None:
    ada = Member.objects.create(username="ada", is_administrator=True)
    lin = Member.objects.create(username="lin")
    upgrade.give_roles(apps, None)
    upgrade.give_roles(apps, None)
    for member in (ada, lin):
        for verb in (Verb.VIEW, Verb.EDIT, Verb.EXPORT):
            assert rights_of(member).reach("customers", verb).everything
        assert rights_of(member).reach("orders", Verb.VIEW).everything
        assert rights_of(member).reach("value", Verb.VIEW).everything
    for module, verb in (("importing", Verb.CREATE), ("value", Verb.CONFIGURE)):
        assert rights_of(ada).may(module, verb)
        assert not rights_of(lin).may(module, verb)
