from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from backend.core import clock, jobs, worker
from backend.core.database import perform
from backend.core.jobs import (
    LEASE,
    MOST_FAILURES,
    OUTAGE_DEADLINE,
    Job,
    JobState,
    Outage,
    enqueue,
    run_next,
)
from backend.core.records import Audit
from tests.conftest import NOON


class Workers:
    """Real processes of tests/core/hanging_worker.py; whatever is left of them is ended."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.arguments = [database_url, str(folder)]
        self.running: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.core.hanging_worker", *self.arguments]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.running.append(process)
        return process


@pytest.fixture
def workers(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Workers]:
    found = Workers(database_url, tmp_path)
    yield found
    for process in found.running:
        with process:
            process.kill()


@pytest.fixture
def done(app: Flask) -> Iterator[list[Any]]:
    """What jobs of the kind "note" were given, by a worker in this process."""
    found: list[Any] = []
    app.extensions["job_handlers"] = {"note": lambda what: found.append(what)}
    with app.app_context():
        yield found


def only(app: Flask) -> Job:
    with Session(app.extensions["engine"]) as session:
        return session.scalars(select(Job)).one()


def marks(app: Flask) -> int:
    with Session(app.extensions["engine"]) as session:
        return len(session.scalars(select(Audit).where(Audit.action == "test.marked")).all())


def test_a_job_of_a_killed_worker_is_neither_lost_nor_half_done(
    app: Flask, workers: Workers
) -> None:
    with app.app_context():
        perform(enqueue, "test.mark", name="once")
    first = workers.start()
    assert first.stdout
    assert first.stdout.readline() == "began\n"
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    assert (only(app).state, marks(app)) == (JobState.LEASED, 0)
    with app.app_context():
        assert run_next() is False  # somebody may still be at it until the lease runs out
        perform(lambda session: session.execute(update(Job).values(leased_until=clock.now())))
    second = workers.start()
    answer, _ = second.communicate("\n")
    assert (answer, second.returncode) == ("began\ndone\n", 0)
    assert (only(app).state, only(app).failures, marks(app)) == (JobState.DONE, 0, 1)


def test_a_worker_asked_to_stop_finishes_the_job_at_hand(app: Flask, done: list[Any]) -> None:
    stop = Event()

    def finish() -> None:
        stop.set()
        done.append("finished")

    app.extensions["job_handlers"] = {"finish": finish}
    app.extensions["hourly_jobs"] = ()
    for _ in range(2):
        perform(enqueue, "finish")
    worker.work(app, stop)
    assert done == ["finished"]


def test_two_workers_never_do_one_job(app: Flask, done: list[Any]) -> None:
    for number in range(24):
        perform(enqueue, "note", what=number)
    barrier = Barrier(4)

    def work(_: int) -> None:
        with app.app_context():
            barrier.wait()
            while run_next():
                pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    while run_next():  # what all four passed by at the same moment
        pass
    assert sorted(done) == list(range(24))


def test_jobs_come_in_their_order_and_not_before_their_time(app: Flask, done: list[Any]) -> None:
    with clock.stopped(NOON):
        perform(enqueue, "note", what="later")
        later = update(Job).values(run_after=NOON + timedelta(minutes=1))
        perform(lambda session: session.execute(later))
        perform(enqueue, "note", what="first")
        perform(enqueue, "note", what="second")
        while run_next():
            pass
    assert done == ["first", "second"]
    with clock.stopped(NOON + timedelta(minutes=1)):
        assert (run_next(), done[-1]) == (True, "later")


def test_failures_are_counted_to_five(app: Flask, done: list[Any]) -> None:
    def fail(what: str) -> None:
        done.append(what)
        raise ValueError("13812345678 is not for the table of jobs")

    app.extensions["job_handlers"] = {"fail": fail}
    with clock.stopped(NOON):
        perform(enqueue, "fail", what="x")
    for hour in range(10):
        with clock.stopped(NOON + timedelta(hours=hour)):
            assert run_next() is (hour < MOST_FAILURES)
    job = only(app)
    assert (len(done), job.failures, job.state) == (5, 5, JobState.FAILED)
    assert job.last_error == "ValueError"


def test_a_kind_that_nobody_knows_fails_like_any_other(app: Flask, done: list[Any]) -> None:
    perform(enqueue, "unheard of")
    assert run_next() is True
    assert (only(app).failures, only(app).last_error) == (1, "KeyError")


def test_an_outage_only_backs_off_until_the_deadline(app: Flask, done: list[Any]) -> None:
    def wait() -> None:
        raise Outage("钉钉没有回应")

    app.extensions["job_handlers"] = {"wait": wait}
    with clock.stopped(NOON):
        perform(enqueue, "wait")
    waits, at = [], NOON
    while at < NOON + OUTAGE_DEADLINE:
        with clock.stopped(at):
            assert run_next() is True
            assert run_next() is False
        job = only(app)
        assert (job.state, job.failures) == (JobState.WAITING, 0)
        waits.append((job.run_after - at).total_seconds())
        at = job.run_after
    assert waits[:4] == [5, 10, 20, 40]
    assert max(waits) == 900
    with clock.stopped(at):
        assert run_next() is True
    assert (only(app).state, only(app).last_error) == (JobState.FAILED, "钉钉没有回应")


def test_who_lost_the_lease_cannot_say_how_the_job_ended(app: Flask, done: list[Any]) -> None:
    def slow(how: str) -> None:
        done.append(how)
        if len(done) == 1:
            with clock.stopped(NOON + LEASE + timedelta(seconds=1)):
                assert run_next() is True  # another worker takes it over and finishes it
            if how != "fine":
                raise {"outage": Outage, "error": ValueError}[how]("too late")

    app.extensions["job_handlers"] = {"slow": slow}
    for how in ("outage", "error", "fine"):
        done.clear()
        with clock.stopped(NOON):
            perform(lambda session: session.query(Job).delete())
            perform(enqueue, "slow", how=how)
            assert run_next() is True
        job = only(app)
        assert (len(done), job.state) == (2, JobState.DONE)
        assert (job.failures, job.outages, job.last_error) == (0, 0, None)
        assert job.done_at == NOON + LEASE + timedelta(seconds=1)


def test_a_job_is_asked_for_once_an_hour_by_however_many_workers(app: Flask) -> None:
    app.extensions["hourly_jobs"] = ("note",)
    barrier = Barrier(4)

    def ask(_: int) -> None:
        with app.app_context():
            barrier.wait()
            perform(jobs.ask_hourly)

    for hours, expected in ((0, 1), (0.9, 1), (1, 2), (5, 3)):
        with clock.stopped(NOON + timedelta(hours=hours)), ThreadPoolExecutor(4) as pool:
            list(pool.map(ask, range(4)))
        with Session(app.extensions["engine"]) as session:
            assert len(session.scalars(select(Job)).all()) == expected


def test_a_worker_survives_a_database_that_goes_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, answers = Event(), iter([False, True])

    def flaky() -> bool:
        if next(answers):
            stop.set()
            return True
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(worker, "run_next", flaky)
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0)
    worker.work(app, stop)
    assert next(answers, "both were asked for") == "both were asked for"


def test_readiness_tells_whether_a_worker_was_seen(app: Flask, client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    schema = client.get("/readyz").get_json()["schema"]
    late = {"status": "ok", "schema": schema, "worker": "late", "search": "missing"}
    assert client.get("/readyz").get_json() == late
    with app.app_context(), clock.stopped(NOON):
        perform(jobs.beat, "w")
        assert client.get("/readyz").get_json() == late | {"worker": "ok"}
    with clock.stopped(NOON + timedelta(minutes=1)):
        assert client.get("/readyz").get_json() == late


def test_without_a_database_it_is_not_ready_but_alive(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr("backend.core.health.last_beat", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "no database")
    assert client.get("/healthz").status_code == 200


def test_a_tick_that_fails_holds_up_neither_the_others_nor_the_jobs(app: Flask) -> None:
    done: list[str] = []

    def fails() -> bool:
        raise RuntimeError("nothing works")

    def works() -> bool:
        done.append("tick")
        return True

    jobs.init_app(app, {"note": lambda: done.append("job")}, ticks=[fails, works])
    with app.app_context():
        perform(lambda session: enqueue(session, "note"))
        assert jobs.tick()
        assert run_next()
    assert done == ["tick", "job"]
