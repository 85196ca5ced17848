"""What search and map are fed from: nothing that was committed is passed by, in whatever order."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.subjects import feed
from tests.conftest import NOON, POSTGRESQL


def ids_after(app: Flask, position: int) -> list[str]:
    with app.app_context(), unit_of_work(writes=False) as session:
        return [each for _, ids in feed.after(session, position) for each in ids]


def test_what_is_announced_is_read_once_it_has_a_position(app: Flask) -> None:
    changed = [uuid.uuid4() for _ in range(1200)]
    with app.app_context():
        perform(feed.announce, changed)
        assert ids_after(app, 0) == []
        assert perform(feed.sequence) == 3
        assert perform(feed.sequence) == 0
    assert ids_after(app, 0) == [str(each) for each in changed]
    assert ids_after(app, 2) == [str(each) for each in changed[1000:]]


def test_what_is_rolled_back_was_never_announced(app: Flask) -> None:
    def fails(session: Session) -> None:
        feed.announce(session, [uuid.uuid4()])
        raise RuntimeError

    with app.app_context():
        with pytest.raises(RuntimeError):
            perform(fails)
        assert perform(feed.sequence) == 0


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite writes one transaction after the other")
def test_a_row_begun_earlier_and_committed_later_is_not_passed_by(app: Flask) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    engine = app.extensions["engine"]
    with Session(engine) as slow, app.app_context():
        feed.announce(slow, [first])
        slow.flush()  # its id is the smaller one
        perform(feed.announce, [second])
        perform(feed.sequence)
        assert ids_after(app, 0) == [str(second)]
        seen = 1
        slow.commit()
        perform(feed.sequence)
        assert ids_after(app, seen) == [str(first)]


def test_what_all_have_read_goes_after_two_weeks_but_for_the_newest(app: Flask) -> None:
    with app.app_context(), clock.stopped(NOON):
        for _ in range(3):
            perform(feed.announce, [uuid.uuid4()])
        perform(feed.sequence)
        feed.trim()
        assert len(ids_after(app, 0)) == 3
    with app.app_context(), clock.stopped(NOON + timedelta(days=15)):
        perform(feed.announce, [uuid.uuid4()])  # not numbered yet: nobody has read it
        feed.trim()
        with unit_of_work(writes=False) as session:
            assert feed.bounds(session) == (3, 3)
        assert perform(feed.sequence) == 1
        assert len(ids_after(app, 3)) == 1
