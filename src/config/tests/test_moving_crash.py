"""Killing the worker and the database while customers move in: all of them with all their parts, or none, and at last
all.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.tests.test_import_crash import Installation, installed

pytestmark = [pytest.mark.crash, pytest.mark.fault("D2")]

ROWS = 6_000  # more than are written at once
PARTS = """
SELECT (SELECT count(*) FROM customers_customer WHERE code LIKE %(like)s),
       (SELECT count(*) FROM customers_customerphone p JOIN customers_customer c ON c.id = p.customer_id
         WHERE c.code LIKE %(like)s),
       (SELECT count(*) FROM dossier_address a JOIN customers_customer c ON c.id = a.customer_id
         WHERE c.code LIKE %(like)s),
       (SELECT count(*) FROM importing_touch WHERE ledger_import_id = %(origin)s),
       (SELECT coalesce(sum((after ->> 'rows')::int), 0) FROM audit_entry
         WHERE action = 'bring' AND row_key = %(origin)s::text)
"""


@pytest.fixture(scope="module")
def place(migrated_home: Path) -> Iterator[Installation]:
    with installed(migrated_home) as found:
        yield found


def customers(folder: Path, name: str) -> Path:
    """A file of customers that nobody else has."""
    file = folder / f"{name}.csv"
    rows = (f"{name}-{i},{name}{i}号有限公司,138{i:08},上海\n" for i in range(ROWS))
    file.write_text("客户编号,客户名称,手机,城市\n" + "".join(rows))
    return file


@pytest.mark.parametrize(("sign", "victim"), [(1, "worker"), (2, "worker"), (2, "database")])
def test_customers_whose_moving_in_is_cut_off_are_there_in_full_or_not_at_all(
    place: Installation, tmp_path: Path, sign: int, victim: str
) -> None:
    name = f"{victim}{sign}"
    file = customers(tmp_path, name)
    assert place.run("config.tests.dying_mover", str(file), "records", str(sign), victim) != 0
    place.server.ensure()  # as the next start does
    (origin,) = place.ask("SELECT id FROM importing_ledgerimport ORDER BY created_at DESC LIMIT 1")
    told = {"like": f"{name}-%", "origin": origin}
    assert place.ask(PARTS, **told) == (0, 0, 0, 0, 0)

    with place.worker():
        place.wait_for(
            "SELECT state = 'applied' FROM importing_ledgerimport WHERE id = %(origin)s",
            origin=origin,
        )
    assert place.ask(PARTS, **told) == (ROWS, ROWS, ROWS, ROWS, ROWS)
