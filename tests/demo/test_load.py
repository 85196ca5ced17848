from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.alerts import Alert
from backend.core.settings import Settings
from backend.demo import delivered
from backend.demo.load import load
from backend.documents import Document
from backend.handovers import Handover
from backend.imports import Import
from backend.inspections import Flaw
from backend.organization import Agency, Certificate, Officer
from backend.ratings import Rating
from backend.subjects import Subject
from backend.subjects.models import Snapshot
from backend.tasks import State, Task


def test_the_demo_loads_once_and_a_second_run_keeps_it(demo: Flask, tmp_path: Path) -> None:
    with Session(demo.extensions["engine"]) as session:
        states = Counter(session.scalars(select(Task.state)))
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Subject, Officer, Flaw)
        ]
        tasks = set(session.scalars(select(Task.id)))
    assert counts == [5007, 62, 2]  # both of the one that the review queue shows
    assert min(states[each] for each in (State.PENDING, State.ACCEPTED, State.REVIEW)) >= 1
    assert load(demo) is False
    with Session(demo.extensions["engine"]) as session:
        assert set(session.scalars(select(Task.id))) == tasks
    directory = demo.extensions["settings"].demo_folder / "directory.json"
    assert "chenliqun" in directory.read_text("utf-8")


def test_there_is_something_to_sign_for_to_return_to_and_to_be_warned_of(demo: Flask) -> None:
    with Session(demo.extensions["engine"]) as session:
        states = Counter(session.scalars(select(Handover.state)))
        rules = Counter(session.scalars(select(Alert.rule)))
    assert states == {"sent": 2, "returned": 1, "received": 1, "reported": 1}
    assert rules.keys() >= {"certificate", "task_due", "licence", "handover"}


def test_a_dozen_parties_have_rated_and_some_are_not_content(demo: Flask) -> None:
    with Session(demo.extensions["engine"]) as session:
        grades = Counter(session.scalars(select(Rating.grade)))
    assert grades == {"satisfied": 7, "fair": 3, "dissatisfied": 2}


def test_two_people_were_asked_at_one_place_each_on_a_paper_of_their_own(demo: Flask) -> None:
    with Session(demo.extensions["engine"]) as session:
        asked = session.execute(
            select(Document.inspection_id, Document.about).where(
                Document.kind == "interview_record"
            )
        ).all()
    places = [place for place, who in asked if who == "周建芬"]
    assert places
    assert len(asked) == 2 * len(set(places))


def test_a_snapshot_was_written_yesterday_and_todays_waits_to_be_compared(demo: Flask) -> None:
    with Session(demo.extensions["engine"]) as session:
        found, row = session.execute(
            select(Import, Snapshot).join(Snapshot, Snapshot.import_id == Import.id)
        ).one()
        kept = session.scalar(select(func.count()).where(Subject.source == delivered.SOURCE))
        [agency] = session.scalars(select(Agency.id).where(Agency.id == found.agency_id))
    assert (found.state, found.by_name, row.row_count, kept) == ("done", "钱立新", 240, 240)
    folder = Path(demo.extensions["settings"].snapshot_folder)
    assert len(list((folder / str(agency)).iterdir())) == 3


def test_phones_and_id_numbers_are_stored_sealed(demo: Flask) -> None:
    with Session(demo.extensions["engine"]) as session:
        sealed = session.scalars(select(Officer.phone_sealed)).all()
        certificates = session.scalar(select(func.count()).select_from(Certificate))
    assert all(each is None or each.startswith("demo:") for each in sealed)
    assert certificates is not None
    assert certificates >= 60


def test_a_load_that_was_cut_short_says_how_to_begin_again(demo: Flask) -> None:
    (demo.extensions["settings"].demo_folder / "loaded").unlink()
    with pytest.raises(SystemExit, match="RESET=1"):
        load(demo)


def test_the_demo_never_goes_into_a_production_database(demo: Flask) -> None:
    demo.extensions["settings"] = Settings(
        database_url="sqlite://", storage_folder=Path("unused"), environment="production"
    )
    with pytest.raises(SystemExit, match="生产"):
        load(demo)
