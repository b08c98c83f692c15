"""The check that every read of somebody's rows starts at a policy."""

from tools.scopes import complaints, models_named, reads_past

MODELS, TABLES = {"Customer"}, {"customers_customer"}


def test_the_repository_keeps_its_own_rule() -> None:
    assert list(complaints()) == []


def test_a_policy_names_its_models() -> None:
    source = "p = RowPolicy(Customer, M, where)\nq = Order.objects.all()\n"
    assert set(models_named(source)) == {"Customer", "Order"}


def test_a_manager_and_a_table_are_found() -> None:
    source = "Customer.objects.get(pk=1)\nrun('SELECT 1 FROM customers_customer')\n"
    assert {line for line, _what in reads_past(source, MODELS, TABLES)} == {1, 2}


def test_what_starts_at_a_policy_is_left_alone() -> None:
    assert list(reads_past("visible_to(actor).filter(pk=1)\n", MODELS, TABLES)) == []
