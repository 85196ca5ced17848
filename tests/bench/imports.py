"""python -m tests.bench.imports [--rows N] [--snapshot-only]: an import of N rows with validation,
and a snapshot of N rows compared, 100,000 by default. One JSON line a measure.

On SQLite in a folder of its own, or on the PostgreSQL that TEST_DATABASE_URL names.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import polars as pl
from flask import Flask
from sqlalchemy.orm import Session

from backend import imports, migrations
from backend.app import create_app
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.core.jobs import run_next
from backend.core.settings import Settings
from backend.organization import Agency
from backend.subjects import snapshot
from backend.subjects.sheet import COLUMNS
from tests.bench import register
from tests.bench.__main__ import report, say

KEYS = {"region": "region_code", "industry": "industry_code"}
LEFT_OUT = ("score",)
AGENCY = uuid.UUID(int=7)
BY = Caller(
    account_id=uuid.UUID(int=8),
    officer_id=None,
    agency_id=AGENCY,
    agency_path=f"/{AGENCY}/",
    name="压测",
    roles=frozenset({Role.REGISTER_ADMIN}),
    session_id=uuid.UUID(int=9),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--snapshot-only", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = prepared(folder)
        say(f"造 {asked.rows:,} 行")
        frame = register.make(asked.rows)
        file = folder / "rows.csv"
        as_sheet(frame, file)
        if asked.snapshot_only:
            say("装入名录")
            register.load(app.extensions["engine"], hashed(frame, file))
        else:
            whole_import(app, file, asked.rows)
        compared(app, file, asked.rows, register.SOURCE)


def prepared(folder: Path) -> Flask:
    url = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{folder}/bench.db"
    app = create_app(
        Settings(
            environment="test",
            database_url=url,
            storage_folder=folder / "storage",
            web_folder=folder,
            demo_folder=folder,
            dingtalk_api_base="http://127.0.0.1:9",
        )
    )
    engine = app.extensions["engine"]
    migrations.upgrade(engine)
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        register.add_regions(session)
        add_agency(session)
    return app


def add_agency(session: Session) -> None:
    """Of the whole province, so that any row may be imported."""
    session.add(
        Agency(
            **{"id": AGENCY, "path": f"/{AGENCY}/", "region_code": "330000"},
            **{"name": "省局", "short_name": "省局", "field": "市场监管"},
            **{"document_prefix": "浙", "review_authority": "", "court": ""},
        )
    )


def as_sheet(frame: pl.DataFrame, file: Path) -> None:
    """With the headers that the register's template has."""
    titles = {column.key: column.title for column in COLUMNS}
    frame.drop(*LEFT_OUT).rename(KEYS).rename(lambda key: titles[key]).write_csv(file)


def hashed(frame: pl.DataFrame, file: Path) -> pl.DataFrame:
    """With the hash that the snapshot compares by."""
    hashes = snapshot.row_hashes(file)
    return frame.with_columns(row_hash=pl.Series([f"{each:016x}" for each in hashes]))


def whole_import(app: Flask, file: Path, rows: int) -> None:
    """Upload, check, confirm, write, with the worker's jobs one after the other."""
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    with app.app_context():
        made = begin(file)
        while run_next():
            pass
        seconds["checked"] = time.perf_counter() - began
        perform(imports.confirm, by=BY, import_id=made.id)
        while run_next():
            pass
        seconds["whole"] = time.perf_counter() - began
        with unit_of_work(writes=False) as session:
            found = imports.find(session, by=BY, import_id=made.id)
    say(f"{found.state}：{found.counts}，错 {found.wrong}")
    told("import", rows, goal=120 * rows / 1_000_000, **seconds)


def begin(file: Path) -> imports.Import:
    kind = next(each for each in imports.kinds_of(BY) if each.name == "subjects")
    with file.open("rb") as stream:
        return imports.upload(stream, file.name, by=BY, kind=kind, source=register.SOURCE)


def compared(app: Flask, file: Path, rows: int, source: str) -> None:
    began = time.perf_counter()
    with app.app_context():
        difference = snapshot.compare(file, source)
    seconds = time.perf_counter() - began
    say(f"库里 {difference.before:,} 行，要写 {len(difference.written):,} 行")
    told("snapshot_compare", rows, goal=20 * max(rows / 10_000_000, 0.05), whole=seconds)


def told(name: str, rows: int, *, goal: float, **seconds: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    values: dict[str, Any] = {key: round(value, 1) for key, value in seconds.items()}
    report(name, unit="s", rows=rows, goal=round(goal, 1), peak_mib=round(peak), **values)


if __name__ == "__main__":
    main()
