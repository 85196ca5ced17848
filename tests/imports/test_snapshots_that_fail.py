"""Today's file comes to nothing: yesterday's comparison waits on, and the pages say both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.imports import Import, State
from backend.subjects import snapshot
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.imports.conftest import Keeper, lines
from tests.imports.delivered import code, compare, folder, put, row, there

__all__ = ["folder"]  # the fixture

YESTERDAY, TODAY = "昨天.csv", "今天.csv"


def waiting(keeper: Keeper, folder: Path) -> str:
    """Yesterday's, compared and not confirmed."""
    put(folder, map(row, range(3)), YESTERDAY)
    address = compare(keeper.desk, YESTERDAY)
    keeper.work()
    return address


def cut_off(keeper: Keeper, folder: Path) -> str:
    """Today's, whose comparison was begun."""
    put(folder, [row(1), row(2)[:40]], TODAY, end="")
    return compare(keeper.desk, TODAY)


def test_a_file_that_was_cut_off_leaves_the_older_comparison_to_be_confirmed(
    keeper: Keeper, folder: Path
) -> None:
    first = waiting(keeper, folder)
    cut_off(keeper, folder)
    keeper.work()
    assert "overtaken" not in keeper.desk.page(first)
    keeper.confirm(first)
    keeper.work()
    assert len(there(keeper)) == 3


def test_the_pages_say_that_today_failed_and_that_yesterday_waits(
    keeper: Keeper, folder: Path
) -> None:
    first = waiting(keeper, folder)
    second = cut_off(keeper, folder)
    keeper.work()
    said = keeper.desk.page(first)["later"].text
    assert "今天.csv" in said
    assert "没有传完" in said
    still = keeper.desk.page(second)["standing"]
    assert "昨天.csv" in still.text
    assert first in keeper.desk.page(second)["standing-link"].attributes["href"]
    listed = keeper.desk.page("/snapshots")["standing"].text
    assert "昨天.csv" in listed
    assert "今天.csv" in listed
    assert "没有传完" in listed


def test_while_the_newer_one_is_compared_the_older_one_waits(keeper: Keeper, folder: Path) -> None:
    first = waiting(keeper, folder)
    cut_off(keeper, folder)
    page = keeper.desk.page(first)
    assert "正在比对" in page["later"].text
    assert "confirm" not in page
    answer = keeper.desk.send(f"{first}/confirm")
    assert answer.status_code == 409
    assert "等它比完" in answer.get_data(as_text=True)
    assert keeper.found(first).state == State.CHECKED


def test_a_newer_one_that_is_ready_takes_the_older_ones_place(keeper: Keeper, folder: Path) -> None:
    first = waiting(keeper, folder)
    put(folder, map(row, range(4)), TODAY)
    second = compare(keeper.desk, TODAY)
    assert keeper.found(first).state == State.CHECKED
    keeper.work()
    assert keeper.found(first).state == State.CANCELLED
    assert "overtaken" in keeper.desk.page(first)
    assert keeper.desk.send(f"{first}/resume").status_code == 409
    keeper.desk.send(f"{second}/cancel")
    assert keeper.desk.send(f"{first}/confirm").status_code == 409


def test_a_newer_one_in_which_nothing_differs_takes_it_too(keeper: Keeper, folder: Path) -> None:
    file = put(folder, map(row, range(3)), "前天.csv")
    snapshot.run(keeper.app, file, "越城登记库")
    put(folder, map(row, range(5)), YESTERDAY)
    first = compare(keeper.desk, YESTERDAY)
    keeper.work()
    put(folder, map(row, range(3)), TODAY)
    second = compare(keeper.desk, TODAY)
    keeper.work()
    assert keeper.found(second).state == State.DONE
    assert keeper.found(first).state == State.CANCELLED


