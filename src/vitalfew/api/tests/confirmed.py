"""What programs may say of customers, and what the tests of sequences remember of what was confirmed."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from hypothesis import strategies as st

from vitalfew.identity.api import Member

WHO = (
    "lin",
    "zhou",
    "boss",
)  # two salespeople with a seat at the pool, and one who sees everything


@dataclass
class Company:
    """The three programs, a browser of the one who may everything, the pool, and the names of the own fields."""

    programs: dict[str, Client]
    browser: Client
    members: dict[str, Member]
    pool: int
    motto: str
    staff: str


@dataclass
class Known:
    """A customer as it was confirmed: what it is told as, whose it is, and where it lies."""

    told: dict[str, Any]
    owner: str | None
    tag: str
    tags_before: list[str] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    in_bin: bool = False
    in_pool: bool = False


@dataclass(frozen=True)
class Sent:
    """A customer that was sent with a one-time key, and how that was answered."""

    by: str
    key: str
    facts: dict[str, Any]
    answer: dict[str, Any]


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30
) | st.sampled_from(
    [
        "Birch",
        "birch wood",
        "上海 茶叶",
        "O'Hara & Söhne",
        "<b>x</b>",
        "👩‍👧 家",
        "%_\\",
        "ＩＢＭ 深圳",
        "ΟΔΟΣ",
        "İzmir Ltd",
    ]
)
SAID = TEXT.filter(lambda text: bool(text.strip()))
CODES = st.sampled_from([None, "", "A1", "A2", "Ä-9"])
FACTS = st.fixed_dictionaries(
    {"name": SAID},
    optional={
        "kind": st.sampled_from(["business", "individual"]), "code": CODES, "country": SAID | st.just(""),
        "motto": SAID | st.none(), "staff": st.none() | st.integers(0, 10**6).map(str),
    },
)  # fmt: skip


def reads_one_way(name: str) -> bool:
    """Whether it is letters and digits in the one form that is searched for; of marks some are left out."""
    return all(map(str.isalnum, name.split())) and unicodedata.normalize("NFKC", name) == name


PEOPLE = st.sampled_from(WHO)
