"""The register of officers and the tree of agencies, by their use cases."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backend.core import clock, jobs
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem
from backend.matters import Checklist
from backend.organization import (
    Account,
    Agency,
    AgencyKind,
    Certificate,
    Officer,
    absences,
    accounts,
    agencies,
    officers,
    sheets,
)
from backend.organization.reminders import remind
from tests.cast import Cast
from tests.conftest import Phone, assignment, problem

OFFICE = {
    "field": "市场监管",
    "document_prefix": "越市",
    "review_authority": "绍兴市越城区人民政府",
    "court": "绍兴市越城区人民法院",
}


@pytest.fixture
def keeper(app: Flask, noon: object, cast: Cast) -> Iterator[Caller]:
    """Yu as the register admin, inside the application."""
    with app.app_context(), unit_of_work(writes=False) as session:
        path = session.get_one(Agency, cast.market).path
    roles = frozenset({Role.REGISTER_ADMIN})
    with app.app_context():
        yield Caller(cast.yu, None, cast.market, path, "俞建国", roles, uuid.uuid4())


def office(keeper: Caller, parent: uuid.UUID, name: str, **more: Any) -> uuid.UUID:
    values = OFFICE | {"name": name, "short_name": name} | more
    made = perform(agencies.add, by=keeper, parent_id=parent, values=values)
    return made.id


def paths() -> dict[str, str]:
    with unit_of_work(writes=False) as session:
        rows = session.scalars(select(Agency)).all()
        names = {str(each.id): each.short_name for each in rows}
        return {
            each.short_name: "/".join(names[part] for part in each.path.strip("/").split("/"))
            for each in rows
        }


def test_an_agency_moves_with_all_below_it(keeper: Caller, cast: Cast) -> None:
    one, two = office(keeper, cast.market, "一所"), office(keeper, cast.market, "二所")
    office(keeper, one, "一所一队")
    move: dict[str, Any] = {"by": keeper, "agency_id": one, "version": 1, "values": {}}
    perform(agencies.change, parent_id=two, **move)
    home = paths()["二所"].split("/")[0]
    assert paths()["一所一队"] == f"{home}/二所/一所/一所一队"
    circle: dict[str, Any] = {"by": keeper, "agency_id": two, "version": 1, "values": {}}
    with pytest.raises(Problem, match="agency-misplaced"):
        perform(agencies.change, parent_id=one, **circle)
    with pytest.raises(Problem, match="agency-misplaced"):
        perform(agencies.change, parent_id=cast.fire, **circle)
    with pytest.raises(Problem, match="agency-changed"):
        perform(agencies.change, parent_id=cast.market, **move)


def test_two_moves_at_once_make_no_circle(app: Flask, keeper: Caller, cast: Cast) -> None:
    one, two = office(keeper, cast.market, "一所"), office(keeper, cast.market, "二所")
    barrier = Barrier(2)

    def move(moved: uuid.UUID, under: uuid.UUID) -> str:
        with app.app_context():
            barrier.wait()
            try:
                perform(
                    agencies.change,
                    by=keeper,
                    agency_id=moved,
                    version=1,
                    parent_id=under,
                    values={},
                )
            except Problem as refused:
                return refused.code
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        ends = {pool.submit(move, one, two), pool.submit(move, two, one)}
        assert sorted(each.result() for each in ends) == ["agency-misplaced", "moved"]
    assert sorted(path.count("/") for path in paths().values()) == [0, 0, 1, 2]


def test_a_keeper_acts_on_the_own_agency_and_below(keeper: Caller, cast: Cast) -> None:
    with pytest.raises(NotFound):
        office(keeper, cast.fire, "消防一站")
    values: dict[str, Any] = {"agency_id": cast.fire, "name": "某人", "post": "科"}
    with pytest.raises(NotFound):
        perform(officers.add, by=keeper, values=values, valid_from=clock.today())


def test_an_entrusted_body_assigns_within_its_entrustment_only(
    keeper: Caller, cast: Cast, yu: Phone, app: Flask
) -> None:
    body = office(keeper, cast.market, "服务中心", kind=AgencyKind.ENTRUSTED)
    with app.app_context():
        perform(_settle, body, cast)
    answer = yu.post("/tasks", json=assignment(cast))
    assert "没有市场监管方面" in problem(answer, 422, "agency-not-inspecting")["title"]
    today = clock.today()
    term: dict[str, Any] = {
        "valid_from": today,
        "valid_to": today + timedelta(days=30),
        "published": True,
    }
    paper: dict[str, Any] = {
        "powers": "检查",
        "document": "越市监委〔2026〕1号",
        "matters": ["市场监管"],
    }
    whole: dict[str, Any] = {"by": keeper, "agency_id": body, "principal_id": cast.market}
    made = perform(agencies.entrust, **whole, **term, **paper)
    task = yu.post("/tasks", json=assignment(cast))
    assert task.status_code == 201, task.text
    phone = Phone(app, cast.chen)
    phone.do("task.accept", task_id=task.get_json()["task_id"])
    numbers = phone.get(f"/tasks/{task.get_json()['task_id']}").get_json()["numbers"]
    assert numbers["record"]["number"].startswith("越市监检录")
    perform(
        agencies.end_entrustment, by=keeper, agency_id=body, entrustment_id=made.id, reason="到期"
    )
    problem(yu.post("/tasks", json=assignment(cast)), 422, "agency-not-inspecting")


A_MATTER, ANOTHER = "01310600000101", "01310600000202"
SCOPES = [([A_MATTER], False), ([A_MATTER, ANOTHER], True), (["市场监管"], True)]


@pytest.fixture
def form_of_two(app: Flask, cast: Cast) -> str:
    """The cast's form once more, serving two matters."""
    with app.app_context():
        return str(perform(_serving, cast.checklist, [A_MATTER, ANOTHER]))


