"""A daily full snapshot at the console: delivered into a folder, compared, confirmed, written."""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from backend import imports
from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.core.records import Audit
from backend.imports import State, jobs
from backend.organization import Account, Region
from backend.subjects import Change, Subject, comparing, delivery, replacing, snapshot
from backend.subjects.identifiers import compose_uscc
from backend.subjects.models import Snapshot
from tests.cast import NOON, Cast
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


def test_a_double_tap_is_one_comparison(keeper: Keeper, folder: Path) -> None:
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    assert compare(keeper.desk) == address
    keeper.work()
    assert compare(keeper.desk) == address
    keeper.confirm(address)
    keeper.confirm(address)
    keeper.work()
    assert len(there(keeper)) == 3


def test_of_two_admins_the_later_comparison_counts(
    keeper: Keeper, folder: Path, desk_of: Callable[..., Desk]
) -> None:
    other = desk_of(Cast.chen, Role.REGISTER_ADMIN)
    put(folder, map(row, range(3)))
    put(folder, map(row, range(4)), "第二份.csv")
    first = compare(keeper.desk)
    keeper.work()
    second = compare(other, "第二份.csv")
    keeper.work()
    page = keeper.desk.page(first)
    assert "后来又比对过" in page["overtaken"].text
    assert "confirm" not in page
    assert "resume" not in page
    answer = keeper.desk.send(f"{first}/confirm")
    assert answer.status_code == 409
    assert keeper.desk.send(f"{first}/resume").status_code == 409
    assert other.send(f"{second}/confirm").status_code == 303
    keeper.work()
    assert len(there(keeper)) == 4


def test_nobody_compares_a_source_that_is_being_written(keeper: Keeper, folder: Path) -> None:
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    keeper.work()
    keeper.confirm(address)
    put(folder, map(row, range(4)), "第二份.csv")
    assert "正在写入" in refused(keeper.desk, "source", "第二份.csv")
    keeper.desk.send(f"{address}/cancel")
    again = compare(keeper.desk, "第二份.csv")
    assert keeper.desk.send(f"{address}/resume").status_code == 409
    keeper.work()
    keeper.confirm(again)
    keeper.work()
    assert len(there(keeper)) == 4


def test_stopped_halfway_it_goes_on_where_it_stopped(
    keeper: Keeper, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 3)
    put(folder, map(row, range(10)))
    address = compare(keeper.desk)
    keeper.work()
    monkeypatch.setattr(jobs, "SECONDS", 1e-9)  # each job does one chunk at most
    keeper.confirm(address)
    while keeper.found(address).passed < 3:
        keeper.work(jobs=1)
    keeper.desk.send(f"{address}/cancel")
    keeper.work()
    assert len(there(keeper)) == 3
    keeper.desk.send(f"{address}/resume")
    keeper.work()
    assert len(there(keeper)) == 10


def test_stopped_while_it_is_compared_it_can_be_compared_anew(keeper: Keeper, folder: Path) -> None:
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    keeper.desk.send(f"{address}/cancel")
    keeper.work()
    assert keeper.found(address).staged is None
    assert keeper.desk.page(address)["resume"].text == "继续比对"
    keeper.desk.send(f"{address}/resume")
    keeper.work()
    assert keeper.found(address).state == State.CHECKED


