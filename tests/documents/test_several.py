"""Several documents of one kind in one inspection: whoever is asked has a record of their own."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import text

from backend import migrations
from backend.documents import several
from backend.documents.sources import TemplateError
from backend.documents.templates import FOLDER, read
from tests.cast import Cast
from tests.conftest import Phone, problem
from tests.documents.rewrite import read as cases
from tests.documents.test_serving import RECEIPT
from tests.inspections.test_papers import work
from tests.inspections.walk import Walk


@pytest.fixture
def walk(noon: object, chen: Phone, shen: Phone, cast: Cast, task: str) -> Walk:
    made = Walk(chen, shen, cast, task)
    made.to_signed()
    return made


def asked(name: str) -> dict[str, Any]:
    """What the officers wrote when they asked somebody."""
    return {
        "cause": "餐饮服务食品安全检查",
        "time_no": "第一次",
        "from_time": "2026-11-24T11:40+08:00",
        "to_time": "2026-11-24T11:58+08:00",
        "place": "店内",
        "name": name,
        "sex": "女",
        "age": "41",
        "identity": "330602********1231",
        "post": "鑫源餐饮店厨师",
        "address": "绍兴市越城区青藤弄27号",
        "relation": "员工",
        "told": "听清楚了，不申请回避",
        "talk": [{"question": "鸡排是谁进的货？", "reply": "老板进的。"}],
    }


def interview(walk: Walk, name: str, person: str) -> dict[str, Any]:
    """The command that signs what somebody said, with their own hand on it."""
    signatures = walk.signatures()
    signatures[-1] |= {"name": person}
    return walk.sign_filled(name, asked(person), signatures=signatures)


def preserved(place: str) -> dict[str, Any]:
    return {
        "suspicion": "经营超过保质期的食品。",
        "approver": "钱海涛",
        "approved_at": "2026-11-24T11:30+08:00",
        "manner": "就地保存",
        "place": place,
        "from_day": "2026-11-24",
        "to_day": "2026-12-03",
        "goods": [
            {"name": "冷冻调理鸡排", "spec": "1kg", "quantity": "3袋", "note": ""},
            {"name": "面粉", "spec": "25kg", "quantity": "1袋", "note": ""},
        ],
    }


def outcome(walk: Walk, command: dict[str, Any]) -> dict[str, Any]:
    [answer] = walk.chen.send(command)
    return answer


def documents(walk: Walk, kind: str) -> list[dict[str, Any]]:
    return [each for each in walk.page()["documents"] if each["kind"] == kind]


def test_each_person_who_is_asked_has_a_record_with_a_number_of_its_own(
    app: Flask, walk: Walk
) -> None:
    for name, person in (("interview_record", "孙小红"), ("interview_record.2", "周阿毛")):
        answer = outcome(walk, interview(walk, name, person))
        assert answer["outcome"] == "accepted", answer
    made = documents(walk, "interview_record")
    assert [(each["nth"], each["about"], each["number"]) for each in made] == [
        (1, "孙小红", "越市监检录〔2026〕1号（询）"),
        (2, "周阿毛", "越市监检录〔2026〕1号（询2）"),
    ]
    assert {each["superseded"] for each in made} == {False}
    assert walk.page()["flaws"] == []
    work(app)
    for each, person in zip(made, ("孙小红", "周阿毛"), strict=True):
        content = walk.chen.get(f"/documents/{each['id']}/pdf").data
        pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
        assert f"被询问人{person}" in "".join("".join(pages).split())


def test_a_correction_of_one_leaves_the_other_as_it_is(walk: Walk) -> None:
    for name, person in (("interview_record", "孙小红"), ("interview_record.2", "周阿毛")):
        outcome(walk, interview(walk, name, person))
    first, second = documents(walk, "interview_record")
    payload = interview(walk, "interview_record.2", "周阿茂")["payload"]
    payload |= {"supersedes": second["id"], "reason": "姓名写错一字"}
    assert outcome(walk, walk.chen.command("document.correct", **payload))["outcome"] == "accepted"
    made = documents(walk, "interview_record")
    assert [(each["about"], each["version"], each["superseded"]) for each in made] == [
        ("孙小红", 1, False),
        ("周阿茂", 2, False),
        ("周阿毛", 1, True),
    ]
    assert made[0]["id"] == first["id"]


def test_five_more_can_be_made_without_a_signal_and_no_code_is_like_another(walk: Walk) -> None:
    def offered() -> dict[str, Any]:
        numbers = walk.chen.get(f"/tasks/{walk.task}").get_json()["numbers"]
        return {
            name: one for name, one in numbers.items() if several.parts(name)[0] == "scene_record"
        }

    before = offered()
    assert list(before) == ["scene_record", *(f"scene_record.{n}" for n in range(2, 6))]
    assert len({one["verify_code"] for one in before.values()}) == 5
    assert {one["apart"] for one in before.values()} == {"filled.place"}
    payload = interview(walk, "interview_record", "孙小红")["payload"]
    outcome(walk, walk.chen.command("document.sign", **payload))
    assert offered() == before  # another kind's do not count
    numbers = walk.chen.get(f"/tasks/{walk.task}").get_json()["numbers"]
    assert "interview_record.6" in numbers
    assert "interview_record.7" not in numbers


def test_a_second_notice_of_its_own_series_takes_the_next_number(walk: Walk) -> None:
    path = f"/tasks/{walk.task}/numbers"
    names = ["preservation_notice", "preservation_notice.2"]
    for name, place in zip(names, ("冷库", "仓库"), strict=True):
        walk.chen.post(path, json={"kinds": [name]})
        answer = outcome(walk, walk.sign_filled(name, preserved(place)))
        assert answer["outcome"] == "accepted", answer
    made = documents(walk, "preservation_notice")
    assert [each["number"] for each in made] == [
        "越市监先保〔2026〕1号",
        "越市监先保〔2026〕2号",
    ]
    assert {each["about"] for each in made} == {"冷冻调理鸡排等2项"}


def test_the_second_gets_its_number_when_the_first_was_dropped_before_it_had_one(
    walk: Walk,
) -> None:
    path = f"/tasks/{walk.task}/numbers"
    far = walk.chen.post(path, json={"kinds": ["preservation_notice.6"]})
    problem(far, 422, "document-number-not-offered")
    walk.chen.post(path, json={"kinds": ["preservation_notice.2"]})
    answer = outcome(walk, walk.sign_filled("preservation_notice.2", preserved("仓库")))
    assert answer["outcome"] == "accepted", answer
    [made] = documents(walk, "preservation_notice")
    assert (made["nth"], made["number"]) == (2, "越市监先保〔2026〕1号")


@pytest.mark.parametrize("name", ["rectification_order.2", "photo_sheet.2", "stop_order.2"])
def test_what_may_not_repeat_gets_no_second_number(walk: Walk, name: str) -> None:
    answer = walk.chen.post(f"/tasks/{walk.task}/numbers", json={"kinds": [name]})
    problem(answer, 422, "document-number-not-offered")
    assert name not in walk.chen.get(f"/tasks/{walk.task}").get_json()["numbers"]


@pytest.mark.parametrize("name", ["record.1", "record.100", "record.x", "../record", "record.02"])
def test_a_name_that_is_none_is_refused(walk: Walk, name: str) -> None:
    assert walk.chen.post(f"/tasks/{walk.task}/numbers", json={"kinds": [name]}).status_code == 422


def test_the_second_under_the_number_of_the_first_is_refused(walk: Walk) -> None:
    outcome(walk, interview(walk, "interview_record", "孙小红"))
    answer = outcome(walk, interview(walk, "interview_record", "周阿毛"))
    assert answer["problem"]["code"] == "document-number-taken"
    moved = interview(walk, "interview_record", "周阿毛")
    moved["payload"] |= {"nth": 2}
    answer = outcome(walk, moved)
    assert answer["problem"]["code"] == "document-number-unknown"


def test_a_receipt_serves_the_one_paper_that_it_lists(app: Flask, walk: Walk) -> None:
    sampled = {
        "cause": "抽检",
        "at": "2026-11-24T11:50+08:00",
        "place": "店内",
        "samples": [{"name": "大米", "batch": "", "quantity": "1kg", "condition": ""}],
    }
    for name in ("sampling_receipt", "sampling_receipt.2"):
        outcome(walk, walk.sign_filled(name, sampled))
    _, second = documents(walk, "sampling_receipt")
    listed = {"papers": [{"title": second["title"], "number": second["number"]}]}
    outcome(walk, walk.sign_filled("service_receipt", RECEIPT | listed))
    with app.extensions["engine"].connect() as connection:
        served = connection.scalars(text("SELECT document_id FROM document_service")).all()
    assert [str(one).replace("-", "") for one in served] == [second["id"].replace("-", "")]
    [receipt] = documents(walk, "service_receipt")
    assert receipt["about"] == "抽样取证凭证"


def test_one_step_back_and_forth_loses_no_second(app: Flask, walk: Walk) -> None:
    for name, person in (("interview_record", "孙小红"), ("interview_record.2", "周阿毛")):
        outcome(walk, interview(walk, name, person))
    engine = app.extensions["engine"]
    migrations.downgrade(engine, "0019")
    migrations.upgrade(engine)
    assert [each["nth"] for each in documents(walk, "interview_record")] == [1, 2]


@pytest.mark.parametrize("case", cases("several.json")["about"], ids=lambda case: case["name"])
def test_what_tells_one_apart(case: dict[str, Any]) -> None:
    assert several.about(case["path"], case["data"]) == case["text"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("重复: 被询问人", "重复: 无此字段", "不是“填写”的字段"),
        ("重复: 被询问人", "重复: 记录人", "不是“填写”的字段"),
        ("现场: 可以加", "现场: 不在现场出", "现场可以加的文书才能做几份"),
    ],
)
def test_a_template_says_in_words_why_it_cannot_repeat(old: str, new: str, what: str) -> None:
    written = Path(FOLDER / "interview_record.yaml").read_text("utf-8")
    with pytest.raises(TemplateError, match=what):
        read(written.replace(old, new), "interview_record.yaml")
