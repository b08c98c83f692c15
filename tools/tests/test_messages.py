"""The keeper of translations finds what readers would stumble over."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.conf import settings

from tools.messages import Key, messages_in, problems_in


def found(text: str, translation: str, locale: str = "zh_Hant") -> list[str]:
    return list(problems_in(Message(text, translation), locale, unused=False))


def test_a_good_translation_has_no_problem() -> None:
    assert found("Save %(count)s rows", "儲存 %(count)s 筆資料") == []


@pytest.mark.parametrize(
    ("translation", "word"),
    [
        ("保存設定", "儲存"),
        ("默認欄位", "預設"),
        ("數據", "資料"),
        ("登錄名", "登入"),
        ("賬號", "帳"),
    ],
)
def test_mainland_words_are_named_with_the_better_one(translation: str, word: str) -> None:
    assert any(word in problem for problem in found("x", translation))


def test_a_simplified_character_in_traditional_text_is_found_and_the_other_way_round() -> None:
    assert "资" in found("Information", "资訊")[0]
    assert "訊" in found("Information", "資訊", "zh_Hans")[0]


def test_a_lost_placeholder_is_found() -> None:
    assert found("Page %(number)s", "頁") == ["placeholders differ: 'Page %(number)s'"]


def test_an_unused_and_a_fuzzy_message_are_found() -> None:
    message = Message("x", "好", flags={"fuzzy"})
    assert len(list(problems_in(message, "zh_Hans", unused=True))) == 2


def test_messages_are_found_in_templates_and_code(tmp_path: Path) -> None:
    if not settings.configured:
        settings.configure(USE_I18N=False)
    page, code = tmp_path / "page.html", tmp_path / "code.py"
    page.write_text(
        '<p>\n  it\'s {% translate "One" %}</p>\n    '
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    code.write_text('_ = gettext_lazy\nLABEL = _("Two")\nOTHER = pgettext_lazy("month", "May")\n')
    assert list(messages_in(page)) == [
        (Key("One", None), None),
        (Key("%(n)s row", None), "%(n)s rows"),
    ]
    assert list(messages_in(code)) == [(Key("Two", None), None), (Key("May", "month"), None)]
