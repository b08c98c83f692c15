"""Moves a workbook of customers into the installation of the environment, corrects it, and takes it back.

python -m bench.move_in ROWS

Prints rows a second of the move, checked and stored; the seconds of each step; the peak of memory.
"""

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
import xlsxwriter

django.setup()

from config.preparing import migrate_if_needed  # noqa: E402 - needs the settings
from vitalfew.access.api import CUSTOMER_OFFICE, RoleRef, give_role  # noqa: E402
from vitalfew.customers.api import Customer  # noqa: E402
from vitalfew.duplicates.api import catch_up  # noqa: E402
from vitalfew.identity.api import Member  # noqa: E402
from vitalfew.importing import api as importing  # noqa: E402
from vitalfew.importing.api import LedgerImport  # noqa: E402
from vitalfew.jobs.api import Job, finish  # noqa: E402

HEADING = ["客户编号", "客户名称", "行业", "手机", "邮箱", "省份", "城市", "详细地址", "标签"]
PLACES, TRADES = ("上海", "江苏", "浙江", "广东"), ("软件", "批发零售", "制造业", "")
STAYS = "苏州联成互动软件有限公司"
EVERY_WRONG = 5_000  # one row in so many has a mail address that is none


def main(rows: int) -> None:
    """Move in, correct, bring again with other facts, take both back."""
    migrate_if_needed()
    actor = Member.objects.create(username="mover")
    give_role(actor=None, member=actor, role=RoleRef(ready=CUSTOMER_OFFICE))
    somebody_to_look_like()
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first.xlsx", Path(folder) / "second.xlsx"
        write(first, rows, trade=0)
        write(second, rows, trade=1)
        moved = brought(actor, first, seconds, "")
        changed = brought(actor, second, seconds, "update_")
    for name, one in (("update_undo", changed), ("undo", moved)):
        timed(seconds, name, lambda one=one: finish(importing.undo(actor=actor, ledger=one)))
    left = Customer.objects.exclude(name=STAYS).count()
    took = seconds["check"] + seconds["add"]
    print(json.dumps({
        "rows_per_s": round(rows / took), "peak_rss_mb": peak(), "left": left,
        **{f"{name}_s": round(one, 1) for name, one in seconds.items()},
    }))  # fmt: skip


def somebody_to_look_like() -> None:
    """Into an empty base a file moves without being compared: somebody is there."""
    Customer.objects.create(name=STAYS, sort_key=STAYS)
    catch_up()


def write(path: Path, rows: int, trade: int) -> None:
    """A workbook as a company keeps one."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        for i in range(rows):
            mail = "nobody" if i % EVERY_WRONG == 0 else f"c{i}@firm{i}.example.com"
            place = PLACES[i % 4]
            sheet.write_row(i + 1, 0, [
                f"K{i:06}", f"{place}联成{i}号有限公司", TRADES[(i + trade) % 4], f"138{i:08}", mail, place, place,
                f"南京路{i}号", "老客户" if i % 3 else "",
            ])  # fmt: skip


def brought(actor: Member, file: Path, seconds: dict[str, float], prefix: str) -> LedgerImport:
    """Received, checked, put right where it is wrong, added."""
    found = importing.receive(
        actor=actor, kind="customers", name=file.name, chunks=[file.read_bytes()]
    )
    timed(seconds, f"{prefix}check", lambda: finish(_check(actor, found)))
    found.refresh_from_db()
    wrong = {
        row: {"mail": f"right{row}@example.com"}
        for row in found.problems.values_list("row", flat=True)
    }
    timed(
        seconds,
        f"{prefix}correct",
        lambda: importing.fix_rows(actor=actor, ledger=found, rows=wrong),
    )
    timed(seconds, f"{prefix}add", lambda: finish(_add(actor, found)))
    found.refresh_from_db()
    assert found.result, found.job and found.job.failure
    return found


def _check(actor: Member, found: LedgerImport) -> Job:
    return importing.check(
        actor=actor, ledger=found, mapping=found.mapping, date_order=found.date_order
    )


def _add(actor: Member, found: LedgerImport) -> Job:
    return importing.apply(actor=actor, ledger=found, leave_out_bad_rows=False, alike="create")


def timed(seconds: dict[str, float], name: str, work: Callable[[], object]) -> None:
    """Note how long it took."""
    started = time.perf_counter()
    work()
    seconds[name] = time.perf_counter() - started


def peak() -> float:
    """The most memory this process has had, in megabytes."""
    told = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return round(int(told[1]) / 1024, 1) if told else 0.0


if __name__ == "__main__":
    main(int(sys.argv[1]))
