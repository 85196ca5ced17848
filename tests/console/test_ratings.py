"""企业评价: for the 督查 of an agency above, and nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core.auth import Role
from backend.core.database import perform
from backend.core.records import Audit
from backend.inspections import Inspection
from backend.organization import Account, Agency
from backend.ratings import Rating
from tests.cast import Cast, named
from tests.console.conftest import Desk
from tests.inspections.walk import Walk
from tests.ratings.conftest import Party, above, inspectorate, kept, party
from tests.stages import begins

__all__ = ["above", "inspectorate", "party"]

SAID = "没有给看证件，态度也差"
TRACES = ("不满意", SAID, "没有出示证件", "dissatisfied")


@pytest.fixture
def rating(app: Flask, party: Party) -> Rating:
    answer = party.rate(grade="dissatisfied", credentials_shown="no", words=SAID)
    assert answer.status_code == 303
    [row] = kept(app)
    return row


def cells(answer: TestResponse) -> list[Any]:
    return [*load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True)]


@begins("submitted")
def test_the_inspectorate_above_reads_what_was_said_and_that_is_kept(
    app: Flask, inspectorate: Desk, rating: Rating
) -> None:
    shown = inspectorate.page("/ratings")
    row = shown["rating-row"].text
    assert "绍兴市越城区鑫源餐饮店" in row
    assert "不满意" in row
    assert "没有出示证件" in row
    assert SAID not in shown.html
    assert shown["per-agency-row"].text == "越城区市场监督管理局 0 0 1 1 1"
    one = inspectorate.page(f"/ratings/{rating.id}")
    assert one["words"].text == SAID
    with Session(app.extensions["engine"]) as session:
        reads = session.scalars(select(Audit).where(Audit.action == "rating.read")).all()
    assert [(each.name, each.subject_id) for each in reads] == [("周正明", rating.id)]


@begins("submitted")
def test_the_list_narrows(inspectorate: Desk, rating: Rating) -> None:
    for asked, found in (
        ({"state": "dissatisfied"}, 1),
        ({"state": "fair"}, 0),
        ({"agency_id": str(Cast.market)}, 1),
        ({"agency_id": str(Cast.fire)}, 0),
        ({"month": "2026-11"}, 1),
        ({"month": "2026-10"}, 0),
        ({"month": "some day"}, 1),
        ({"before": str(uuid.UUID(int=0))}, 0),
    ):
        shown = inspectorate.page("/ratings", part=True, **asked)
        assert len(shown.all("rating-row")) == found, asked


def test_an_empty_list_says_what_comes(inspectorate: Desk) -> None:
    assert "还没有评价" in inspectorate.page("/ratings")["empty"].text


@begins("submitted")
def test_the_sheet_is_the_list_without_what_was_written(
    app: Flask, inspectorate: Desk, rating: Rating
) -> None:
    answer = inspectorate.ask("/ratings/export", month="2026-11")
    [_, row] = cells(answer)
    assert row[1:] == (
        *("越城区市场监督管理局", "绍兴市越城区鑫源餐饮店", row[3], "不满意"),
        *("没有", "说明了", "没有", "有"),
    )
    with Session(app.extensions["engine"]) as session:
        [trace] = session.scalars(select(Audit).where(Audit.action == "rating.export"))
    assert trace.facts == {"count": 1}


@begins("submitted")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INSPECTORATE])
def test_no_other_role_above_or_in_the_agency_reads_it(
    above: uuid.UUID, desk_of: Callable[..., Desk], cast: Cast, rating: Rating, role: Role
) -> None:
    for account in (above, cast.yu):
        desk = desk_of(account, role)
        for path in ("/ratings", "/ratings/export", f"/ratings/{rating.id}"):
            assert desk.ask(path).status_code == 403


@begins("submitted")
def test_the_rated_agency_sees_nothing_of_it(
    above: uuid.UUID, desk_of: Callable[..., Desk], cast: Cast, walk: Walk, rating: Rating
) -> None:
    """Neither by its own 督查, nor in the task, the inspection, their trails, sheets and lists."""
    own = desk_of(cast.yu, Role.INSPECTORATE)
    assert own.page("/ratings").all("rating-row") == []
    assert own.page("/ratings").all("per-agency-row") == []
    assert own.ask(f"/ratings/{rating.id}").status_code == 404
    assert len(cells(own.ask("/ratings/export"))) == 1
    head = desk_of(cast.yu, Role.SECTION_HEAD, Role.AGENCY_HEAD)
    for path in (
        *("/tasks", "/inspections", "/reviews", "/rectifications", "/alerts", "/handovers"),
        f"/tasks/{walk.task}/trail",
        *(f"/inspections/{walk.inspection}", f"/inspections/{walk.inspection}/trail"),
        f"/subjects/{cast.subject}",
    ):
        answer = head.ask(path)
        assert answer.status_code == 200, path
        shown = answer.get_data(as_text=True)
        assert not any(trace in shown for trace in (*TRACES, "企业评价", "ratings"))
    for path in (
        *(f"/tasks/{walk.task}", f"/inspections/{walk.inspection}", "/tasks", "/alerts"),
        *(f"/subjects/{cast.subject}", f"/subjects/{cast.subject}/whole"),
    ):
        answer = walk.chen.get(path)
        assert answer.status_code == 200
        assert not any(trace in answer.get_data(as_text=True) for trace in (*TRACES, "ratings"))


@begins("submitted")
def test_who_was_there_reads_nothing_though_now_of_the_agency_above(
    app: Flask, above: uuid.UUID, desk_of: Callable[..., Desk], cast: Cast, rating: Rating
) -> None:
    def moved(session: Session) -> None:
        session.execute(
            update(Account).where(Account.id == cast.shen).values(agency_id=named("government"))
        )

    with app.app_context():
        perform(moved)
    shen = desk_of(cast.shen, Role.INSPECTORATE)
    assert shen.page("/ratings").all("rating-row") == []
    assert shen.ask(f"/ratings/{rating.id}").status_code == 404


@begins("submitted")
def test_another_branch_of_the_tree_reads_nothing(
    above: uuid.UUID, desk_of: Callable[..., Desk], cast: Cast, rating: Rating
) -> None:
    fire = desk_of(cast.sun, Role.INSPECTORATE)
    assert fire.page("/ratings").all("rating-row") == []
    assert fire.ask(f"/ratings/{rating.id}").status_code == 404


@begins("submitted")
@pytest.mark.parametrize(("crew", "reader"), [("fire", "yu"), ("government", "above")])
def test_neither_whose_name_it_bore_nor_whose_officers_went_there(
    app: Flask,
    above: uuid.UUID,
    desk_of: Callable[..., Desk],
    walk: Walk,
    party: Party,
    crew: str,
    reader: str,
) -> None:
    """As where a body acts by entrustment: the paper is the market regulators' all the same."""

    def entrusted(session: Session) -> None:
        session.execute(
            update(Agency).where(Agency.id == named("fire")).values(path=f"{path}{named('fire')}/")
        )
        session.execute(update(Inspection).values(agency_id=named(crew)))

    path = f"/{named('government')}/{Cast.market}/"
    with app.app_context():
        perform(entrusted)
    party.rate()
    desk = desk_of(named(f"account {reader}"), Role.INSPECTORATE)
    assert desk.page("/ratings").all("rating-row") == []
