"""Family names, forms of address and pinyin of persons."""

import pytest

from vitalfew.people.models import Contact
from vitalfew.people.names import family_name, person_spelling


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("单田芳", "shantianfang"), ("仇和", "qiuhe"), ("曾国藩", "zengguofan"), ("解缙", "xiejin"), ("区适", "ou"),
        ("查良镛", "zhaliangyong"), ("翟志刚", "zhaizhigang"), ("尉迟恭", "yuchigong"), ("万俟卨", "moqixie"),
        ("歐陽娜", "ouyangna"), ("張偉", "zhangwei"),
    ],
)  # fmt: skip
def test_a_family_name_is_read_as_one(name: str, begins: str) -> None:
    assert person_spelling(name)[0].startswith(begins)


@pytest.mark.parametrize(
    ("name", "family"), [("欧阳娜", "欧阳"), ("张伟", "张"), ("𠮷野", "𠮷"), ("Olga Kowalski", "")]
)
def test_a_family_name_is_cut_off(name: str, family: str) -> None:
    assert family_name(name) == family


def test_somebody_is_addressed_as_they_like_or_by_family_name_and_title() -> None:
    assert Contact(name="欧阳娜", gender="female").salutation == "欧阳女士"
    assert Contact(name="張偉", gender="male").salutation == "張先生"
    assert Contact(name="张伟", gender="male", preferred_name="张总").salutation == "张总"
    assert Contact(name="张伟").salutation == "张伟"