def test_a_worker_that_dies_begins_anew_and_leaves_nothing_half_done(
    keeper: Keeper, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    with monkeypatch.context() as broken:
        broken.setattr(snapshot, "prepare", lambda *_: 1 / 0)
        keeper.work()
    assert (keeper.found(address).state, keeper.found(address).staged) == (State.UPLOADED, None)
    with clock.stopped(NOON + timedelta(minutes=1)):
        keeper.work()
    assert keeper.found(address).state == State.CHECKED
    assert keeper.desk.page(address)["good"].text == "3"


def test_two_workers_compare_once(
    keeper: Keeper, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second takes it up while the first, whose lease ran out, is still at it."""
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    import_id = address.split("/")[-1]
    prepare = snapshot.prepare

    def overtaken(*given: Any) -> snapshot.Prepared:
        monkeypatch.setattr(snapshot, "prepare", prepare)
        found = prepare(*given)
        assert imports.take_up(import_id)
        return found

    monkeypatch.setattr(snapshot, "prepare", overtaken)
    with keeper.app.app_context():
        comparing.compare(import_id)
        assert keeper.found(address).staged is None
        comparing.compare(import_id)
    assert keeper.found(address).staged


def test_a_second_worker_waits_for_the_one_who_compares_and_not_for_one_who_died(
    keeper: Keeper, folder: Path
) -> None:
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    with keeper.app.app_context(), unit_of_work() as session:
        session.query(Snapshot).update({"working_at": NOON - timedelta(seconds=90)})
    keeper.work(jobs=1)
    assert keeper.found(address).staged is None
    with clock.stopped(NOON + timedelta(minutes=1)):
        keeper.work()
    assert keeper.found(address).state == State.CHECKED


def test_what_is_stopped_meanwhile_is_not_staged_to_the_end(
    keeper: Keeper, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "BEAT_SECONDS", 0)
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    compared = snapshot.compare

    def stopped(*given: Any, **named: Any) -> snapshot.Difference:
        keeper.desk.send(f"{address}/cancel")
        return compared(*given, **named)

    monkeypatch.setattr(snapshot, "compare", stopped)
    keeper.work()
    found = keeper.found(address)
    assert (found.state, found.staged) == (State.CANCELLED, None)


def test_one_comparison_at_a_time_on_a_machine(keeper: Keeper, folder: Path) -> None:
    put(folder, map(row, range(3)))
    address = compare(keeper.desk)
    index = keeper.app.extensions["settings"].index_folder
    index.mkdir(exist_ok=True)
    with (index / "snapshot.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keeper.work(jobs=1)
    assert keeper.found(address).staged is None
    with clock.stopped(NOON + timedelta(minutes=1)):
        keeper.work()
    assert keeper.found(address).state == State.CHECKED


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


def test_two_admins_at_the_same_moment_get_the_same_comparison(
    keeper: Keeper, folder: Path
) -> None:
    put(folder, map(row, range(3)))
    together = Barrier(2)

    def press() -> uuid.UUID:
        with keeper.app.app_context():
            by = keeper_of(keeper)
            file = delivery.look(Cast.market, "今天.csv")
            together.wait()
            return perform(replacing.start, by=by, file=file, source=SOURCE, promised=None).id

    with ThreadPoolExecutor(2) as both:
        first, second = [each.result() for each in [both.submit(press), both.submit(press)]]
    assert first == second
    assert keeper.count(Snapshot) == 1


def test_of_two_files_at_the_same_moment_one_is_the_newest(keeper: Keeper, folder: Path) -> None:
    names = ("甲.csv", "乙.csv")
    for number, name in enumerate(names):
        put(folder, map(row, range(3 + number)), name)
    together = Barrier(2)

    def press(name: str) -> uuid.UUID:
        with keeper.app.app_context():
            by, file = keeper_of(keeper), delivery.look(Cast.market, name)
            together.wait()
            return perform(replacing.start, by=by, file=file, source=SOURCE, promised=None).id

    with ThreadPoolExecutor(2) as both:
        found = {each.result() for each in [both.submit(press, name) for name in names]}
    states = sorted(keeper.found(str(each)).state for each in found)
    assert states == [State.CANCELLED, State.UPLOADED]


def keeper_of(keeper: Keeper) -> Caller:
    """Fang, as who asks."""
    with unit_of_work(writes=False) as session:
        account = session.scalars(select(Account).where(Account.name == "方敏")).one()
    return Caller(
        account_id=account.id,
        officer_id=None,
        agency_id=Cast.market,
        agency_path=f"/{Cast.market}/",
        name=account.name,
        roles=frozenset({Role.REGISTER_ADMIN}),
        session_id=uuid.uuid4(),
    )
