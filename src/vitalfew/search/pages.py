"""Pages and commands as things to be found: what stands in the frame, by its name, pinyin or initials."""

from functools import cache

from django.http import HttpRequest
from django.urls import reverse

from vitalfew.kernel.folding import folded, has_han
from vitalfew.kernel.pinyin import syllables
from vitalfew.search.finders import Hit
from vitalfew.web.api import frame_links

MOST = 5


def find_pages(request: HttpRequest, words: str) -> list[Hit]:
    """The pages and commands that this request may open and that the words name, those that begin with them first."""
    asked = folded(words)
    links = ((str(label), name, icon) for label, name, icon in frame_links(request))
    named = [(rank, link) for link in links if (rank := _rank(link[0], asked)) is not None]
    best = sorted(named, key=lambda pair: pair[0])[:MOST]
    return [Hit(title, "", reverse(name), icon) for _rank, (title, name, icon) in best]


def _rank(title: str, asked: str) -> int | None:
    """0 when the title begins with the words, 1 when it holds them, 2 when it sounds so."""
    plain = folded(title)
    if plain.startswith(asked):
        return 0
    if asked in plain:
        return 1
    return 2 if any(sound.startswith(asked) for sound in _sounds(plain)) else None


@cache
def _sounds(title: str) -> tuple[str, ...]:
    """Pinyin and initials of a title in Chinese: there are as many as pages and languages."""
    read = syllables(title) if has_han(title) else []
    return ("".join(read), "".join(syllable[:1] for syllable in read)) if read else ()
