"""The job that goes through the whole base: keys first, then pairs of customers, one slice of the keys at a time; then
pairs of contacts.
"""

from collections.abc import Iterable, Iterator
from itertools import batched

from django.db import connection, transaction
from django.utils import timezone

from vitalfew.duplicates.asking import OVER, another_round
from vitalfew.duplicates.describing import records_of
from vitalfew.duplicates.keeping import AT_ONCE, WAITING, catch_up, waiting
from vitalfew.duplicates.matching import Comparison, Record, compare
from vitalfew.duplicates.matching.pairing import MOST_PAIRS, pairs_of
from vitalfew.duplicates.models import Likeness, Pair, PersonPair
from vitalfew.duplicates.scanning_people import alike_in, crowded, drop_blocks, make_blocks
from vitalfew.jobs.api import Job, Progress

SLICES = 64
WIDTH = 2**64 // SLICES
STORED_AT_ONCE = 5_000
BLOCKS_SQL = """
SELECT array_agg(customer_id), array_agg(asks) FROM duplicates_matchkey
 WHERE number BETWEEN %s AND %s GROUP BY number
HAVING count(*) > 1 AND bool_or(asks) AND count(*) * count(*) FILTER (WHERE asks) <= %s
"""
CROWDED_SQL = """
SELECT count(*) FROM (SELECT FROM duplicates_matchkey GROUP BY number
                      HAVING count(*) > 1 AND count(*) * count(*) FILTER (WHERE asks) > %s) c
"""
# Which slices are done stands with what they found: a job that was cut off goes on after the last one.
PLACE_SQL = "UPDATE jobs_job SET parameters = jsonb_set(parameters, ARRAY[%s], %s::text::jsonb) WHERE id = %s"
type PairKeys = tuple[int, int]


def scan_work(job: Job, report: Progress) -> dict[str, object]:
    """Find every pair that looks like one customer. Interrupted, it goes on where it stood; asked for again meanwhile,
    it looks once more, for what came after it had begun.
    """
    while OVER not in job.parameters and another_round(job, shared=_round(job, report)):
        pass
    return {
        "pairs": Pair.objects.count(), "crowded_keys": _crowded(),
        "person_pairs": PersonPair.objects.count(), "crowded_signs": job.parameters[OVER],
    }  # fmt: skip


def _round(job: Job, report: Progress) -> int:
    """Once through everything; how many signs of contacts too many share."""
    _make_keys(report)
    for number in range(int(job.parameters.get("slices", 0)), SLICES):
        report("pairs", number, SLICES)
        _scan_slice(job, number)
    Pair.objects.exclude(scan=job.pk).delete()  # what alike was before, and is no more
    return _scan_people(job, report)


def _scan_people(job: Job, report: Progress) -> int:
    """The same for contacts; how many signs too many share."""
    report("signs")
    make_blocks(SLICES)
    for number in range(int(job.parameters.get("slices_of_people", 0)), SLICES):
        report("people", number, SLICES)
        with transaction.atomic():
            _keep(job, PersonPair, alike_in(number))
            _note_place(job, "slices_of_people", number + 1)
    PersonPair.objects.exclude(scan=job.pk).delete()
    shared = crowded()
    drop_blocks()
    return shared


def _make_keys(report: Progress) -> None:
    total, done = waiting(), 0
    while made := catch_up(AT_ONCE, WAITING):
        done += made
        report("keys", done, max(total, done))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE duplicates_matchkey, duplicates_customername")


@transaction.atomic
def _scan_slice(job: Job, number: int) -> None:
    pairs = _candidates(number)
    records = records_of(sorted({pk for pair in pairs for pk in pair}))
    _keep(job, Pair, _alike(pairs, records))
    _note_place(job, "slices", number + 1)


def _keep[Found: Likeness](
    job: Job, model: type[Found], alike: Iterable[tuple[int, int, Comparison]]
) -> None:
    rows = (_row(model, job, *one) for one in alike)
    for batch in batched(rows, STORED_AT_ONCE):
        model._default_manager.bulk_create(
            batch,
            update_conflicts=True,
            unique_fields=["first", "second"],
            update_fields=["verdict", "score", "reason", "scan"],
        )


def _note_place(job: Job, name: str, done: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PLACE_SQL, [name, str(done), job.pk])


def _candidates(number: int) -> set[PairKeys]:
    """The pairs that share a key of this slice; a key that very many share tells nobody apart."""
    low = -(2**63) + number * WIDTH
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS_SQL, [low, low + WIDTH - 1, MOST_PAIRS])
        blocks = (list(zip(keys, asks, strict=True)) for keys, asks in cursor.fetchall())
        return {pair for block in blocks for pair in pairs_of(block)}


def _alike(
    pairs: set[PairKeys], records: dict[int, Record]
) -> Iterator[tuple[int, int, Comparison]]:
    for first, second in pairs:
        if first in records and second in records:
            found = compare(records[first], records[second])
            if found.is_duplicate:
                yield first, second, found


def _row[Found: Likeness](
    model: type[Found], job: Job, first: int, second: int, found: Comparison
) -> Found:
    return model(
        first_id=first, second_id=second, verdict=found.verdict, score=found.score,
        reason=found.reason(), scan=job.pk, found_at=timezone.now(),
    )  # fmt: skip


def _crowded() -> int:
    with connection.cursor() as cursor:
        cursor.execute(CROWDED_SQL, [MOST_PAIRS])
        return int(cursor.fetchone()[0])
