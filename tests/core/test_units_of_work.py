from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import clock, series
from backend.core.database import ATTEMPTS, perform, unit_of_work
from backend.core.jobs import Heartbeat, Job, enqueue
from backend.core.limits import TooManyTries, forget, spend
from backend.core.series import Series
from backend.tasks import Task
from tests.conftest import NOON, POSTGRESQL, Phone, problem


def test_an_exception_leaves_nothing_behind(app: Flask) -> None:
    def half(session: Session) -> None:
        enqueue(session, "never")
        session.flush()
        raise ZeroDivisionError

    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            perform(half)
        with unit_of_work(writes=False) as session:
            assert session.scalars(select(Job)).all() == []


def test_a_lost_race_is_run_again_and_a_refusal_is_not(app: Flask) -> None:
    tries = 0

    def name(session: Session) -> None:
        nonlocal tries
        tries += 1
        session.add(Series(name="same", last=tries))
        session.flush()
        if tries == 1:
            session.execute(insert(Series).values(name="same", last=0))

    with app.app_context():
        perform(name)
        with unit_of_work(writes=False) as session:
            assert (tries, session.get_one(Series, "same").last) == (2, 2)
        with pytest.raises(IntegrityError):
            perform(name)
        assert tries == 2 + ATTEMPTS

        def refuse(session: Session) -> None:
            nonlocal tries
            tries += 1
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            perform(refuse)
    assert tries == 2 + ATTEMPTS + 1


@pytest.fixture
def impatient(app: Flask) -> Engine:
    """Its connections wait for a lock for a twentieth of a second."""
    engine: Engine = app.extensions["engine"]
    engine.dispose()
    sqlite = engine.dialect.name == "sqlite"

    def hurry(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=50" if sqlite else "SET lock_timeout = 50")
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", hurry)
    return engine


def test_who_waited_in_vain_is_told_to_come_again(
    app: Flask, impatient: Engine, chen: Phone, task: str
) -> None:
    command = chen.command("task.accept", task_id=task)
    with app.app_context():
        perform(series.following, "s")
        with unit_of_work() as session:
            session.execute(update(Task).values(note="held"))
            session.flush()
            answer = in_a_thread(lambda: chen.post("/sync/commands", json=[command]))
        if answer.status_code == 200:  # the batch was kept, its command had to wait
            assert answer.get_json()["answers"][0]["problem"]["code"] == "busy"
        else:
            problem(answer, 503, "busy")
    assert chen.send(command)[0]["outcome"] == "accepted"


def in_a_thread(act: Callable[[], TestResponse]) -> TestResponse:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()


def test_readers_do_not_wait_for_a_writer(app: Flask) -> None:
    writing, read = Barrier(2, timeout=5), Barrier(2, timeout=5)

    def write() -> None:
        with app.app_context(), unit_of_work() as session:
            session.add(Heartbeat(name="late", seen_at=clock.now()))
            session.flush()
            writing.wait()
            read.wait()

    thread = Thread(target=write)
    thread.start()
    writing.wait()
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.get(Heartbeat, "late") is None
    read.wait()
    thread.join()
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.get(Heartbeat, "late") is not None


def test_sqlite_is_prepared_on_every_connection(app: Flask) -> None:
    engine: Engine = app.extensions["engine"]
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no pragmas")
    pragmas = ("journal_mode", "foreign_keys", "busy_timeout", "recursive_triggers")
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            found = [connection.scalar(text(f"PRAGMA {pragma}")) for pragma in pragmas]
            assert found == ["wal", 1, 5000, 1]


def test_an_error_of_the_database_names_no_values(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError) as error, unit_of_work() as session:
        session.execute(insert(Series).values([{"name": "13812345678", "last": 1}] * 2))
    assert "parameters hidden" in str(error.value)


def test_moments_keep_their_zone(app: Flask) -> None:
    noon = datetime(2026, 3, 1, 12, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    with app.app_context(), clock.stopped(noon):
        perform(enqueue, "kept")
        with unit_of_work(writes=False) as session:
            kept = session.scalars(select(Job.created_at)).one()
            assert (kept, kept.tzinfo) == (noon, UTC)
            earlier = noon.astimezone(timezone(timedelta(hours=-9))) - timedelta(microseconds=1)
            assert session.scalars(select(Job.id).where(Job.created_at > earlier)).all()
            assert not session.scalars(select(Job.id).where(Job.created_at < earlier)).all()
            naive = noon.replace(tzinfo=None)
            with pytest.raises(StatementError, match="time zone"):
                session.scalar(select(Job).where(Job.created_at < naive))


def test_the_day_is_the_day_in_china() -> None:
    with clock.stopped(datetime(2026, 12, 31, 16, tzinfo=UTC)):
        assert clock.today().isoformat() == "2027-01-01"


def test_ids_keep_the_order_in_which_they_were_made() -> None:
    with clock.stopped(NOON):
        ids = [clock.uuid7() for _ in range(10_000)]
    with clock.stopped(NOON - timedelta(seconds=9)):
        ids += [clock.uuid7() for _ in range(10)]
    with clock.stopped(NOON + timedelta(seconds=9)):
        ids.append(clock.uuid7())
    assert ids == sorted(set(ids))
    assert {(each.version, each.variant) for each in ids} == {(7, uuid.RFC_4122)}
    assert ids[0].int >> 80 == int(NOON.timestamp() * 1000)


def test_ids_of_many_threads_are_all_different() -> None:
    with clock.stopped(NOON), ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: clock.uuid7(), range(2_000)))
    assert len(set(ids)) == 2_000


