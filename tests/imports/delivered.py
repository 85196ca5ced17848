"""Files in an agency's folder of snapshots, and what its register admin does with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.core.database import unit_of_work
from backend.imports import State
from backend.subjects import Subject
from backend.subjects.identifiers import compose_uscc
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.imports.conftest import Keeper

SOURCE = "越城登记库"
HEADERS = "统一社会信用代码,名称,住所,行政区划"


def code(number: int) -> str:
    return compose_uscc("92", "330602", f"MAX{number:05d}")


def row(number: int, name: str = "", region: str = "330602002") -> str:
    return f"{code(number)},{name or f'第{number}面馆'},府山街道,{region}"


@pytest.fixture
def folder(keeper: Keeper, tmp_path: Path) -> Path:
    """The market's own, where the platform puts its files."""
    settings = keeper.app.extensions["settings"]
    root = tmp_path / "snapshots"
    keeper.app.extensions["settings"] = replace(settings, snapshot_folder=str(root))
    mine = root / str(Cast.market)
    mine.mkdir(parents=True)
    return mine


def put(folder: Path, rows: Iterable[str], name: str = "今天.csv", end: str = "\n") -> Path:
    file = folder / name
    file.write_text("\n".join([HEADERS, *rows]) + end, encoding="utf-8")
    return file


def compare(desk: Desk, name: str = "今天.csv", source: str = SOURCE, **form: Any) -> str:
    """The address of the comparison."""
    answer = desk.send("/snapshots", file=name, source=source, **form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"]).removeprefix("/console")


def refused(desk: Desk, field: str, name: str = "今天.csv", **form: Any) -> str:
    answer = desk.send("/snapshots", file=name, **{"source": SOURCE, **form})
    return Page(answer, 422)[f"error-{field}"].text


def taken(keeper: Keeper, folder: Path, rows: Iterable[str], **form: Any) -> str:
    """All the way."""
    put(folder, rows)
    address = compare(keeper.desk, **form)
    keeper.work()
    keeper.confirm(address)
    keeper.work()
    assert keeper.found(address).state == State.DONE
    return address


def there(keeper: Keeper, source: str = SOURCE) -> set[str]:
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        return set(
            session.scalars(
                select(Subject.name).where(Subject.source == source, Subject.removed_at.is_(None))
            )
        )
