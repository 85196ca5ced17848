"""Daily snapshots of a register in the folder of 越城's market supervision: yesterday's, which was
compared and written, today's, which waits, and one that was cut off on its way."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from backend import imports, subjects
from backend.core import clock
from backend.core.auth import Caller
from backend.core.database import perform, unit_of_work
from backend.demo.register import keeper
from backend.subjects import Subject
from backend.subjects.identifiers import compose_uscc

SOURCE = "越城区登记库全量（演示）"
DISTRICT = "330602"
STREET = f"{DISTRICT}002"
ROWS = 240
COLUMNS = {
    "uscc": "统一社会信用代码",
    "name": "名称",
    "state": "登记状态",
    "address": "住所",
    "region_code": "行政区划",
    "industry_code": "行业代码",
    "industry_name": "行业",
    "legal_rep": "法定代表人",
}
NEW = ("仓桥直街早点铺", "鲁迅故里文创店", "环山路修鞋铺", "府横街花店")

Line = dict[str, str]


def deliver(today: date) -> None:
    """Only in the demo, and where the settings name a folder: in training that is a real one."""
    by = keeper()
    folder = subjects.delivery.folder(by.agency_id)
    if folder is None or not current_app.extensions["settings"].demo:
        return
    folder.mkdir(parents=True, exist_ok=True)
    before = _register()
    yesterday = today - timedelta(days=1)
    morning = datetime.combine(yesterday, time(6, 10), clock.CHINA)
    file = _put(folder, f"登记库全量_{yesterday:%Y%m%d}.csv", _text(before), morning)
    with clock.stopped(morning + timedelta(hours=2, minutes=25)):
        _take(by, file)
    now = min(morning + timedelta(days=1), clock.now() - timedelta(minutes=5))
    after = _text(_a_day_later(before))
    _put(folder, f"登记库全量_{today:%Y%m%d}.csv", after, now)
    cut = after[: len(after) * 2 // 3]
    _put(folder, f"登记库全量_{today:%Y%m%d}_第一次.csv", cut, now - timedelta(minutes=20))


def _register() -> list[Line]:
    """What the source says of the district: as the register of the demo has it."""
    with unit_of_work(writes=False) as session:
        found = session.scalars(
            select(Subject)
            .where(
                Subject.region_code.startswith(DISTRICT),
                Subject.state == "存续",
                Subject.uscc.is_not(None),
                Subject.merged_into.is_(None),
            )
            .order_by(Subject.uscc)
            .limit(ROWS)
        )
        return [{key: str(getattr(each, key)) for key in COLUMNS} for each in found]


def _a_day_later(before: list[Line]) -> list[Line]:
    """Four are new, one has another name, one has moved, one is closed, two are gone."""
    after = [dict(each) for each in before[:-2]]
    after[11] |= {"name": after[11]["name"].replace("绍兴市越城区", "绍兴市越城区老")}
    after[57] |= {"address": f"{after[57]['address']}二楼"}
    after[103] |= {"state": "注销"}
    new = [
        after[0]
        | {
            "uscc": compose_uscc("92", DISTRICT, f"MAYD{place:04d}"),
            "region_code": STREET,
            "name": f"绍兴市越城区{name}",
            "address": f"绍兴市越城区府山街道仓桥直街{place * 12 + 7}号",
            "legal_rep": f"演示业主{place + 1}",
        }
        for place, name in enumerate(NEW)
    ]
    return [*after, *new]


def _text(lines: Iterable[Line]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, [*COLUMNS], lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    return written.getvalue()


def _put(folder: Path, name: str, text: str, at: datetime) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def _take(by: Caller, file: Path) -> None:
    """Compared, confirmed and written, as the worker and the keeper would do it."""
    found = perform(
        subjects.replacing.start,
        by=by,
        file=subjects.delivery.look(by.agency_id, file.name),
        source=SOURCE,
        promised=ROWS,
    )
    handlers = current_app.extensions["job_handlers"]
    for kind in (subjects.replacing.READING, "import.check"):
        handlers[kind](import_id=str(found.id))
    perform(imports.confirm, by=by, import_id=found.id)
    imports.go_on(str(found.id))
