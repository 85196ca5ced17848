"""Snapshots compared by two at once, stopped halfway, and by workers that die."""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
from backend.core.problems import Problem
from backend.imports import State, jobs
from backend.organization import Account
from backend.subjects import comparing, delivery, replacing, snapshot
from backend.subjects.models import Snapshot
from tests.cast import NOON, Cast
from tests.console.conftest import Desk
from tests.imports.conftest import Keeper
from tests.imports.delivered import (
    SOURCE,
    compare,
    folder,
    put,
    refused,
    row,
    there,
)

__all__ = ["folder"]  # the fixture


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


def test_of_confirming_one_and_comparing_the_next_at_the_same_moment_one_is_refused(
    keeper: Keeper, folder: Path
) -> None:
    put(folder, map(row, range(3)), "昨天.csv")
    first = compare(keeper.desk, "昨天.csv")
    keeper.work()
    put(folder, map(row, range(4)))
    together = Barrier(2)

    def confirm() -> str:
        with keeper.app.app_context():
            by = keeper_of(keeper)
            together.wait()
            return told(imports.confirm, by=by, import_id=uuid.UUID(first.split("/")[-1]))

    def press() -> str:
        with keeper.app.app_context():
            by, file = keeper_of(keeper), delivery.look(Cast.market, "今天.csv")
            together.wait()
            return told(replacing.start, by=by, file=file, source=SOURCE, promised=None)

    with ThreadPoolExecutor(2) as both:
        results = [each.result() for each in [both.submit(confirm), both.submit(press)]]
    assert results in (["", "snapshot-source-busy"], ["snapshot-coming", ""])
    keeper.work()
    assert len(there(keeper)) == (3 if results[0] == "" else 0)


def told(use_case: Any, **given: Any) -> str:
    """The code of the refusal, if it was refused."""
    try:
        perform(use_case, **given)
    except Problem as problem:
        return problem.code
    return ""
