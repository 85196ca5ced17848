"""A daily full snapshot at the console: delivered into a folder, compared, confirmed, written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.core.records import Audit
from backend.imports import State
from backend.organization import Region
from backend.subjects import Change, Subject, snapshot
from backend.subjects.models import Snapshot
from tests.cast import NOON, Cast
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.imports.conftest import Keeper
from tests.imports.delivered import (
    HEADERS,
    SOURCE,
    code,
    compare,
    folder,
    put,
    refused,
    row,
    taken,
    there,
)

__all__ = ["folder"]  # the fixture


def test_without_a_setting_the_page_says_how_to_set_it(keeper: Keeper) -> None:
    assert "ZSZF_SNAPSHOT_FOLDER" in keeper.desk.page("/snapshots")["unset"].text


def test_without_a_folder_of_the_agency_the_page_names_it(keeper: Keeper, folder: Path) -> None:
    folder.rmdir()
    assert str(folder) in keeper.desk.page("/snapshots")["no-folder"].text
    folder.mkdir()
    assert str(folder) in keeper.desk.page("/snapshots")["no-files"].text


def test_what_was_delivered_is_listed_with_what_became_of_it(keeper: Keeper, folder: Path) -> None:
    old = put(folder, map(row, range(3)), "昨天.csv")
    os.utime(old, (NOON.timestamp() - 86400,) * 2)
    new = put(folder, map(row, range(3)), "今天.csv")
    os.utime(new, (NOON.timestamp() - 10,) * 2)
    compare(keeper.desk, "昨天.csv")
    keeper.work()
    first, second = keeper.desk.page("/snapshots").all("delivered")
    assert "今天.csv" in first.text
    assert "刚到，可能还在传" in first.text
    assert "没有比对" in first.text
    assert "比对过，等您确认" in second.text


def test_nothing_is_written_before_it_is_confirmed(keeper: Keeper, folder: Path) -> None:
    put(folder, map(row, range(20)))
    address = compare(keeper.desk)
    keeper.work()
    assert there(keeper) == set()
    assert "第一次比对" in keeper.desk.page(address)["note"].text
    keeper.confirm(address)
    keeper.work()
    assert len(there(keeper)) == 20
    assert "新增 20" in keeper.desk.page(address)["counts"].text


def test_the_page_says_what_is_new_other_and_gone_with_examples(
    keeper: Keeper, folder: Path
) -> None:
    taken(keeper, folder, map(row, range(50)))
    put(folder, [row(0, "老地方面馆"), *map(row, range(1, 49)), row(50), row(51)])
    address = compare(keeper.desk, rows="51")
    keeper.work()
    page = keeper.desk.page(address)
    assert "文件 51 行，和来源说的一样；名录里这个来源原有 50 户" in page["rows"].text
    counts = [page[f"count-{each}"].text for each in ("added", "changed", "removed")]
    assert counts == ["2", "1", "1"]
    assert code(50) in page["example-added"].text
    assert "名称：第0面馆 → 老地方面馆" in page["example-changed"].text
    assert page["example-removed"].text == f"第49面馆{code(49)}"
    keeper.confirm(address)
    keeper.work()
    assert keeper.found(address).counts == {"新增": 2, "更新": 1, "移除": 1}
    shown = keeper.desk.page("/snapshots")["snapshot-row"].text
    assert "新增 2，变更 1，移出 1" in shown


def test_history_and_audit_name_who_confirmed(keeper: Keeper, folder: Path) -> None:
    taken(keeper, folder, map(row, range(3)))
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        names = set(session.scalars(select(Change.by_name).where(Change.source == SOURCE)))
        acts = session.execute(select(Audit.action, Audit.name).order_by(Audit.id)).all()
    assert names == {"方敏"}
    for act in ("import.snapshot", "import.confirm", "import.done"):
        assert (act, "方敏") in [tuple(each) for each in acts]


def test_the_same_file_again_has_nothing_to_write(keeper: Keeper, folder: Path) -> None:
    taken(keeper, folder, map(row, range(5)))
    address = compare(keeper.desk)
    keeper.work()
    page = keeper.desk.page(address)
    assert "和名录里一样" in page["counts"].text
    assert "confirm" not in page


def test_what_was_written_is_not_called_outdated_for_a_newer_one(
    keeper: Keeper, folder: Path
) -> None:
    put(folder, map(row, range(5)))
    first = compare(keeper.desk)
    keeper.work()
    keeper.confirm(first)
    keeper.work()
    compare(keeper.desk)
    said = keeper.desk.page(first)["overtaken"].text
    assert "已经写入" in said
    assert "过时" not in said


def test_who_takes_many_away_says_why(keeper: Keeper, folder: Path) -> None:
    taken(keeper, folder, map(row, range(100)))
    put(folder, map(row, range(94)))
    address = compare(keeper.desk)
    keeper.work()
    assert "要移出 6 户，占原有的 6.0%" in keeper.desk.page(address)["mass"].text
    answer = keeper.desk.send(f"{address}/confirm", reason="  ")
    assert "写明原因" in Page(answer, 422)["error-reason"].text
    assert keeper.found(address).state == State.CHECKED
    keeper.desk.send(f"{address}/confirm", reason="六家迁到柯桥区")
    keeper.work()
    assert len(there(keeper)) == 94
    assert "六家迁到柯桥区" in keeper.desk.page(address)["reason"].text
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        said = session.scalars(select(Audit.facts).where(Audit.action == "import.confirm")).all()
    assert said[-1]["reason"] == "六家迁到柯桥区"


def test_another_sources_file_by_mistake_needs_a_reason_too(keeper: Keeper, folder: Path) -> None:
    taken(keeper, folder, map(row, range(10)))
    put(folder, map(row, range(100, 110)))
    address = compare(keeper.desk)
    keeper.work()
    assert "多半是来源选错了" in keeper.desk.page(address)["mass"].text


@pytest.mark.parametrize(
    ("rows", "end", "words"),
    [
        ([row(1), row(2)[:40]], "", "多半没有传完"),
        ([row(1), code(2)[:9]], "\n", "第 3 行的信用代码不是 18 位"),
        ([row(1), row(2), row(1)], "\n", "出现两次"),
        ([row(1), row(2) + ",多,的"], "\n", "读不出来"),
        ([], "\n", "表头下面没有内容"),
    ],
)
def test_a_broken_file_is_told_on_the_page_and_what_to_do(
    keeper: Keeper, folder: Path, rows: list[str], end: str, words: str
) -> None:
    put(folder, rows, end=end)
    address = compare(keeper.desk)
    keeper.work()
    said = keeper.desk.page(address)["failure"].text
    assert words in said
    assert "重新送一份" in said
    assert there(keeper) == set()


def test_a_file_that_is_no_text_is_told(keeper: Keeper, folder: Path) -> None:
    (folder / "今天.csv").write_bytes(HEADERS.encode("gb18030") + b"\n" + b"\xff" * 200_000 + b"\n")
    address = compare(keeper.desk)
    keeper.work()
    assert "UTF-8" in keeper.desk.page(address)["failure"].text


def test_the_number_of_rows_that_was_promised_is_held_to(keeper: Keeper, folder: Path) -> None:
    put(folder, map(row, range(3)))
    assert "填一个数" in refused(keeper.desk, "rows", rows="三百")
    address = compare(keeper.desk, rows="1,000")
    keeper.work()
    assert "来源说有 1,000 行，文件里是 3 行" in keeper.desk.page(address)["failure"].text


def test_a_row_that_is_wrong_is_shown_and_kept_back(keeper: Keeper, folder: Path) -> None:
    put(folder, [row(1), row(2, region="没有这里"), row(3, region="330106001")])
    address = compare(keeper.desk)
    keeper.work()
    page = keeper.desk.page(address)
    assert page["good"].text == "1"
    assert "没有这里" in page["wrong-row"].text
    answer = keeper.client.get(f"/console{address}/wrong-rows.xlsx")
    assert answer.status_code == 200
    keeper.confirm(address)
    keeper.work()
    assert there(keeper) == {"第1面馆"}


@pytest.mark.parametrize("name", ["../他人.csv", "/etc/hosts", "..", "", "没有.csv", "a\0.csv"])
def test_only_what_lies_in_the_folder_is_taken(keeper: Keeper, folder: Path, name: str) -> None:
    put(folder.parent, [row(1)], "他人.csv")
    assert refused(keeper.desk, "file", name)


def test_links_folders_and_other_files_are_not_seen(keeper: Keeper, folder: Path) -> None:
    outside = put(folder.parent, [row(1)], "外面.csv")
    (folder / "链接.csv").symlink_to(outside)
    (folder / "目录.csv").mkdir()
    os.mkfifo(folder / "管道.csv")
    put(folder, [row(1)], "今天.csv.part")
    put(folder, [row(1)], ".今天.csv")
    (folder / os.fsdecode(b"\xff.csv")).write_text("x")
    assert "no-files" in keeper.desk.page("/snapshots")
    assert "没有这个文件" in refused(keeper.desk, "file", "链接.csv")


def test_a_folder_that_is_a_link_is_not_followed(keeper: Keeper, folder: Path) -> None:
    put(folder, [row(1)])
    folder.rename(folder.parent / "别处")
    folder.symlink_to(folder.parent / "别处")
    assert "no-folder" in keeper.desk.page("/snapshots")
    assert "没有这个文件" in refused(keeper.desk, "file")


def test_the_longest_name_of_a_file_is_taken(keeper: Keeper, folder: Path) -> None:
    name = "名" * 83 + ".csv"
    put(folder, [row(1)], name)
    address = compare(keeper.desk, name)
    keeper.work()
    assert keeper.found(address).state == State.CHECKED
    assert name in keeper.desk.page("/snapshots")["snapshot-row"].text


def test_a_file_that_changed_since_it_was_chosen_is_not_compared(
    keeper: Keeper, folder: Path
) -> None:
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    put(folder, map(row, range(4)))
    keeper.work()
    assert "等传完再比对一次" in keeper.desk.page(address)["failure"].text


def test_a_file_that_vanished_before_it_was_compared_is_told(keeper: Keeper, folder: Path) -> None:
    file = put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    file.unlink()
    keeper.work()
    assert "没有这个文件了" in keeper.desk.page(address)["failure"].text


def test_a_file_that_changes_while_it_is_compared_comes_to_nothing(
    keeper: Keeper, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    compared = snapshot.compare

    def meanwhile(*given: Any, **named: Any) -> snapshot.Difference:
        found = compared(*given, **named)
        put(folder, map(row, range(9)))
        return found

    monkeypatch.setattr(snapshot, "compare", meanwhile)
    keeper.work()
    assert keeper.found(address).state == State.FAILED
    assert "等传完再比对一次" in keeper.desk.page(address)["failure"].text


@pytest.mark.parametrize(("then", "words"), [("gone", "不在目录里"), ("other", "后来又变了")])
def test_what_was_compared_is_written_whatever_becomes_of_the_file(
    keeper: Keeper, folder: Path, then: str, words: str
) -> None:
    file = put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    keeper.work()
    if then == "gone":
        file.unlink()
    else:
        put(folder, map(row, range(100, 108)))
    assert words in keeper.desk.page(address)["file-moved"].text
    keeper.confirm(address)
    keeper.work()
    assert there(keeper) == {"第0面馆", "第1面馆", "第2面馆"}


def test_a_source_that_another_agency_brought_is_not_replaced(
    keeper: Keeper, folder: Path, desk_of: Callable[..., Desk]
) -> None:
    taken(keeper, folder, map(row, range(3)))
    fire = folder.parent / str(Cast.fire)
    fire.mkdir()
    put(fire, [row(1)])
    sun = desk_of(Cast.sun, Role.REGISTER_ADMIN)
    assert "known-source" not in sun.page("/snapshots")
    assert "绍兴市越城区市场监督管理局在用" in refused(sun, "source")


def test_subjects_that_were_entered_otherwise_are_not_replaced(
    keeper: Keeper, folder: Path
) -> None:
    with keeper.app.app_context(), unit_of_work() as session:
        session.query(Subject).update({"source": "手工登记"})
    put(folder, [row(1)])
    assert "别的途径登记" in refused(keeper.desk, "source", source="手工登记")


def test_another_agency_sees_neither_files_nor_results(
    keeper: Keeper, folder: Path, desk_of: Callable[..., Desk]
) -> None:
    address = taken(keeper, folder, map(row, range(3)))
    sun = desk_of(Cast.sun, Role.REGISTER_ADMIN)
    page = sun.page("/snapshots")
    assert "no-folder" in page
    assert "snapshot-row" not in page
    assert sun.ask(address).status_code == 404


def test_a_source_that_reaches_beyond_the_area_is_refused(keeper: Keeper, folder: Path) -> None:
    """The command brought the city's; the district's file would take the rest away."""
    file = put(folder, map(row, range(40)))
    snapshot.run(keeper.app, file, SOURCE)
    with keeper.app.app_context(), unit_of_work() as session:
        session.add(Region(code="330603001", name="柯桥街道", level="town", parent="330603"))
        session.flush()
        session.query(Subject).filter(Subject.uscc == code(39)).update({"region_code": "330603001"})
    put(folder, map(row, range(39)))
    address = compare(keeper.desk)
    keeper.work()
    assert "1 户不在文件里，也不在本单位辖区" in keeper.desk.page(address)["failure"].text


def test_the_command_and_the_page_go_on_from_each_other(keeper: Keeper, folder: Path) -> None:
    file = put(folder, map(row, range(20)))
    snapshot.run(keeper.app, file, SOURCE)
    put(folder, [*map(row, range(20)), row(30)])
    page = keeper.desk.page("/snapshots")
    assert SOURCE in page["known-source"].attributes["value"]
    assert "命令" in page["snapshot-row"].text
    address = compare(keeper.desk)
    keeper.work()
    assert keeper.found(address).row_count == 1
    file = put(folder, map(row, range(20)), "晚上.csv")
    assert snapshot.run(keeper.app, file, SOURCE)["行"] == 0
    assert keeper.desk.send(f"{address}/confirm").status_code == 409


def test_a_file_cannot_be_uploaded_as_a_snapshot(keeper: Keeper) -> None:
    page = keeper.desk.page("/imports/new")
    assert "kind-subject_snapshot" not in page
    answer = keeper.send(b"a,b\n1,2\n", kind="subject_snapshot")
    assert "请选要导入什么" in Page(answer, 422).html


def test_mending_a_row_cannot_make_it_a_removal(keeper: Keeper, folder: Path) -> None:
    put(folder, [row(1), row(2, region="没有这里")])
    address = compare(keeper.desk)
    keeper.work()
    keeper.desk.send(f"{address}/rows/3", **{"cell-gone": "1", "cell-region_code": "330602002"})
    keeper.confirm(address)
    keeper.work()
    assert keeper.found(address).counts == {"新增": 2}


def test_the_figures_stand_beside_the_import(keeper: Keeper, folder: Path) -> None:
    taken(keeper, folder, map(row, range(8)))
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        found = session.scalars(select(Snapshot)).one()
        assert (found.row_count, found.before, found.added) == (8, 0, 8)
        assert len(found.examples["added"]) == snapshot.EXAMPLES
