"""Points and cells say what the register says, whatever happens on the way."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.checkmap import keeper, rules
from backend.checkmap.models import MapCell, MapCursor, MapPoint
from backend.checkmap.rules import Key, Place, tally
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.subjects import PastInspection, feed
from backend.subjects.models import Feed
from tests.checkmap import register
from tests.conftest import Phone
from tests.inspections.walk import Walk


def point(app: Flask, subject_id: uuid.UUID) -> MapPoint | None:
    with app.app_context(), unit_of_work(writes=False) as session:
        return session.scalar(select(MapPoint).where(MapPoint.subject_id == subject_id))


def counted(app: Flask) -> int:
    with app.app_context(), unit_of_work(writes=False) as session:
        z = rules.LEVELS[0]
        everything = select(func.sum(MapCell.n)).where(MapCell.grain == "all", MapCell.z == z)
        return session.scalar(everything) or 0


def cursor(app: Flask) -> MapCursor:
    with app.app_context(), unit_of_work(writes=False) as session:
        return session.get_one(MapCursor, keeper.NAME)


def test_who_was_in_the_register_before_is_walked_through(app: Flask) -> None:
    assert counted(app) == 0
    register.caught_up(app)
    assert counted(app) == 1  # the cast's own shop, which nobody announced
    assert cursor(app).walked is None
    with app.app_context():
        assert not keeper.keep_up()


def test_a_subject_moves_and_no_cell_forgets_or_keeps_it_twice(app: Flask) -> None:
    shop = register.add(app)
    register.caught_up(app)
    register.change(app, shop, latitude=29.7, longitude=120.2, region_code="330602", risk="A")
    register.caught_up(app)
    moved = point(app, shop)
    assert moved is not None
    assert (moved.north, moved.east, moved.risk) == (29_700_000, 120_200_000, "A")
    assert counted(app) == 2
    assert register.is_right(app)


@pytest.mark.parametrize(
    "values",
    [
        {"removed_at": clock.now()},
        {"latitude": None, "longitude": None},
    ],
)
def test_who_is_found_no_more_leaves_the_map(app: Flask, values: dict[str, Any]) -> None:
    shop = register.add(app)
    register.caught_up(app)
    register.change(app, shop, **values)
    register.caught_up(app)
    assert point(app, shop) is None
    assert counted(app) == 1
    assert register.is_right(app)


def test_who_was_merged_into_another_leaves_the_map(app: Flask) -> None:
    shop, other = register.add(app), register.add(app)
    register.caught_up(app)
    register.change(app, shop, merged_into=other)
    register.caught_up(app)
    assert point(app, shop) is None
    assert counted(app) == 2


def test_who_closed_is_counted_no_more_and_can_still_be_found(app: Flask) -> None:
    shop = register.add(app)
    register.caught_up(app)
    register.change(app, shop, state="注销")
    register.caught_up(app)
    assert counted(app) == 1
    found = point(app, shop)
    assert found is not None
    assert found.state == "注销"
    assert register.is_right(app)


def test_no_empty_cell_stays_behind(app: Flask) -> None:
    shop = register.add(app, latitude=29.7, longitude=120.2)
    register.caught_up(app)
    register.change(app, shop, removed_at=clock.now())
    register.caught_up(app)
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.scalar(select(func.min(MapCell.n))) == 1


def test_what_comes_twice_counts_once(app: Flask) -> None:
    ids = register.many(app, 20)
    register.caught_up(app)
    with app.app_context():
        perform(feed.announce, ids + ids)
    register.caught_up(app)
    assert counted(app) == 21
    assert register.is_right(app)


def test_killed_in_the_middle_nothing_of_the_batch_remains_and_nothing_is_lost(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.caught_up(app)
    before = cursor(app).position
    register.many(app, 20)

    def killed(session: Session, ids: Any, take_in: Callable[..., None] = keeper.take_in) -> None:
        take_in(session, ids)
        session.flush()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, app.app_context():
        patch.setattr(keeper, "take_in", killed)
        with pytest.raises(KeyboardInterrupt):
            keeper.keep_up()
    assert (counted(app), cursor(app).position) == (1, before)
    register.caught_up(app)
    assert counted(app) == 21
    assert register.is_right(app)


def test_two_workers_at_once_count_everybody_once(app: Flask) -> None:
    for _ in range(10):
        register.many(app, 30)
    together = Barrier(2)

    def worker() -> None:
        together.wait()
        register.caught_up(app)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(worker) for _ in range(2)]:
            each.result()
    register.caught_up(app)
    assert counted(app) == 301
    assert register.is_right(app)


def test_a_feed_that_was_cut_before_it_was_read_costs_a_walk_and_nobody(app: Flask) -> None:
    register.caught_up(app)
    register.many(app, 3)
    with app.app_context():
        perform(feed.sequence)
        perform(lambda session: session.execute(delete(Feed)))
    register.many(app, 3)
    register.caught_up(app)
    assert counted(app) == 7
    assert register.is_right(app)


def test_the_map_can_be_made_again_while_it_is_in_use(app: Flask) -> None:
    register.many(app, 5)
    register.caught_up(app)
    with app.app_context():
        perform(register.forget)
        perform(keeper.start_over)
    register.caught_up(app)
    assert counted(app) == 6
    assert register.is_right(app)


def test_a_check_that_was_handed_in_is_the_last_check(app: Flask, walk: Walk, chen: Phone) -> None:
    register.caught_up(app)
    walk.to_signed()
    walk.submit()
    register.caught_up(app)
    found = point(app, walk.cast.subject)
    assert found is not None
    assert found.checked_on == clock.today()


def test_a_result_from_before_this_system_counts_once_it_is_announced(app: Flask) -> None:
    shop = register.add(app)
    register.caught_up(app)
    day = clock.today() - timedelta(days=3)

    def told(session: Session) -> None:
        session.add(
            PastInspection(subject_id=shop, day=day, agency_name="某局", result=1, open=False)
        )
        feed.announce(session, [shop])

    with app.app_context():
        perform(told)
    register.caught_up(app)
    found = point(app, shop)
    assert found is not None
    assert found.checked_on == day


def places() -> st.SearchStrategy[Place]:
    degrees = st.tuples(st.floats(118, 123), st.floats(27, 31.2))
    classes = st.sampled_from(["A", "B", "C", "D", ""])
    tags = st.lists(st.sampled_from(["餐饮", "电梯", "冷链"]), unique=True)

    def place(
        at: tuple[float, float], credit: str, risk: str, tags: list[str], live: bool
    ) -> Place:
        y, x = rules.tile(*at)
        return Place(
            y=y,
            x=x,
            east=rules.millionths(at[0]),
            north=rules.millionths(at[1]),
            region="330602002",
            credit=credit,
            risk=risk,
            industry="H",
            state=rules.LIVE if live else "注销",
            tags=rules.tags_in_text(tags),
            checked_on=None,
        )

    return st.builds(place, degrees, classes, classes, tags, st.booleans())


@given(st.lists(st.tuples(places(), st.one_of(st.none(), places())), max_size=12))
def test_differences_add_up_to_a_recount(steps: list[tuple[Place, Place | None]]) -> None:
    """However subjects come, change and go, the sum of the differences is the count at the end."""
    sums: dict[Key, list[int]] = {}

    def add(found: dict[Key, list[int]]) -> None:
        for key, cell in found.items():
            before = sums.get(key, [0, 0, 0])
            sums[key] = [a + b for a, b in zip(before, cell, strict=True)]

    for first, then in steps:
        add(tally([], [first]))
        add(tally([first], [then] if then else []))
    last = [then for _, then in steps if then]
    assert {key: cell for key, cell in sums.items() if cell[0]} == tally([], last)
    assert not any(cell[1] or cell[2] for cell in sums.values() if not cell[0])