def _serving(session: Session, checklist_id: uuid.UUID, codes: list[str]) -> uuid.UUID:
    first = session.get_one(Checklist, checklist_id)
    columns = {c.key: getattr(first, c.key) for c in Checklist.__mapper__.columns}
    new = {"id": uuid.uuid4(), "version": first.version + 1, "matters": codes}
    session.add(made := Checklist(**columns | new))
    session.flush()
    return made.id


@pytest.mark.parametrize(("scope", "reached"), SCOPES)
def test_officers_go_where_their_scope_reaches_every_matter(
    app: Flask, cast: Cast, yu: Phone, form_of_two: str, scope: list[str], reached: bool
) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(
            update(Officer).where(Officer.id == cast.shen_officer).values(matters=scope)
        )
    answer = yu.post("/tasks", json=assignment(cast, checklist_id=form_of_two))
    if reached:
        assert answer.status_code == 201, answer.text
    else:
        assert "没有被授权查市场监管" in problem(answer, 422, "task-team-unfit")["title"]


@pytest.mark.parametrize(("scope", "reached"), SCOPES)
def test_a_body_acts_where_its_entrustment_reaches_every_matter(
    keeper: Caller,
    app: Flask,
    cast: Cast,
    yu: Phone,
    form_of_two: str,
    scope: list[str],
    reached: bool,
) -> None:
    body = office(keeper, cast.market, "服务中心", kind=AgencyKind.ENTRUSTED)
    with app.app_context():
        perform(_settle, body, cast)
    today = clock.today()
    perform(
        agencies.entrust,
        by=keeper,
        agency_id=body,
        principal_id=cast.market,
        valid_from=today,
        valid_to=today + timedelta(days=30),
        published=True,
        powers="检查",
        document="越市监委〔2026〕1号",
        matters=scope,
    )
    answer = yu.post("/tasks", json=assignment(cast, checklist_id=form_of_two))
    assert answer.status_code == (201 if reached else 422), answer.text
    if not reached:
        problem(answer, 422, "agency-not-inspecting")


def _settle(session: Session, body: uuid.UUID, cast: Cast) -> None:
    """Chen, Shen and Yu work for the body."""
    ids = [cast.chen_officer, cast.shen_officer]
    session.execute(update(Officer).where(Officer.id.in_(ids)).values(agency_id=body))
    three = [cast.chen, cast.shen, cast.yu]
    session.execute(update(Account).where(Account.id.in_(three)).values(agency_id=body))


def test_an_agency_without_standing_assigns_nothing(keeper: Caller, cast: Cast, yu: Phone) -> None:
    values: dict[str, Any] = {"standing": False}
    where: dict[str, Any] = {
        "by": keeper,
        "agency_id": cast.market,
        "version": 1,
        "parent_id": None,
    }
    perform(agencies.change, **where, values=values)
    problem(yu.post("/tasks", json=assignment(cast)), 422, "agency-not-inspecting")


def test_another_agency_takes_the_roles_of_the_old_post(
    keeper: Caller, cast: Cast, chen: Phone, app: Flask
) -> None:
    station = office(keeper, cast.market, "府山所")
    with unit_of_work() as session:
        session.get_one(Account, cast.chen).roles = ["officer", "section_head"]
    values: dict[str, Any] = {"agency_id": station, "post": "巡查组"}
    change: dict[str, Any] = {
        "by": keeper,
        "officer_id": cast.chen_officer,
        "valid_from": date(2026, 12, 1),
    }
    perform(officers.change, version=1, values=values, reason="调令 12 号", **change)
    assert chen.get("/me").get_json()["code"] == "session-ended"
    with unit_of_work(writes=False) as session:
        account = session.get_one(Account, cast.chen)
        assert (account.roles, account.agency_id) == (["officer"], station)
        [moved] = officers.history(session, cast.chen_officer)
    assert moved.facts["post"] == ["四级主任科员", "巡查组"]
    assert moved.facts["agency_id"] == ["绍兴市越城区市场监督管理局", "府山所"]
    assert moved.valid_from == date(2026, 12, 1)


