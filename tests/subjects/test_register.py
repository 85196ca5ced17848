"""Adding and changing a subject: the history, the feed, and two people at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.database import perform, unit_of_work
from backend.subjects import Change, Subject, register
from backend.subjects.models import Feed
from backend.subjects.problems import SubjectChanged
from tests.cast import Cast

DAY = date(2026, 11, 24)


def change(session: Session, /, version: int, **values: Any) -> Subject:
    subject = session.get_one(Subject, Cast.subject)
    return register.change(
        session,
        by=None,
        subject=subject,
        version=version,
        source="市场监管登记",
        valid_from=DAY,
        values=values,
    )


def history(app: Flask) -> list[Change]:
    with app.app_context(), unit_of_work(writes=False) as session:
        return list(session.scalars(select(Change).order_by(Change.id)))


def test_a_change_keeps_before_and_after_with_source_and_day(app: Flask) -> None:
    with app.app_context():
        subject = perform(change, 1, name="绍兴市越城区鑫源大酒楼", credit="B")
    assert (subject.name, subject.version) == ("绍兴市越城区鑫源大酒楼", 2)
    [row] = history(app)
    assert row.facts == {"name": ["绍兴市越城区鑫源餐饮店", "绍兴市越城区鑫源大酒楼"]}
    assert (row.source, row.valid_from, row.by_name) == ("市场监管登记", DAY, "系统")


def test_the_same_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        assert perform(change, 1, name="绍兴市越城区鑫源餐饮店").version == 1
    assert history(app) == []


def test_personal_data_is_sealed_in_the_row_and_masked_in_the_history(app: Flask) -> None:
    with app.app_context():
        subject = perform(change, 1, phone="13800001234")
        assert app.extensions["keys"].unseal(subject.phone_sealed) == "13800001234"
    [row] = history(app)
    assert row.facts == {"phone": ["", "138****1234"]}


def test_of_two_who_change_the_same_version_one_is_told(app: Flask) -> None:
    with app.app_context():
        perform(change, 1, legal_rep="王一")
        with pytest.raises(SubjectChanged):
            perform(change, 1, legal_rep="王二")
    assert len(history(app)) == 1


def test_every_change_is_fed_to_search_and_map(app: Flask) -> None:
    with app.app_context():
        perform(change, 1, legal_rep="王一")
        with unit_of_work(writes=False) as session:
            [row] = session.scalars(select(Feed))
    assert row.subject_ids == [str(Cast.subject)]
