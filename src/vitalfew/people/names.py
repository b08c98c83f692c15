"""How the name of a person is cut, read and used to address them. Pure functions; no database."""

import re

from vitalfew.customers.api import spelling
from vitalfew.kernel.folding import folded

# Read by themselves, dictionaries take these for the commoner word. Only at the beginning of a person's name.
SURNAMES = {
    "单": "shan", "單": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "区": "ou", "區": "ou", "查": "zha",
    "翟": "zhai", "覃": "qin", "朴": "piao", "任": "ren", "华": "hua", "華": "hua", "盖": "ge", "蓋": "ge",
    "乐": "yue", "樂": "yue", "冼": "xian", "缪": "miao", "繆": "miao", "员": "yun", "員": "yun", "种": "chong",
    "召": "shao", "宓": "mi", "逄": "pang", "訾": "zi", "尉": "wei", "纪": "ji", "葛": "ge", "那": "na",
    "阚": "kan", "闞": "kan", "郇": "xun", "晟": "cheng", "黑": "he", "盛": "sheng", "秘": "bi", "折": "she",
    "幺": "yao", "于": "yu", "洗": "xian", "哈": "ha", "车": "che", "車": "che", "薄": "bo", "柏": "bai",
    "瞿": "qu", "祭": "zhai", "笮": "ze", "褚": "chu", "晁": "chao", "卜": "bu", "弗": "fei", "佴": "nai",
}  # fmt: skip
_COMPOUND = (
    "欧阳歐陽司马司馬上官诸葛諸葛尉迟尉遲万俟令狐皇甫慕容宇文长孙長孫公孙公孫司徒司空夏侯东方東方赫连赫連鲜于鮮于"
    "闻人聞人南宫南宮端木独孤獨孤西门西門轩辕軒轅呼延百里东郭東郭钟离鍾離濮阳濮陽"
)
COMPOUND = frozenset(_COMPOUND[at : at + 2] for at in range(0, len(_COMPOUND), 2))
HAN_NAME = re.compile("[㐀-鿿豈-\ufaff\U00020000-\U0003ffff]{2,4}")


def family_name(name: str) -> str:
    """The family name of a Chinese name; empty for any other: nobody guesses at those.

    >>> family_name("欧阳娜"), family_name("张伟"), family_name("Olga Kowalski")
    ('欧阳', '张', '')
    """
    if not HAN_NAME.fullmatch(name):
        return ""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND else name[:1]


def folded_names(*names: str) -> str:
    """What names are found by in any writing: one width, script and case, without spaces and dots.

    >>> folded_names("買買提‧Ａli", "张 总")
    '买买提ali 张总'
    """
    return " ".join(one for name in names if (one := folded(name)))


def person_spelling(name: str) -> tuple[str, str, str]:
    """Pinyin, initials and sort key: a family name is read as one, and found by its other reading too.

    >>> person_spelling("单田芳")
    ('shantianfang dantianfang', 'stf dtf', 'shan tian fang 田芳')
    """
    pinyin, initials, sort_key = spelling(name)
    family = family_name(name)
    reading = SURNAMES.get(family)
    if reading is None:
        return pinyin, initials, sort_key
    rest, rest_initials, rest_sort = spelling(name[1:])
    own = (f"{reading}{rest}", f"{reading[0]}{rest_initials}")
    if own[0] == pinyin:
        return pinyin, initials, sort_key
    return f"{own[0]} {pinyin}"[:400], f"{own[1]} {initials}"[:200], f"{reading} {rest_sort}"[:420]
