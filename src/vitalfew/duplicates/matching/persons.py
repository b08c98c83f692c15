"""A person's name: family and given name in whichever order, and how it sounds."""

import re
from dataclasses import dataclass
from functools import lru_cache

from vitalfew.duplicates.matching.records import Record
from vitalfew.kernel.folding import even, folded, has_han
from vitalfew.kernel.pinyin import syllables

# Readings of family names that a reader of words gets wrong.
FAMILY_READINGS = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "区": "ou", "查": "zha", "翟": "zhai", "覃": "qin", "朴": "piao",
    "任": "ren", "华": "hua", "盖": "ge", "乐": "yue", "冼": "xian", "缪": "miao", "员": "yun", "种": "chong", "召": "shao",
    "宓": "mi", "逄": "pang", "訾": "zi", "尉": "yu", "纪": "ji", "葛": "ge", "宁": "ning", "燕": "yan", "车": "che",
}  # fmt: skip
FAMILIES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚"
    "谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文施洪樊兰殷陶翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向"
    "柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴"
)
DOUBLE_FAMILIES = (
    "欧阳 司马 上官 诸葛 尉迟 万俟 令狐 皇甫 慕容 东方 独孤 南宫 夏侯 司徒 公孙 端木 轩辕 长孙 宇文 西门 百里 呼延"
).split()
TITLES = re.compile(r"(?:先生|女士|小姐|太太|老师|总监|总经理|经理|主任|教授|医生|工程师|总)$")
LATIN_TITLES = {"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "jr", "sr"}
_words = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
LONGEST_HAN = 4


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name folded: its two parts where they are known, and the syllables or words it is made of, in their order."""

    whole: str
    family: str
    given: str
    sounds: tuple[str, ...]
    is_han: bool

    @property
    def sorted_sounds(self) -> str:
        """What two orders of the same name have in common."""
        return (
            "".join(sorted("".join(self.sounds))) if self.is_han else " ".join(sorted(self.sounds))
        )

    @property
    def run(self) -> str:
        """All of it as one word of Latin letters, in its order."""
        return "".join(self.sounds)


def person_name(record: Record) -> PersonName:
    """The name of a person, from its parts when they are there."""
    return named(record.name, record.given, record.family)


@lru_cache(maxsize=200_000)
def named(name: str, given: str = "", family: str = "") -> PersonName:
    """Take a person's name apart.

    >>> one = named("歐陽 修先生")
    >>> one.family, one.given, one.sounds
    ('欧阳', '修', ('ou', 'yang', 'xiu'))
    """
    if given or family:
        parts = even(family).strip(), even(given).strip()
        if has_han(family + given):
            return _han(folded(family), folded(given))
        return PersonName(
            "".join(parts[::-1]), *parts, tuple(w for p in parts for w in _words.findall(p)), False
        )
    return _whole(name)


def _whole(name: str) -> PersonName:
    if has_han(name):
        whole = TITLES.sub("", folded(name))
        family = next(
            (d for d in DOUBLE_FAMILIES if whole.startswith(d) and len(whole) > len(d)), whole[:1]
        )
        return _han(family, whole[len(family) :])
    words = [word for word in _words.findall(even(name)) if word not in LATIN_TITLES]
    if not words:
        return PersonName(even(name), "", "", (), False)
    return PersonName(" ".join(words), words[-1], " ".join(words[:-1]), tuple(words), False)


def _han(family: str, given: str) -> PersonName:
    first = (FAMILY_READINGS[family],) if family in FAMILY_READINGS else _reading(family)
    return PersonName(family + given, family, given, (*first, *_reading(given)), True)


@lru_cache(maxsize=50_000)
def _reading(part: str) -> tuple[str, ...]:
    return tuple(syllables(part))


def looks_like_person(name: str) -> bool:
    """Whether a name without a kind is a person's: two to four characters that begin with a family name.

    >>> looks_like_person("王芳"), looks_like_person("联成互动")
    (True, False)
    """
    whole = TITLES.sub("", folded(name))
    if not 2 <= len(whole) <= LONGEST_HAN or not all(map(has_han, whole)):
        return False
    return whole[:2] in DOUBLE_FAMILIES or (whole[0] in FAMILIES and len(whole) < LONGEST_HAN)
