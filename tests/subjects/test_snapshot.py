"""A daily full snapshot: only what differs is written, and a broken file writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.core.database import unit_of_work
from backend.core.sheets import SheetWrong
from backend.subjects import Change, Subject, snapshot
from backend.subjects.identifiers import compose_uscc

SOURCE = "市场监管登记"
HEADERS = ("统一社会信用代码", "名称", "住所", "行政区划")


def code(number: int) -> str:
    return compose_uscc("92", "330602", f"MAX{number:05d}")


def row(number: int, name: str = "") -> str:
    return f"{code(number)},{name or f'第{number}面馆'},府山街道,330602002"


def written(folder: Path, rows: Iterable[str], end: str = "\n") -> Path:
    file = folder / "snapshot.csv"
    file.write_text("\n".join([",".join(HEADERS), *rows]) + end, encoding="utf-8")
    return file


def taken(app: Flask, folder: Path, rows: Iterable[str], **asked: bool) -> dict[str, int]:
    return snapshot.run(app, written(folder, rows), SOURCE, **asked)


def there(app: Flask) -> set[str]:
    """Names of what the source has, as the register knows it."""
    with app.app_context(), unit_of_work(writes=False) as session:
        return set(
            session.scalars(
                select(Subject.name).where(Subject.source == SOURCE, Subject.removed_at.is_(None))
            )
        )


def test_additions_changes_and_removals_are_applied_and_the_rest_is_left(
    app: Flask, tmp_path: Path
) -> None:
    assert taken(app, tmp_path, map(row, range(50)))["新增"] == 50
    rows = [row(0, "老地方面馆"), *map(row, range(1, 49)), row(50)]
    counts = taken(app, tmp_path, rows)
    assert counts == {"行": 3, "新增": 1, "更新": 1, "移除": 1, "没有写入": 0}
    assert len(there(app)) == 50
    assert "第49面馆" not in there(app)
    with app.app_context(), unit_of_work(writes=False) as session:
        kinds = session.execute(select(Change.kind, func.count()).group_by(Change.kind))
        assert {kind: count for kind, count in kinds} == {
            "added": 51,
            "changed": 1,
            "removed": 1,
        }


def test_the_same_snapshot_again_does_nothing(app: Flask, tmp_path: Path) -> None:
    taken(app, tmp_path, map(row, range(20)))
    assert taken(app, tmp_path, map(row, range(20))) == {"行": 0, "没有写入": 0}


def test_what_comes_back_is_restored(app: Flask, tmp_path: Path) -> None:
    taken(app, tmp_path, map(row, range(40)))
    taken(app, tmp_path, map(row, range(39)))
    assert taken(app, tmp_path, map(row, range(40)))["更新"] == 1
    assert "第39面馆" in there(app)


def test_other_hashes_alone_change_no_subject(app: Flask, tmp_path: Path) -> None:
    taken(app, tmp_path, map(row, range(5)))
    with app.app_context(), unit_of_work() as session:
        session.query(Subject).filter(Subject.source == SOURCE).update({"row_hash": "1" * 16})
    assert taken(app, tmp_path, map(row, range(5)))["没有变化"] == 5
    assert taken(app, tmp_path, map(row, range(5)))["行"] == 0


def test_far_fewer_rows_need_somebodys_word(app: Flask, tmp_path: Path) -> None:
    taken(app, tmp_path, map(row, range(100)))
    with pytest.raises(SheetWrong) as caught:
        taken(app, tmp_path, map(row, range(94)))
    assert "少了 5% 以上" in caught.value.words
    assert len(there(app)) == 100
    assert taken(app, tmp_path, map(row, range(94)), confirm_fewer=True)["移除"] == 6


@pytest.mark.parametrize(
    ("rows", "end", "words"),
    [
        ([row(1), row(2)[:40]], "", "最后一行没有结束"),
        ([row(1), code(2)[:9]], "\n", "第 3 行的信用代码不是 18 位"),
        ([row(1), row(2), row(1, "另一家")], "\n", "出现两次"),
        ([row(1), row(2) + ",多,的"], "\n", "读不出来"),
    ],
)
def test_a_broken_snapshot_writes_nothing(
    app: Flask, tmp_path: Path, rows: list[str], end: str, words: str
) -> None:
    with pytest.raises(SheetWrong) as caught:
        snapshot.run(app, written(tmp_path, rows, end), SOURCE)
    assert words in caught.value.words
    assert there(app) == set()


def test_the_number_of_rows_that_was_promised_is_held_to(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(SheetWrong, match="sheet-wrong"):
        snapshot.run(app, written(tmp_path, [row(1)]), SOURCE, rows=2)


def test_a_row_that_is_wrong_is_kept_back_and_the_others_go_in(app: Flask, tmp_path: Path) -> None:
    wrong = code(3)[:-1] + ("0" if code(3)[-1] != "0" else "1")
    counts = taken(app, tmp_path, [row(1), f"{wrong},面馆,府山街道,330602002", row(2)])
    assert (counts["新增"], counts["没有写入"]) == (2, 1)


def test_subjects_of_other_sources_are_left_alone(app: Flask, tmp_path: Path) -> None:
    taken(app, tmp_path, map(row, range(3)))
    with app.app_context(), unit_of_work(writes=False) as session:
        others = session.scalars(select(Subject).where(Subject.source != SOURCE)).all()
    assert others
    assert all(each.removed_at is None for each in others)
