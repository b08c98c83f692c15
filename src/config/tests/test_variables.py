"""The table of variables in the guide is complete: neither more nor less than what the code reads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NAME = re.compile(r"\"((?:VITALFEW|DATABASE|REQUESTS)_[A-Z_]*[A-Z])\"")
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.M)
# The settings make these names from the word of a service.
OF_SERVICES = {
    f"VITALFEW_{word}_{part}"
    for word in ("OIDC", "DINGTALK", "FEISHU", "WECHAT")
    for part in ("CLIENT", "SECRET")
}


def read_by_the_code() -> set[str]:
    """Every name that stands as a text of its own in the code."""
    sources = [
        p for p in (ROOT / "src").rglob("*.py") if "tests" not in p.parts and p.name != "testing.py"
    ]
    found = {name for path in sources for name in NAME.findall(path.read_text(encoding="utf-8"))}
    return {name for name in found if not name.startswith("VITALFEW_TORTURE")}  # of the tests alone


def test_the_guide_names_every_variable_and_no_other() -> None:
    guide = (ROOT / "docs" / "guide" / "operate.md").read_text(encoding="utf-8")
    rows = ROW.findall(guide)
    assert sorted(rows) == sorted(read_by_the_code() | OF_SERVICES)
    assert len(rows) == len(set(rows))
