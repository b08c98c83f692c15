"""The register of personal data speaks of every text column there is."""

from django.db import models

from vitalfew.privacy.declared import DECLARED, our_models, texts_of
from vitalfew.privacy.gathering import NAMES
from vitalfew.privacy.holding import Personal


def test_every_text_column_is_judged_once() -> None:
    unjudged = [
        f"{model._meta.label}.{name}"
        for model in our_models()
        for name in sorted(texts_of(model) - judged(DECLARED.get(model._meta.label, Personal())))
    ]
    assert unjudged == [], "Say in privacy/declared.py whether these tell something of a person"


def judged(said: Personal) -> set[str]:
    return set(said.data) | set(said.free)


def leads_somewhere(model: type[models.Model], link: str) -> bool:
    """Whether the columns of ``link`` are there: one of the model's own, or one of a row that it points to."""
    *steps, last = link.split("__")
    for step in steps:
        column = model._meta.get_field(step)
        if not isinstance(column, models.ForeignKey):
            return False
        model = column.related_model
    return last in {column.attname for column in model._meta.concrete_fields}


def test_the_register_speaks_of_nothing_that_is_not_there() -> None:
    known = {model._meta.label: model for model in our_models()}
    assert set(DECLARED) <= set(known)
    for label, said in DECLARED.items():
        columns = {column.name for column in known[label]._meta.concrete_fields}
        assert judged(said) <= columns, label
        for link in (link for columns in said.of.values() for link in columns):
            assert leads_somewhere(known[label], link), (label, link)
        assert not set(said.data) & set(said.free), label


def test_everything_about_a_person_has_a_name_for_people() -> None:
    assert set(NAMES) == {label for label, said in DECLARED.items() if said.of}


def test_what_belongs_to_a_person_by_key_is_in_the_register() -> None:
    """A model with a key to a contact is about that contact; one with a key to a customer is judged, too."""
    forgotten = [
        f"{model._meta.label}.{column.name}"
        for model in our_models()
        for column in model._meta.concrete_fields
        if getattr(column.related_model, "__name__", "") in {"Contact", "Customer"}
        and not DECLARED.get(model._meta.label, Personal()).of
    ]
    assert forgotten == []