@pytest.mark.parametrize(
    "act", ["UPDATE officer_change SET reason = 'x'", "DELETE FROM officer_change"]
)
def test_the_history_only_grows(app: Flask, keeper: Caller, cast: Cast, act: str) -> None:
    leave: dict[str, Any] = {
        "officer_id": cast.chen_officer,
        "version": 1,
        "on": clock.today(),
        "reason": "退休",
    }
    perform(officers.leave_service, by=keeper, **leave)
    refused = pytest.raises(DBAPIError, match="append-only")
    with app.extensions["engine"].connect() as connection, refused:
        connection.execute(text(act.format("officer_change")))


def test_who_is_on_leave_until_the_deadline_cannot_go(
    keeper: Caller, cast: Cast, yu: Phone
) -> None:
    today = clock.today()
    leave: dict[str, Any] = {"by": keeper, "officer_id": cast.shen_officer, "reason": "产假"}
    perform(absences.take_leave, from_day=today, to_day=today + timedelta(days=3), **leave)
    assert yu.post("/tasks", json=assignment(cast)).status_code == 201
    near = assignment(cast, deadline=(today + timedelta(days=2)).isoformat())
    assert "请假" in problem(yu.post("/tasks", json=near), 422, "task-team-unfit")["title"]
    with pytest.raises(Problem, match="leave-unfit"):
        perform(absences.take_leave, from_day=today, to_day=today, **leave)


def test_of_two_that_change_an_account_at_once_one_wins(
    app: Flask, noon: object, cast: Cast
) -> None:
    with app.app_context():
        with unit_of_work(writes=False) as session:
            path = session.get_one(Agency, cast.market).path
        guard = frozenset({Role.SECURITY_ADMIN})
        by = Caller(cast.yu, None, cast.market, path, "严明华", guard, uuid.uuid4())
        change: dict[str, Any] = {"by": by, "account_id": cast.chen, "version": 1}
        perform(accounts.set_roles, roles=[Role.OFFICER], **change)
        with pytest.raises(Problem, match="account-changed"):
            perform(accounts.set_roles, roles=[Role.LEADER], **change)


def test_a_certificate_is_told_of_once_at_each_threshold(
    keeper: Caller, cast: Cast, app: Flask
) -> None:
    until = clock.today() + timedelta(days=20)

    def told() -> int:
        remind()
        with unit_of_work(writes=False) as session:
            kinds = session.scalars(select(jobs.Job.kind)).all()
        return kinds.count("message.certificate_ending")

    with unit_of_work() as session:
        of_chen = Certificate.officer_id == cast.chen_officer
        session.execute(update(Certificate).where(of_chen).values(valid_to=until))
    assert [told(), told()] == [1, 1]
    with clock.stopped(clock.now() + timedelta(days=15)):
        assert [told(), told()] == [2, 2]
    with clock.stopped(clock.now() + timedelta(days=40)):
        assert told() == 2


ROW = {
    "agency": "绍兴市越城区市场监督管理局",
    "name": "顾小满",
    "id_number": "330600199001011239",
    "post": "食品监管科",
    "number": "99060200001",
    "issuer": "浙江省人民政府",
    "valid_from": "2026/1/1",
    "valid_to": "2030-12-31",
}


def test_a_sheet_is_read_checked_and_taken_once(keeper: Caller, cast: Cast) -> None:
    values, wrong = sheets.read(ROW)
    assert wrong == {}
    with unit_of_work(writes=False) as session:
        assert sheets.check(session, keeper, [values]) == [{}]
    assert perform(sheets.take, keeper, "名册.xlsx", [values]) == {"新增": 1, "登记证件": 1}
    again = perform(sheets.take, keeper, "名册.xlsx", [values])
    assert again == {"没有变化": 1, "登记证件": 1}


def test_numbers_are_put_right_however_they_were_typed() -> None:
    typed = {"id_number": "３３０６００ 19900101 1239", "phone": "+86 138-0000-0001"}
    values, wrong = sheets.read(ROW | typed | {"number": "９９０６ 0200001"})
    assert wrong == {}
    plain = ("330600199001011239", "13800000001", "99060200001")
    assert (values["id_number"], values["phone"], values["number"]) == plain


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        *(({"name": ""}, "name"), ({"id_number": "330600199001011230"}, "id_number")),
        *(({"valid_to": ""}, "valid_to"), ({"valid_to": "明年"}, "valid_to")),
        *(({"valid_to": "2025-01-01"}, "valid_to"), ({"auxiliary": "也许"}, "auxiliary")),
        *(({"number": "1"}, "number"), ({"auxiliary": "是"}, "auxiliary")),
        *(
            ({"agency": "绍兴市越城区消防救援大队"}, "agency"),
            ({"number": "11060200002"}, "number"),
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_told_by_column(
    keeper: Caller, changes: dict[str, str], column: str
) -> None:
    values, wrong = sheets.read(ROW | changes)
    if not wrong:
        with unit_of_work(writes=False) as session:
            [wrong] = sheets.check(session, keeper, [values])
    assert set(wrong) == {column}
