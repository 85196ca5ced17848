"""今天的全量快照没有送到: who keeps the register is told when a source is silent."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from backend.alerts.rules import Rule, undelivered
from backend.alerts.service import set_threshold
from backend.core.auth import Caller, Role
from backend.core.database import perform
from backend.subjects import arrivals, snapshot
from tests.alerts.conftest import NOON, Watch, of_rule
from tests.cast import Cast
from tests.conftest import Phone
from tests.console.conftest import Desk, desk_of
from tests.handovers.conftest import person
from tests.imports.conftest import Keeper, keeper
from tests.imports.delivered import SOURCE, compare, folder, put, row

__all__ = ["desk_of", "folder", "keeper"]  # fixtures

PERMITS = "许可库"


@pytest.fixture
def fang(keeper: Keeper) -> Phone:
    """An officer who keeps the register of 越城 besides."""
    both = (Role.OFFICER, Role.REGISTER_ADMIN)
    return Phone(keeper.app, person(keeper.app, "keeper", "小方", Cast.market, *both))


def arrived(file: Path, hours_ago: float) -> Path:
    at = NOON.timestamp() - hours_ago * 3600
    os.utime(file, (at, at))
    return file


def once(keeper: Keeper, folder: Path, hours_ago: float, source: str = SOURCE, at: int = 0) -> None:
    """A file of that source that came then, and was written."""
    name = f"{source}_20261123.csv"
    arrived(put(folder, map(row, range(at, at + 3)), name), hours_ago)
    address = compare(keeper.desk, name, source)
    keeper.work()
    keeper.confirm(address)
    keeper.work()


@pytest.mark.parametrize(
    ("hours", "urgency"), [(25, None), (26, "urgent"), (51, "urgent"), (52, "late")]
)
def test_a_source_is_silent_after_its_hours(hours: int, urgency: str | None) -> None:
    seen = undelivered(NOON - timedelta(hours=hours), NOON, 26)
    assert (seen.urgency if seen else None) == urgency


def test_who_may_confirm_is_told_and_no_longer_when_a_file_comes(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone, chen: Phone
) -> None:
    once(keeper, folder, 30)
    watch.look()
    [found] = of_rule(fang, "snapshot")
    assert (found["title"], found["urgency"]) == (SOURCE, "urgent")
    assert "30 小时" in found["words"]
    assert of_rule(chen, "snapshot", whose="all") == []
    listed = [each.text for each in keeper.desk.page("/alerts").all("alert")]
    assert any("今天的全量快照没有送到" in each for each in listed)
    assert 'href="/console/snapshots"' in keeper.desk.ask("/alerts").get_data(as_text=True)
    arrived(put(folder, map(row, range(3)), f"{SOURCE}_20261124.csv"), 1)
    watch.look()
    assert of_rule(fang, "snapshot") == []


def test_whoever_never_used_it_is_not_bothered(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone
) -> None:
    arrived(put(folder, map(row, range(3))), 100)
    watch.look()
    assert of_rule(fang, "snapshot", whose="all") == []
    compare(keeper.desk)  # a name that was mistyped, perhaps: nothing was written by it
    keeper.work()
    watch.look()
    assert of_rule(fang, "snapshot", whose="all") == []


def test_of_two_sources_each_is_watched_by_the_names_of_its_files(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone
) -> None:
    once(keeper, folder, 30)
    once(keeper, folder, 30, PERMITS, at=10)
    arrived(put(folder, map(row, range(3)), f"{PERMITS}_20261124.csv"), 1)
    watch.look()
    assert [each["title"] for each in of_rule(fang, "snapshot")] == [SOURCE]


def test_a_file_that_may_be_of_any_source_warns_of_none(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone
) -> None:
    once(keeper, folder, 30)
    once(keeper, folder, 30, PERMITS, at=10)
    file = arrived(put(folder, map(row, range(10, 13)), "别的名字.csv"), 1)
    watch.look()
    assert of_rule(fang, "snapshot") == []
    compare(keeper.desk, file.name, PERMITS)  # now it is said whose it is
    watch.look()
    assert [each["title"] for each in of_rule(fang, "snapshot")] == [SOURCE]


def test_as_soon_as_a_file_is_compared_the_alert_is_gone(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone
) -> None:
    once(keeper, folder, 30)
    watch.look()
    arrived(put(folder, map(row, range(4))), 1)
    compare(keeper.desk)
    keeper.work()
    assert of_rule(fang, "snapshot") == []


def test_a_file_that_was_moved_away_after_it_was_written_did_arrive(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone
) -> None:
    once(keeper, folder, 3)
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    watch.look()
    assert of_rule(fang, "snapshot") == []


def test_what_the_command_brought_counts_too(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone
) -> None:
    once(keeper, folder, 30)
    file = arrived(put(folder, map(row, range(3)), "晚上.csv"), 2)
    snapshot.run(keeper.app, file, SOURCE)
    file.unlink()
    watch.look()
    assert of_rule(fang, "snapshot") == []


def test_closed_with_a_reason_it_comes_again_after_the_next_file(
    keeper: Keeper,
    folder: Path,
    watch: Watch,
    fang: Phone,
    later: Callable[[datetime], None],
) -> None:
    once(keeper, folder, 30)
    watch.look()
    [found] = of_rule(fang, "snapshot")
    keeper.desk.send(f"/alerts/{found['id']}/close", reason="平台检修，明天补送")
    watch.look()
    assert of_rule(fang, "snapshot") == []
    arrived(put(folder, map(row, range(3)), f"{SOURCE}_20261124.csv"), 0)
    later(NOON + timedelta(hours=27))
    both = (Role.OFFICER, Role.REGISTER_ADMIN)
    again = person(keeper.app, "again", "小王", Cast.market, *both)  # who signs in by then
    watch.look()
    assert len(of_rule(Phone(keeper.app, again), "snapshot")) == 1


def test_an_agency_may_be_warned_later_or_not_at_all(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone, chief: Caller
) -> None:
    once(keeper, folder, 30)
    with keeper.app.app_context():
        perform(set_threshold, by=chief, rule=Rule.SNAPSHOT, value=48, enabled=True, version=0)
    watch.look()
    assert of_rule(fang, "snapshot") == []
    with keeper.app.app_context():
        perform(set_threshold, by=chief, rule=Rule.SNAPSHOT, value=1, enabled=False, version=1)
    watch.look()
    assert of_rule(fang, "snapshot") == []


@pytest.fixture
def chief(noon: object) -> Caller:
    return Caller(
        account_id=Cast.yu,
        officer_id=None,
        agency_id=Cast.market,
        agency_path=f"/{Cast.market}/",
        name="余科",
        roles=frozenset({Role.SECTION_HEAD}),
        session_id=uuid.uuid4(),
    )


def test_in_training_nobody_is_told(
    keeper: Keeper, folder: Path, watch: Watch, fang: Phone
) -> None:
    once(keeper, folder, 30)
    settings = keeper.app.extensions["settings"]
    keeper.app.extensions["settings"] = replace(settings, environment="training")
    watch.look()
    keeper.app.extensions["settings"] = settings
    assert of_rule(fang, "snapshot", whose="all") == []


def test_another_agency_is_not_told(
    keeper: Keeper, folder: Path, app: Flask, watch: Watch, desk_of: Callable[..., Desk]
) -> None:
    once(keeper, folder, 30)
    watch.look(Cast.fire)
    watch.look()
    sun = desk_of(Cast.sun, Role.REGISTER_ADMIN)
    assert "全量快照" not in sun.ask("/alerts").get_data(as_text=True).split('id="list"')[1]


def test_the_names_of_a_sources_files_differ_in_their_days() -> None:
    assert arrivals.alike("登记库全量_20261124.csv", "登记库全量_20261125.csv")
    assert not arrivals.alike("登记库全量_20261124.csv", "许可库全量_20261125.csv")
