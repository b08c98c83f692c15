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


def test_translations_of_all_apps_are_compiled_when_they_change(
    checkout: Path, commands: list[str]
) -> None:
    first = checkout / "src/vitalfew/web/locale/zh_Hans/LC_MESSAGES/django.po"
    second = checkout / "src/vitalfew/value/locale/zh_Hans/LC_MESSAGES/django.po"
    second.parent.mkdir(parents=True)
    second.write_text(PO.replace("Save", "Value").format("价值"))
    hatch_build.build(checkout)
    assert said(checkout, "Save", "Value") == ["保存", "价值"]
    first.write_text(PO.format("存好"))
    first.with_suffix(".mo").write_bytes(b"of an earlier version")
    hatch_build.build(checkout)
    assert said(checkout, "Save", "Value") == ["存好", "价值"]
    assert not first.with_suffix(".mo").exists()


def said(checkout: Path, *words: str) -> list[str]:
    """The words as the only compiled file translates them."""
    with (checkout / hatch_build.COMPILED.format("zh_Hans")).open("rb") as file:
        translations = gettext.GNUTranslations(file)
    return [translations.gettext(word) for word in words]


def test_no_registry_is_named_in_the_lock_file() -> None:
    lock = Path(hatch_build.__file__).parent / "frontend" / "package-lock.json"
    assert '"resolved"' not in lock.read_text()
