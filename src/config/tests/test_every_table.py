"""Every table of the product is in the backup, in the history or says why not, and known to the crawl for leaks."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from config.backups.prints import table_names
from config.faults import Cases
from vitalfew.audit.keeping import said_of, stored_models
from vitalfew.site.tests.seeding import MACHINE_WORDS, every_model, texts_of

pytestmark = [pytest.mark.django_db, pytest.mark.fault("E7")]


def own_connection() -> psycopg.Connection:
    """A plain connection to the database of the test."""
    parameters = connection.get_connection_params()
    for ours in ("cursor_factory", "context"):
        parameters.pop(ours, None)
    return psycopg.connect(**parameters)


def test_every_table_of_every_model_is_in_the_backup(cases: Cases) -> None:
    with own_connection() as own:
        backed_up = set(table_names(own))
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[2:3] != ["tests"]
    }
    parted = {"value_customerscore"}  # in parts: each run's rows are a table of their own
    assert tables - backed_up <= parted
    cases.add(len(tables))


def test_every_table_of_the_database_belongs_to_a_model() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with own_connection() as own:
        strange = set(table_names(own)) - tables - {"django_migrations"}
    assert {name for name in strange if not name.startswith("value_customerscore_")} == set()


def test_every_table_says_whether_its_changes_are_kept(cases: Cases) -> None:
    assert [model._meta.label for model in stored_models() if said_of(model) is None] == []
    cases.add(len(list(stored_models())))


def test_every_text_is_a_person_s_or_named_as_the_program_s(cases: Cases) -> None:
    for model in every_model():
        named = MACHINE_WORDS.get(model._meta.label, set())
        fields = {field.name for field in model._meta.concrete_fields}
        assert named <= fields, f"{model._meta.label} has no {named - fields}"
        assert not named & {field.name for field in texts_of(model)}
        cases.add()
