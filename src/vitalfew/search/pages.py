"""Pages and commands as things to be found: what stands in the frame, by its name, pinyin or initials."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from pypinyin import lazy_pinyin

from vitalfew.kernel.folding import folded, has_han
from vitalfew.search.finders import Hit
from vitalfew.web.api import frame_links

MOST = 5


def find_pages(request: HttpRequest, words: str) -> list[Hit]:
    """The pages and commands that this request may open and that the words name, those that begin with them first."""
    asked = folded(words)
    named = [(rank, hit) for hit in _all(request) if (rank := _rank(hit.title, asked)) is not None]
    return [hit for _rank, hit in sorted(named, key=lambda pair: pair[0])][:MOST]


def _all(request: HttpRequest) -> Iterator[Hit]:
    for label, url_name, icon in frame_links(request):
        yield Hit(str(label), "", reverse(url_name), icon)


def _rank(title: str, asked: str) -> int | None:
    """0 when the title begins with the words, 1 when it holds them, 2 when it sounds so."""
    plain = folded(title)
    if plain.startswith(asked):
        return 0
    if asked in plain:
        return 1
    syllables = lazy_pinyin(plain)
    sounds = ("".join(syllables), "".join(syllable[:1] for syllable in syllables))
    return 2 if has_han(plain) and any(sound.startswith(asked) for sound in sounds) else None
