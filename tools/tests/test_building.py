"""The build hook does its work once."""

import gettext
from pathlib import Path

import pytest

import hatch_build

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Save"\nmsgstr "{}"\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with one style, one template, one translation."""
    for name, text in {
        "frontend/package.json": "{}",
        "frontend/package-lock.json": "{}",
        "frontend/src/main.css": "a{}",
        "src/vitalfew/web/templates/web/base.html": "<p>",
        "src/vitalfew/web/locale/zh_Hans/LC_MESSAGES/django.po": PO.format("保存"),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def commands(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been run: Vite itself is tried by every page of every browser test."""
    run: list[str] = []

    def pretend(folder: Path, *command: str) -> None:
        run.append(Path(command[0]).name)
        (checkout / hatch_build.DIST).mkdir(parents=True, exist_ok=True)
        (folder / "node_modules").mkdir(exist_ok=True)

    monkeypatch.setattr(hatch_build, "run_node", pretend)
    monkeypatch.setattr(hatch_build, "npm_script", lambda: Path("npm-cli.js"))
    return run


def test_the_second_build_does_nothing(checkout: Path, commands: list[str]) -> None:
    hatch_build.build(checkout)
    assert commands == ["npm-cli.js", "vite.js"]
    hatch_build.build(checkout)
    assert len(commands) == 2


@pytest.mark.parametrize(
    "name", ["frontend/src/main.css", "src/vitalfew/web/templates/web/base.html"]
)
def test_a_changed_source_is_built_again_without_fetching_packages(
    checkout: Path, commands: list[str], name: str
) -> None:
    hatch_build.build(checkout)
    (checkout / name).write_text("changed")
    hatch_build.build(checkout)
    assert commands[2:] == ["vite.js"]


def test_a_changed_lock_fetches_packages_again(checkout: Path, commands: list[str]) -> None:
    hatch_build.build(checkout)
    (checkout / "frontend/package-lock.json").write_text('{"changed": 1}')
    hatch_build.build(checkout)
    assert commands[2:] == ["npm-cli.js", "vite.js"]


def test_translations_are_compiled_when_they_change(checkout: Path, commands: list[str]) -> None:
    hatch_build.build(checkout)
    source = checkout / "src/vitalfew/web/locale/zh_Hans/LC_MESSAGES/django.po"
    source.write_text(PO.format("存好"))
    hatch_build.build(checkout)
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "存好"


def test_no_registry_is_named_in_the_lock_file() -> None:
    lock = Path(hatch_build.__file__).parent / "frontend" / "package-lock.json"
    assert '"resolved"' not in lock.read_text()
