"""合并 and 拆分, and what belongs to a subject."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.core.problems import InvalidInput, NotFound
from backend.subjects import Licence, PastInspection, Subject, details, merging
from backend.subjects.problems import (
    CannotMerge,
    LicenceKnown,
    OutsideArea,
    SubjectChanged,
    SubjectMerged,
)
from tests.cast import Cast
from tests.conftest import Phone, assignment, problem
from tests.subjects.conftest import XU, entered, shop
from tests.subjects.searching import keep

KEEPER = Caller(
    account_id=XU,
    officer_id=None,
    agency_id=Cast.market,
    agency_path=f"/{Cast.market}/",
    name="徐名录",
    roles=frozenset({Role.REGISTER_ADMIN}),
    session_id=uuid.UUID(int=0),
)
LICENCE = {
    "kind": "食品经营许可证",
    "number": "JY23306020000001",
    "issuer": "绍兴市越城区市场监督管理局",
    "valid_from": date(2021, 12, 1),
    "valid_to": date(2026, 12, 1),
}
DOUBLE = {"uscc": "", "legacy_number": "330602198001036", "name": "鑫源餐饮店（旧照）"}


def kept(app: Flask, subject_id: uuid.UUID) -> Subject:
    with app.app_context(), unit_of_work(writes=False) as session:
        return session.get_one(Subject, subject_id)


def merge(app: Flask, other: uuid.UUID, into: uuid.UUID = Cast.subject, by: Caller = KEEPER) -> Any:
    with app.app_context():
        return perform(
            merging.merge,
            by=by,
            survivor_id=into,
            survivor_version=kept(app, into).version,
            other_id=other,
            other_version=kept(app, other).version,
            reason="同一家换了新照",
        )


def whole(xu: Phone, subject_id: uuid.UUID) -> dict[str, Any]:
    found: dict[str, Any] = xu.get(f"/subjects/{subject_id}/whole").get_json()
    return found


@contextmanager
def acting(app: Flask) -> Iterator[Session]:
    with app.app_context(), unit_of_work() as session:
        yield session


def licence(app: Flask, subject_id: uuid.UUID, **values: Any) -> None:
    with acting(app) as session:
        details.keep_licence(
            session,
            by=KEEPER,
            subject_id=subject_id,
            version=session.get_one(Subject, subject_id).version,
            licence_id=None,
            values=LICENCE | values,
            source="发证机关",
        )


@pytest.fixture
def double(xu: Phone) -> uuid.UUID:
    """The shop of the cast once more, under the papers of before 2015."""
    return entered(xu, **DOUBLE)


def test_the_merged_one_is_found_no_more_and_points_to_the_other(
    app: Flask, xu: Phone, double: uuid.UUID
) -> None:
    merge(app, double)
    keep(app)
    assert xu.get("/subjects", q="旧照").get_json()["items"] == []
    assert whole(xu, double)["merged_into"]["id"] == str(Cast.subject)
    found = whole(xu, Cast.subject)
    assert [each["id"] for each in found["absorbed"]] == [str(double)]
    [fact] = found["changes"]["items"][0]["facts"]
    assert (fact["title"], fact["after"]) == ("并入的主体", "鑫源餐饮店（旧照）（N330602-000001）")
    assert whole(xu, double)["changes"]["items"][0]["reason"] == "同一家换了新照"


def test_what_names_either_is_shown_on_the_one_that_stays(
    app: Flask, xu: Phone, yu: Phone, double: uuid.UUID
) -> None:
    licence(app, double)
    with acting(app) as session:
        row: dict[str, Any] = {"day": date(2025, 3, 1), "agency_name": "绍兴市越城区消防救援大队"}
        session.add(PastInspection(subject_id=double, result=5, open=True, **row))
    yu.post("/tasks", json=assignment(Cast(), subject_id=str(double)))
    merge(app, double)
    found = whole(yu, Cast.subject)
    assert [each["number"] for each in found["licences"]] == ["JY23306020000001"]
    assert [(each["day"], each["agency"]) for each in found["inspections"]] == [
        ("2026-04-08", "绍兴市越城区卫生健康局"),
        ("2025-03-01", "绍兴市越城区消防救援大队"),
    ]
    assert [each["agency"] for each in found["rectifications"]] == ["绍兴市越城区消防救援大队"]
    assert len(found["open_tasks"]) == 1


def test_a_task_for_the_merged_one_goes_to_the_one_that_stays(
    app: Flask, yu: Phone, double: uuid.UUID
) -> None:
    merge(app, double)
    answer = yu.post("/tasks", json=assignment(Cast(), subject_id=str(double)))
    task = yu.get(f"/tasks/{answer.get_json()['task_id']}").get_json()
    assert task["subject"]["id"] == str(Cast.subject)


def test_the_merged_one_is_changed_no_more(app: Flask, xu: Phone, double: uuid.UUID) -> None:
    merge(app, double)
    body = {"version": 2, "subject": {"name": "改名"}, "source": "x", "valid_from": "2026-11-01"}
    refused = problem(xu.post(f"/subjects/{double}", json=body), 409, "subject-merged")
    assert refused["details"]["id"] == str(Cast.subject)
    with pytest.raises(SubjectMerged):
        merge(app, double)


def test_a_merge_is_undone_with_its_trail(app: Flask, xu: Phone, double: uuid.UUID) -> None:
    merge(app, double)
    with app.app_context():
        version = kept(app, double).version
        undo: dict[str, Any] = {
            "by": KEEPER,
            "subject_id": double,
            "version": version,
            "reason": "是两家",
        }
        perform(merging.separate, **undo)
        with pytest.raises(SubjectChanged):
            perform(merging.separate, **undo)
    assert kept(app, double).merged_into is None
    keep(app)
    assert len(xu.get("/subjects", q="旧照").get_json()["items"]) == 1
    for each in (double, Cast.subject):
        assert whole(xu, each)["changes"]["items"][0]["kind_in_words"] == "拆分"


def test_what_was_merged_before_goes_along(app: Flask, xu: Phone, double: uuid.UUID) -> None:
    third = entered(xu, **DOUBLE | {"name": "鑫源饭店（更旧）"})
    merge(app, third, into=double)
    merge(app, double)
    assert {each["id"] for each in whole(xu, Cast.subject)["absorbed"]} == {str(double), str(third)}


def test_two_with_codes_are_two(app: Flask, xu: Phone, double: uuid.UUID) -> None:
    other = entered(xu)
    for into, from_, words in (
        (Cast.subject, other, "不是同一家"),
        (double, other, "要留下"),
        (Cast.subject, Cast.subject, "自己"),
    ):
        with pytest.raises(CannotMerge) as refused:
            merge(app, from_, into=into)
        assert words in refused.value.body()["title"]


def test_each_into_the_other_at_once_makes_one(app: Flask, xu: Phone, double: uuid.UUID) -> None:
    third = entered(xu, **DOUBLE | {"name": "鑫源饭店（更旧）"})
    seen = {each: kept(app, each).version for each in (double, third)}
    together = Barrier(2)

    def one(into: uuid.UUID, other: uuid.UUID) -> str:
        together.wait()
        try:
            with app.app_context():
                perform(
                    merging.merge,
                    by=KEEPER,
                    survivor_id=into,
                    survivor_version=seen[into],
                    other_id=other,
                    other_version=seen[other],
                    reason="同一家",
                )
        except (SubjectChanged, SubjectMerged):
            return "told"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ways = pool.map(one, (double, third), (third, double))
        assert sorted(ways) == ["done", "told"]
    into = [kept(app, each).merged_into for each in (double, third)]
    assert into.count(None) == 1


def test_another_county_merges_nothing(app: Flask, xu: Phone, double: uuid.UUID) -> None:
    stranger = Caller(**{**KEEPER.__dict__, "agency_path": f"/{uuid.uuid4()}/"})
    with pytest.raises(OutsideArea):
        merge(app, double, by=stranger)


def test_a_new_one_out_of_one_takes_what_is_its_own(app: Flask, xu: Phone) -> None:
    licence(app, Cast.subject)
    with acting(app) as session:
        licence_id = session.scalars(select(Licence.id)).one()
        past_id = session.scalars(select(PastInspection.id)).one()
    split: dict[str, Any] = {
        "by": KEEPER,
        "subject_id": Cast.subject,
        "values": shop()["subject"],
        "licence_ids": [licence_id],
        "past_ids": [past_id],
        "source": "现场核实",
        "valid_from": date(2026, 11, 24),
        "reason": "一照两店",
    }
    with app.app_context():
        made = perform(merging.split_off, version=kept(app, Cast.subject).version, **split)
    found = whole(xu, made.id)
    assert (len(found["licences"]), len(found["inspections"])) == (1, 1)
    assert found["changes"]["items"][0]["facts"][0]["title"] == "拆自"
    left = whole(xu, Cast.subject)
    assert (left["licences"], left["inspections"]) == ([], [])
    assert left["changes"]["items"][0]["facts"][0]["title"] == "拆出"
    split |= {"values": shop(uscc="", kind="场所")["subject"], "version": 3}
    with app.app_context(), pytest.raises(NotFound):
        perform(merging.split_off, **split)


def test_licences_are_kept_changed_and_dropped(app: Flask, xu: Phone) -> None:
    licence(app, Cast.subject)
    with pytest.raises(LicenceKnown):
        licence(app, Cast.subject)
    with pytest.raises(InvalidInput):
        licence(app, Cast.subject, number="")
    [found] = whole(xu, Cast.subject)["licences"]
    assert (found["standing"], found["days_left"]) == ("soon", 7)
    with acting(app) as session:
        what: dict[str, Any] = {
            "by": KEEPER,
            "subject_id": Cast.subject,
            "licence_id": uuid.UUID(found["id"]),
        }
        longer = LICENCE | {"valid_to": None}
        details.keep_licence(session, version=2, values=longer, source="发证机关", **what)
    with pytest.raises(SubjectChanged), acting(app) as session:
        details.drop_licence(session, version=2, source="x", reason="y", **what)
    assert whole(xu, Cast.subject)["licences"][0]["standing"] == "valid"
    with acting(app) as session:
        details.drop_licence(session, version=3, source="发证机关", reason="吊销", **what)
    found = whole(xu, Cast.subject)
    assert found["licences"] == []
    [fact] = found["changes"]["items"][0]["facts"]
    assert (fact["after"], "长期" in fact["before"]) == ("", True)
    with pytest.raises(NotFound), acting(app) as session:
        details.drop_licence(session, version=4, source="x", reason="y", **what)


def test_credit_is_kept_by_month_and_the_newest_holds(app: Flask, xu: Phone) -> None:
    for version, (month, grade) in enumerate([("2026-10", "A"), ("2026-09", "C")], 1):
        with acting(app) as session:
            details.keep_credit(
                session,
                by=KEEPER,
                subject_id=Cast.subject,
                version=version,
                month=month,
                grade=grade,
                source="省信用平台",
            )
    found = whole(xu, Cast.subject)
    assert found["subject"]["credit"] == "A"
    assert [(each["month"], each["grade"]) for each in found["credits"]] == [
        ("2026-10", "A"),
        ("2026-09", "C"),
    ]
    assert found["changes"]["items"][0]["facts"][0]["title"] == "信用等级 2026-09"


def test_tags_come_and_go(app: Flask, xu: Phone) -> None:
    with acting(app) as session:
        what: dict[str, Any] = {"by": KEEPER, "subject_id": Cast.subject, "source": "专项整治"}
        details.tag(session, version=1, add="无事不扰", **what)
        assert details.tag(session, version=2, remove="餐饮", **what).tags == ["无事不扰"]
        assert details.tag(session, version=3, add="无事不扰", **what).version == 3