def test_a_newer_one_that_somebody_stopped_leaves_the_older_one(
    keeper: Keeper, folder: Path
) -> None:
    first = waiting(keeper, folder)
    second = cut_off(keeper, folder)
    keeper.desk.send(f"{second}/cancel")
    assert "已停止" in keeper.desk.page(first)["later"].text
    keeper.confirm(first)
    assert keeper.desk.send(f"{second}/resume").status_code == 409
    keeper.work()
    assert len(there(keeper)) == 3


def test_one_that_was_stopped_halfway_through_its_check_is_not_gone_on_with_after_the_older_one(
    keeper: Keeper, folder: Path
) -> None:
    """What it found was different before the older one was written."""
    first = waiting(keeper, folder)
    put(folder, map(row, range(4)), TODAY)
    second = compare(keeper.desk, TODAY)
    keeper.work(jobs=1)
    assert keeper.found(second).staged
    keeper.desk.send(f"{second}/cancel")
    keeper.confirm(first)
    keeper.work()
    assert "overtaken" in keeper.desk.page(second)
    assert keeper.desk.send(f"{second}/resume").status_code == 409


def test_with_too_many_wrong_rows_it_has_failed_too(keeper: Keeper, folder: Path) -> None:
    first = waiting(keeper, folder)
    put(folder, [row(each, region="没有") for each in range(10_002)], TODAY)
    second = compare(keeper.desk, TODAY)
    keeper.work()
    assert keeper.found(second).state == State.FAILED
    keeper.confirm(first)


def test_the_older_file_once_more_is_the_comparison_that_waits(
    keeper: Keeper, folder: Path
) -> None:
    first = waiting(keeper, folder)
    cut_off(keeper, folder)
    keeper.work()
    assert compare(keeper.desk, YESTERDAY) == first


def test_after_the_command_has_written_neither_is_confirmed(keeper: Keeper, folder: Path) -> None:
    first = waiting(keeper, folder)
    second = cut_off(keeper, folder)
    file = put(folder, map(row, range(9)), "晚上.csv")
    snapshot.run(keeper.app, file, "越城登记库")
    states = [keeper.found(each).state for each in (first, second)]
    assert states == [State.CANCELLED, State.CANCELLED]
    assert keeper.desk.send(f"{first}/confirm").status_code == 409
    assert len(there(keeper)) == 9


def test_the_older_one_is_written_upon_the_register_as_it_is_by_then(
    keeper: Keeper, folder: Path
) -> None:
    """What somebody imported meanwhile is not added twice."""
    first = waiting(keeper, folder)
    cut_off(keeper, folder)
    keeper.work()
    headers = ("uscc", "name", "address", "region_code")
    keeper.imported(lines((code(1), "已改的名", "府山街道", "330602002"), headers=headers))
    keeper.confirm(first)
    keeper.work()
    assert keeper.found(first).counts == {"新增": 2, "更新": 1}


def test_another_admin_of_the_agency_sees_it_too(
    keeper: Keeper, folder: Path, desk_of: Callable[..., Desk]
) -> None:
    first = waiting(keeper, folder)
    cut_off(keeper, folder)
    keeper.work()
    other = desk_of(Cast.chen, Role.REGISTER_ADMIN)
    assert first in other.page("/snapshots")["standing-link"].attributes["href"]
    sun = desk_of(Cast.sun, Role.REGISTER_ADMIN)
    assert "standing" not in sun.page("/snapshots")


def test_of_one_source_at_most_one_comparison_waits(keeper: Keeper, folder: Path) -> None:
    waiting(keeper, folder)
    for count in (4, 5, 6):
        put(folder, map(row, range(count)), f"{count}.csv")
        compare(keeper.desk, f"{count}.csv")
        cut_off(keeper, folder)
        put(folder, map(row, range(count)), f"{count}.csv")
        compare(keeper.desk, f"{count}.csv")
        keeper.work()
    with keeper.app.app_context(), unit_of_work(writes=False) as session:
        assert session.query(Import).filter(Import.state == State.CHECKED).count() == 1
