"""Keeps the translations complete: ``python tools/messages.py`` updates every .po file, ``--check`` says what is wrong.

A message is wrong when it is missing, empty, fuzzy, unused, translated differently in two apps, loses a placeholder,
or, in Traditional Chinese, uses a mainland word or a simplified character.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "src" / "vitalfew"
LOCALES = ("zh_Hans", "zh_Hant")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CHARSET = {"zh_Hans": "gb2312", "zh_Hant": "big5"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Mainland words and what readers in Taiwan expect.
MAINLAND = {
    "信息": "資訊", "默認": "預設", "字段": "欄位", "軟件": "軟體", "硬件": "硬體", "登錄": "登入", "賬": "帳",
    "保存": "儲存", "設置": "設定", "導入": "匯入", "導出": "匯出", "新建": "新增", "數據": "資料", "短信": "簡訊",
    "聯繫人": "聯絡人", "審批": "簽核", "網絡": "網路", "價格表": "價目表", "計劃": "計畫", "屏幕": "螢幕",
    "打印": "列印", "鏈接": "連結", "搜索": "搜尋", "菜單": "選單", "刷新": "重新整理", "粘貼": "貼上",
    "程序": "程式", "服務器": "伺服器", "內存": "記憶體", "緩存": "快取", "文件夾": "資料夾", "激活": "啟用",
    "回款": "收款", "合同": "合約", "跟進": "追蹤", "生命周期": "生命週期", "週期性地": "定期", "視頻": "影片",
    "質量": "品質", "訪問量": "瀏覽量", "線索": "潛在商機", "聯繫": "聯絡", "撤銷": "復原", "郵箱": "電子郵件",
}  # fmt: skip


@dataclass(frozen=True)
class Key:
    """What tells messages apart."""

    text: str
    context: str | None


def main() -> int:
    """Update, or check and report."""
    settings.configure(USE_I18N=False)
    if "--check" not in sys.argv:
        for app in apps():
            update(app)
        return 0
    problems = [problem for app in apps() for problem in problems_of(app)] + list(disagreements())
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def apps() -> list[Path]:
    """Every app that says something to people."""
    return [
        app for app in sorted(APPS.iterdir()) if (app / "__init__.py").exists() and template_of(app)
    ]


def template_of(app: Path) -> Catalog:
    """The messages of an app's code and templates."""
    catalog = Catalog()
    for source in sorted([*app.rglob("*.py"), *app.rglob("templates/**/*.html")]):
        if "tests" not in source.parts and "migrations" not in source.parts:
            for key, plural in messages_in(source):
                text: str | tuple[str, str] = (key.text, plural) if plural else key.text
                catalog.add(
                    text, context=key.context, locations=[(source.relative_to(ROOT).as_posix(), 0)]
                )
    return catalog


def messages_in(source: Path) -> Iterator[tuple[Key, str | None]]:
    """The messages of one file."""
    text = source.read_text()
    if source.suffix == ".html":
        text = f"({templatize(text)})"  # within parentheses Python does not mind the indentation
    for _line, messages, _comments, context in extract(
        "python", io.BytesIO(text.encode()), KEYWORDS
    ):
        first, *rest = messages if isinstance(messages, tuple) else (messages,)
        yield Key(first, context), rest[0] if rest else None


def path_of(app: Path, locale: str) -> Path:
    """Where an app keeps its translations."""
    return app / "locale" / locale / "LC_MESSAGES" / "django.po"


def translations(app: Path, locale: str) -> Catalog:
    """What is translated so far."""
    path = path_of(app, locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update(app: Path) -> None:
    """Add new messages, with the translation another app has for them; drop those no longer used."""
    for locale in LOCALES:
        catalog = translations(app, locale)
        catalog.update(template_of(app), no_fuzzy_matching=True)
        for message in catalog:
            if message.id and not translated(message):
                message.string = elsewhere(message, locale) or message.string
        write(catalog, path_of(app, locale))


def elsewhere(message: Message, locale: str) -> str | None:
    """The translation of the same message in any app."""
    for app in sorted(APPS.iterdir()):
        found = translations(app, locale).get(message.id, message.context)
        if found is not None and translated(found) and isinstance(found.string, str):
            return found.string
    return None


def write(catalog: Catalog, path: Path) -> None:
    """In a form that changes only where messages change: no dates, no line numbers."""
    catalog.obsolete.clear()
    catalog.header_comment = "# Translations of Vital Few."
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(
        out,
        catalog,
        width=0,
        sort_output=True,
        no_location=True,
        ignore_obsolete=True,
        omit_header=True,
    )
    head = f'{catalog.header_comment}\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    head += (
        f'"Language: {catalog.locale_identifier}\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    path.write_bytes(head.encode() + out.getvalue().lstrip())


def translated(message: Message) -> bool:
    """Whether every form has words."""
    return all(strings(message))


def strings(message: Message) -> list[str]:
    """The translation, in as many forms as it has."""
    found = message.string
    return [str(form) for form in found] if isinstance(found, (tuple, list)) else [str(found or "")]


def problems_of(app: Path) -> Iterator[str]:
    """What is wrong in one app."""
    template = template_of(app)
    for locale in LOCALES:
        catalog = translations(app, locale)
        where = path_of(app, locale).relative_to(ROOT)
        for message in template:
            found = catalog.get(message.id, message.context)
            if message.id and (found is None or not translated(found)):
                yield f"{where}: not translated: {message.id!r}"
        for message in catalog:
            if message.id:
                unused = template.get(message.id, message.context) is None
                yield from (
                    f"{where}: {problem}" for problem in problems_in(message, locale, unused=unused)
                )


def problems_in(message: Message, locale: str, *, unused: bool) -> Iterator[str]:
    """What is wrong with one translation."""
    if unused:
        yield f"not used any more: {message.id!r}"
    if message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    original = message.id[-1] if isinstance(message.id, (tuple, list)) else message.id
    for text in filter(None, strings(message)):
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(str(original))):
            yield f"placeholders differ: {message.id!r}"
        strange = [sign for sign in CHINESE.findall(text) if not fits(sign, CHARSET[locale])]
        if strange:
            yield f"characters of the other script {''.join(strange)}: {text}"
        if locale == "zh_Hant":
            yield from (
                f"{word} is said {better} here: {text}"
                for word, better in MAINLAND.items()
                if word in text
            )


def fits(sign: str, charset: str) -> bool:
    """Whether a character belongs to a script's everyday set."""
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def disagreements() -> Iterator[str]:
    """One message, two translations: readers would see now this word, now that."""
    for locale in LOCALES:
        known: dict[tuple[object, str | None], tuple[str, list[str]]] = {}
        for app in apps():
            for message in translations(app, locale):
                if not message.id or not translated(message):
                    continue
                key = (message.id, message.context)
                other, words = known.setdefault(key, (app.name, strings(message)))
                if words != strings(message):
                    yield f"{locale}: {message.id!r} is {words} in {other} but {strings(message)} in {app.name}"


if __name__ == "__main__":
    sys.exit(main())
