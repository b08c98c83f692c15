"""The engine on its own: light to import, nothing of the product in it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import valuation
from valuation import codes

HEAVY = (
    "numba",
    "numpy",
    "scipy",
    "scipy.spatial",
    "scipy.optimize",
    "scipy.stats",
    "pyarrow",
    "pandas",
    "django",
    "vitalfew",
)


def printed_by(code: str) -> str:
    program = [sys.executable, "-c", code]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout.strip()


def test_importing_it_loads_neither_compiler_nor_product() -> None:
    code = f"import sys, valuation; print([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_what_needs_no_purchase_model_does_not_wait_for_its_mathematics() -> None:
    code = "import sys, valuation; valuation.concentration; print('scipy.special' in sys.modules)"
    assert printed_by(code) == "False"
    assert printed_by(code.replace("concentration", "fit_bg_nbd")) == "True"


def test_a_small_company_is_valued_without_the_compiler() -> None:
    code = (
        "import sys, numpy as np, valuation as v;"
        "day = np.repeat(np.arange(0, 400, 8), 60); who = np.tile(np.arange(60), 50);"
        "log = v.order_log(who, day, who + 1.0, customers=60);"
        "v.choose(log, 400); print('numba' in sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "False"


def test_the_door_lists_what_it_offers() -> None:
    assert all(hasattr(valuation, name) for name in valuation.__all__)
    assert len(set(valuation.__all__)) == len(valuation.__all__)
    assert set(valuation.__all__) <= set(dir(valuation))
    with pytest.raises(AttributeError, match="no attribute 'worthless'"):
        _ = valuation.worthless  # type: ignore[attr-defined]


def test_the_door_offers_what_its_stub_tells_type_checkers() -> None:
    told = ast.parse(Path(valuation.__file__).with_suffix(".pyi").read_text())
    (listed,) = [node.value for node in told.body if isinstance(node, ast.Assign)]
    assert sorted(ast.literal_eval(listed)) == valuation.__all__


def test_every_code_is_listed_once_for_the_product_to_word() -> None:
    defined = {
        value for name, value in vars(codes).items() if isinstance(value, str) and name.isupper()
    }
    groups = [value for value in vars(codes).values() if isinstance(value, frozenset)]
    listed = frozenset().union(*groups)
    assert defined == listed
    assert not valuation.NOTES & valuation.GRADE_REASONS
