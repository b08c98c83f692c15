"""Which contacts share a sign, over the whole base: the blocks are made in the database, in one pass.

Signs are a phone number, a mail address, and the sound of the name together with the customer, with a customer called
alike, with the domain of a company's own mail, or with a number that so many share that it says nothing alone.
"""

from collections.abc import Iterator

from django.db import connection

from vitalfew.duplicates.describing_people import most_alike, people_of
from vitalfew.duplicates.matching import Comparison
from vitalfew.duplicates.matching.contacts import FREE_MAIL, KEPT_DIGITS, SHORTEST
from vitalfew.duplicates.matching.pairing import LARGEST_BLOCK, pairs_of

type PairKeys = tuple[int, int]
# The letters of a name in their order in the alphabet: 王芳, wang fang and Fang Wang are one.
SOUND_SQL = """
SELECT string_agg(letter, '' ORDER BY letter COLLATE "C")
  FROM unnest(string_to_array(
         left(coalesce(nullif(split_part(c.pinyin, ' ', 1), ''), split_part(c.folded, ' ', 1)), 60), NULL)) letter
"""
SIGNS_SQL = f"""
SELECT hashtextextended('phone ' || left(p.backwards, {KEPT_DIGITS}), 0) AS number, p.contact_id AS contact
  FROM people_contactphone p JOIN person c ON c.id = p.contact_id WHERE length(p.backwards) >= {SHORTEST}
UNION
SELECT hashtextextended('line ' || c.sound || ' ' || left(p.backwards, {KEPT_DIGITS}), 0), p.contact_id
  FROM people_contactphone p JOIN person c ON c.id = p.contact_id WHERE length(p.backwards) >= {SHORTEST}
UNION
SELECT hashtextextended('mail ' || h.folded, 0), h.contact_id
  FROM people_contacthandle h JOIN person c ON c.id = h.contact_id WHERE h.kind = 'mail'
UNION
SELECT hashtextextended('domain ' || c.sound || ' ' || split_part(h.folded, '@', 2), 0), h.contact_id
  FROM people_contacthandle h JOIN person c ON c.id = h.contact_id
 WHERE h.kind = 'mail' AND split_part(h.folded, '@', 2) <> ALL(%s)
UNION
SELECT hashtextextended('customer ' || c.sound || ' ' || w.customer_id, 0), w.contact_id
  FROM people_position w JOIN person c ON c.id = w.contact_id
UNION
SELECT hashtextextended('company ' || c.sound || ' ' || n.core, 0), w.contact_id
  FROM people_position w JOIN person c ON c.id = w.contact_id
  JOIN duplicates_customername n ON n.customer_id = w.customer_id WHERE n.core <> ''
"""
# A sign that very many share tells nobody apart: it is kept without them, to be counted.
BLOCKS_SQL = f"""
CREATE TEMP TABLE duplicates_peopleblock AS
WITH person AS MATERIALIZED (SELECT c.id, ({SOUND_SQL}) AS sound FROM people_contact c WHERE c.deleted_at IS NULL),
     sign AS ({SIGNS_SQL})
SELECT (number & %s)::int AS slice,
       CASE WHEN count(*) <= {LARGEST_BLOCK} THEN array_agg(contact) END AS contacts
  FROM sign WHERE number IS NOT NULL GROUP BY number HAVING count(*) > 1
"""


def make_blocks(slices: int) -> None:
    """Who shares a sign, in so many slices (a power of two); they stay as long as the connection."""
    drop_blocks()
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS_SQL, [sorted(FREE_MAIL), slices - 1])


def drop_blocks() -> None:
    """Forget them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.duplicates_peopleblock")


def alike_in(slice_number: int) -> Iterator[tuple[int, int, Comparison]]:
    """The contacts of one slice who look like one person."""
    pairs = _candidates(slice_number)
    people = people_of({pk for pair in pairs for pk in pair})
    for first, second in pairs:
        if first in people and second in people:
            found = most_alike(people[first], people[second])
            if found.is_duplicate:
                yield first, second, found


def crowded() -> int:
    """How many signs more contacts share than tells anybody apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_temp.duplicates_peopleblock WHERE contacts IS NULL")
        return int(cursor.fetchone()[0])


def _candidates(slice_number: int) -> set[PairKeys]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contacts FROM pg_temp.duplicates_peopleblock WHERE slice = %s AND contacts IS NOT NULL",
            [slice_number],
        )
        blocks = ([(pk, True) for pk in block] for (block,) in cursor.fetchall())
        return {pair for block in blocks for pair in pairs_of(block)}
