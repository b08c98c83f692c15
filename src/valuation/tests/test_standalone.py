"""The engine installed on its own: three dependencies, a light import, a tutorial that runs."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from valuation.tests.conftest import REPOSITORY, find_data

TUTORIAL = REPOSITORY / "docs" / "algorithms" / "tutorial.py"
PROJECT = REPOSITORY / "packaging" / "valuation"
# What a fresh environment with the engine's dependencies holds; llvmlite is numba's own.
ALLOWED = {"numpy", "scipy", "numba", "llvmlite", "valuation"}
OTHERS = ({*packages_distributions()} | {"vitalfew", "config"}) - ALLOWED - sys.stdlib_module_names
GUARD = f"""
import importlib.abc, sys
class Fresh(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {OTHERS!r}:
            raise ModuleNotFoundError(f"not in a fresh environment: {{name}}", name=name)
        return None
sys.meta_path.insert(0, Fresh())
"""


def run_fresh(code: str, *arguments: str, path: Path | None = None) -> str:
    """Run code where nothing but the allowed packages and the standard library can be imported."""
    command = [sys.executable, "-c", GUARD + code, *arguments]
    environment = {"PYTHONPATH": str(path)} if path else None
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_tutorial(*arguments: str, path: Path | None = None) -> str:
    code = f"import runpy\nrunpy.run_path({str(TUTORIAL)!r}, run_name='__main__')"
    return run_fresh(code, *arguments, path=path)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the engine alone, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, capture_output=True)
    built = next(folder.glob("vitalfew_valuation-*.whl"))
    zipfile.ZipFile(built).extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_guard_refuses_what_a_fresh_environment_lacks() -> None:
    for name in ("django", "pyarrow", "pytest", "vitalfew"):
        refused = f"try:\n    import {name}\nexcept ModuleNotFoundError as no:\n    print(no.name)"
        assert run_fresh(refused).strip() == name


def test_the_engine_imports_without_django() -> None:
    assert run_fresh("import valuation; print(valuation.choose.__name__)").strip() == "choose"


def test_the_tutorial_runs_for_a_stranger_on_a_simulated_shop() -> None:
    told = run_tutorial()
    assert told.startswith("A simulated shop: ")
    assert "bg_nbd, grade A" in told
    assert "customers bring 80 %" in told


def test_the_tutorial_reaches_the_published_figures_on_cdnow() -> None:
    told = run_tutorial(str(find_data("CDNOW_sample.txt")))
    assert told.startswith("CDNOW: 6,919 orders of 2,357 customers")
    assert "r 0.243, alpha 4.414, a 0.793, b 2.426; log likelihood -9582.4" in told
    assert "Factors of the holdouts: [1.07, 1.12, 0.97]" in told


def test_the_wheel_holds_the_engine_alone_and_runs_the_tutorial(wheel: Path) -> None:
    names = {each.name for each in wheel.iterdir()}
    assert names == {"valuation", "vitalfew_valuation-0.1.0.dist-info"}
    assert (wheel / "valuation" / "LICENSE").is_file()
    assert not list(wheel.rglob("__pycache__"))
    where = run_fresh("import valuation; print(valuation.__file__)", path=wheel)
    assert Path(where.strip()).is_relative_to(wheel)
    assert run_tutorial(path=wheel).startswith("A simulated shop")


def test_the_dependencies_are_those_of_the_product() -> None:
    own = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    product = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert len(own["dependencies"]) == 3
    assert set(own["dependencies"]) <= set(product["dependencies"])
    extras, offered = own["optional-dependencies"], product["optional-dependencies"]
    assert {name: extras[name] for name in offered} == offered
    assert set(extras["files"]) <= set(product["dependencies"])
    assert own["requires-python"] == product["requires-python"]
    assert own["version"] == product["version"]


def test_the_engine_adds_little_to_the_import_of_its_dependencies() -> None:
    # The same numpy and scipy in both: what is left is ours, on however busy a machine. Where they
    # take a third of a second, as on an idle one, the whole stays below one.
    measured = "import time; start = time.process_time(); {}; print(time.process_time() - start)"
    everything = "import valuation; [getattr(valuation, name) for name in valuation.__all__]"
    ours, floor = (
        min(float(run_fresh(measured.format(code))) for _ in range(3))
        for code in (everything, "import numpy, scipy.special")
    )
    assert ours < 3 * floor