def test_numbers_of_a_series_have_no_gap_and_no_double(app: Flask) -> None:
    def take(place: int) -> int | None:
        def use(session: Session) -> int:
            number = series.following(session, "s")
            if place % 3 == 0:
                raise ZeroDivisionError  # a use case that fails gives its number back
            return number

        with app.app_context():
            try:
                return perform(use)
            except ZeroDivisionError:
                return None

    with ThreadPoolExecutor(4) as pool:
        taken = [number for number in pool.map(take, range(30)) if number]
    assert sorted(taken) == list(range(1, 21))


def test_tries_are_limited_even_when_they_come_at_once(app: Flask) -> None:
    barrier = Barrier(8)

    def once(_: int) -> bool:
        with app.app_context():
            barrier.wait()
            try:
                spend("pin", most=5, per=timedelta(minutes=15))
            except TooManyTries:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(once, range(8))) == 5
        assert sum(pool.map(once, range(8))) == 0


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite writes one transaction after the other")
@pytest.mark.parametrize("statement", [1, 2, 3, 4])
def test_a_first_try_is_not_refused_for_another_first_one_beside_it(
    app: Flask, statement: int
) -> None:
    """The other one is kept just before this one's first, second, third, fourth statement."""
    seen = 0

    def once() -> None:
        with app.app_context():
            spend("code", most=5, per=timedelta(hours=1))

    def beside(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            other = Thread(target=once)
            other.start()
            other.join()

    engine = app.extensions["engine"]
    event.listen(engine, "before_cursor_execute", beside)
    try:
        once()
    finally:
        event.remove(engine, "before_cursor_execute", beside)
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.scalar(text("SELECT count FROM tries")) == 1 + (seen >= statement)


def test_tries_come_back_with_time_and_with_success(app: Flask) -> None:
    def spend_one() -> None:
        spend("pin of 13812345678", most=2, per=timedelta(minutes=15))

    with app.app_context():
        with clock.stopped(NOON):
            spend_one()
            spend_one()
            with pytest.raises(TooManyTries) as refusal:
                spend_one()
            assert refusal.value.body()["title"] == "试的次数太多，请 15 分钟后再试"
        with clock.stopped(NOON + timedelta(minutes=15)):
            spend_one()
            spend_one()
            perform(forget, "pin of 13812345678")
            spend_one()
        with unit_of_work(writes=False) as session:
            stored = session.execute(text("SELECT * FROM tries")).all()
    assert [len(row.key) for row in stored] == [64]  # a hash: it may be about a phone or a code
