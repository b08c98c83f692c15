"""Without ibis the rest of the engine works, and what is missing is said."""

import subprocess
import sys

WITHOUT_IBIS = "import sys; sys.modules['ibis'] = None; "


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_value_engine_needs_no_engine_under_it() -> None:
    code = "import valuation, valuation.files; print([n for n in ('ibis', 'duckdb', 'pyspark') if n in sys.modules])"
    done = run("import sys; " + code)
    assert done.stdout.strip() == "[]", done.stderr


def test_what_to_install_is_said_in_one_sentence() -> None:
    done = run(WITHOUT_IBIS + "import valuation.engines")
    last = done.stderr.strip().splitlines()[-1]
    assert "install vitalfew[duckdb] for one machine, or vitalfew[spark] for a cluster" in last
