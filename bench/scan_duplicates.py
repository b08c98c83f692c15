"""Fills an empty database with companies, one in fifty of them twice, and times the scan of the whole base.

python -m bench.scan_duplicates CUSTOMERS        (the settings say which database)
"""

import csv
import io
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import islice

from django.core.management import call_command
from django.db import connection

import config.started  # noqa: F401 - Django first
from vitalfew.customers.api import spelling
from vitalfew.duplicates.actions import start_scan
from vitalfew.duplicates.models import Pair
from vitalfew.jobs.api import JobState, finish

BRANDS = "联成鼎盛恒通达瑞康华远方正泰宏图金山云海天明辉德信诚和顺安平新景博睿智启航程嘉美佳隆兴旺福禄寿喜丰裕源广深厚仁义礼中东南北"  # noqa: E501 - a table of characters
PLACES = [
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "苏州",
    "成都",
    "武汉",
    "南京",
    "天津",
    "重庆",
    "西安",
    "宁波",
    "青岛",
    "长沙",
    "郑州",
    "厦门",
    "合肥",
    "无锡",
    "佛山",
]
TRADES = [
    "科技",
    "软件技术",
    "电子",
    "餐饮管理",
    "网络科技",
    "贸易",
    "机械设备",
    "食品",
    "文化传媒",
    "建筑工程",
    "物流",
    "医疗器械",
    "服饰",
    "环保科技",
    "教育咨询",
]
FORMS = ["有限公司", "股份有限公司", "有限责任公司", "集团有限公司"]
LATIN = [
    "Nova",
    "Alta",
    "Terra",
    "Vita",
    "Lumen",
    "Orbis",
    "Prima",
    "Silva",
    "Ferro",
    "Aqua",
    "Delta",
    "Sigma",
    "Kappa",
    "Omega",
    "Zeta",
    "Astra",
    "Fortis",
    "Magna",
]
TWICE_IN = 50
AT_ONCE = 50_000


def names(count: int, chance: random.Random) -> Iterator[str]:
    """Names of companies: four of five Chinese; one in fifty comes again in another writing."""
    last: tuple[str, str, str, str] = ("北京", "联成", "科技", "有限公司")
    for number in range(count):
        if number % TWICE_IN == 0 and number:
            yield written_otherwise(*last, chance)
        elif number % 5 == 4:
            yield f"{chance.choice(LATIN)}{chance.choice(LATIN).lower()} {chance.randint(1, 99999)} GmbH"
        else:
            brand = "".join(chance.choices(BRANDS, k=chance.choice((2, 3, 3, 4))))
            last = (chance.choice(PLACES), brand, chance.choice(TRADES), chance.choice(FORMS))
            yield "".join(last)


def written_otherwise(place: str, brand: str, trade: str, form: str, chance: random.Random) -> str:
    """The same company as somebody else would type it."""
    return chance.choice(
        (
            f"{brand}{trade}（{place}）{form}",
            f"{place}市{brand}{trade}{form}",
            f"{brand}{trade}",
            f"{place}{brand} {trade}{form}",
        )
    )


def fill(count: int) -> None:
    """Store them as an import would have left them; a trigger notes each."""
    rows = enumerate(names(count, random.Random(5)), 1)  # noqa: S311 - the same names every time
    with connection.cursor() as cursor:
        sql = (
            "COPY customers_customer (id, code, name, kind, country, stage, pinyin, initials, sort_key, version,"
            " created_at, updated_at) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (pinyin, initials))"
        )
        with cursor.copy(sql) as copy:
            while block := list(islice(rows, AT_ONCE)):
                copy.write(_csv(block))
        cursor.execute("VACUUM ANALYZE customers_customer")


def _csv(block: list[tuple[int, str]]) -> str:
    text = io.StringIO()
    moment = "2026-01-05 00:00+00"
    csv.writer(text).writerows(
        [
            number,
            f"C{number}",
            name,
            "business",
            "中国",
            "prospect",
            *spelling(name),
            1,
            moment,
            moment,
        ]
        for number, name in block
    )
    return text.getvalue()


def main() -> None:
    """Fill, scan, and print what it took."""
    call_command("migrate", verbosity=0)
    fill(int(sys.argv[1]))
    started, used = time.perf_counter(), time.process_time()
    job = finish(start_scan(actor=None))
    seconds = time.perf_counter() - started
    assert job.state == JobState.DONE, job.error
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": round(time.process_time() - used, 1),
                "found": Pair.objects.count(),
                **job.result,
            }
        )
    )


if __name__ == "__main__":
    main()
