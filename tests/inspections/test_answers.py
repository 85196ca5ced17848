"""Answers of every type: taken when the item can have them, kept, counted and named as evidence."""

from __future__ import annotations

import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from backend import checklists
from backend.core import clock
from backend.core.database import unit_of_work
from backend.demo.load import EVERY_KIND
from backend.documents.compose import compose
from backend.matters import Checklist, forms
from backend.tasks import Task
from tests.cast import Cast
from tests.inspections.walk import POSITION, Walk, drawing, picture

FORM = forms(EVERY_KIND)[0]
PLACE = POSITION | {"at": "2026-11-24T14:00:00+08:00"}
ROW = {"name": "虾仁", "count": "12", "until": "2027-01-05"}


@pytest.fixture
def visit(walk: Walk, cast: Cast) -> Walk:
    """On site, with the form that has every type."""
    with walk.chen.app.app_context(), unit_of_work() as session:
        form = session.get_one(Checklist, cast.checklist)
        columns = {c.key: getattr(form, c.key) for c in Checklist.__mapper__.columns}
        changed = {"id": clock.uuid7(), "code": "every-type"}
        changed["content"] = {"sections": FORM["sections"]}
        session.add(Checklist(**columns | changed))
        session.flush()
        session.execute(
            update(Task).where(Task.id == uuid.UUID(walk.task)).values(checklist_id=changed["id"])
        )
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    return walk


def sent(walk: Walk, item: str, value: Any) -> dict[str, Any]:
    command = walk.chen.command(
        "inspection.answer",
        inspection_id=walk.inspection,
        item=item,
        value=value,
        note="",
        finding=None,
    )
    [answer] = walk.chen.send(command)
    return answer


def answers(walk: Walk) -> dict[str, Any]:
    photos = [picture(shade) for shade in (10, 20)]
    strokes = json.dumps({"width": 40, "height": 20, "strokes": [[[1, 1, 0], [9, 9, 5]]]}).encode()
    ink = drawing(33)
    for photo in photos:
        walk.upload(photo, "photo", "image/jpeg", item="LL11")
    walk.upload(strokes, "strokes", "application/json", item="LL14")
    walk.upload(ink, "signature", "image/png", item="LL14")
    sha = [hashlib.sha256(each).hexdigest() for each in (*photos, ink, strokes)]
    return {
        "LL01": "both",
        "LL02": ["room", "cabinet"],
        "LL03": "8",
        "LL04": "2026-03-01",
        "LL05": "https://example.invalid/t/1",
        "LL06": "-18.5",
        "LL07": "basic",
        "LL08": "absent",
        "LL09": [ROW],
        "LL10": "no",
        "LL11": sha[:2],
        "LL12": "门封条新换过。",
        "LL13": PLACE,
        "LL14": {"image": sha[2], "strokes": sha[3]},
        "LL15": "pass",
    }


def record(walk: Walk) -> dict[str, Any]:
    page: dict[str, Any] = walk.page()
    return page


def test_every_type_is_taken_kept_and_named_as_evidence(visit: Walk) -> None:
    given = answers(visit)
    for item, value in given.items():
        assert sent(visit, item, value)["outcome"] == "accepted", item
    page = record(visit)
    assert {code: each["value"] for code, each in page["answers"].items()} == given
    assert page["missing"] == []
    standing = checklists.evaluate(FORM, page["answers"])
    assert (standing.missing, standing.problems) == ([], [])
    score = standing.score
    assert score
    assert (score.got, score.possible, score.standard) == (2750, 3000, 9167)


def test_an_original_that_an_answer_names_is_waited_for(visit: Walk) -> None:
    sent(visit, "LL11", ["0" * 64])
    assert record(visit)["missing"] == ["0" * 64]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("LL01", "buy"),
        ("LL02", []),
        ("LL03", "1.5"),
        ("LL03", 8),
        ("LL04", "2026-02-30"),
        ("LL06", "41"),
        ("LL07", "na"),
        ("LL09", [{"name": "x"}]),
        ("LL11", ["photo"]),
        ("LL12", "长" * 301),
        ("LL13", {"latitude": "30"}),
        ("LL14", "signed"),
        ("LL15", {"value": "pass"}),
    ],
    ids=lambda each: str(each)[:20],
)
def test_what_the_item_cannot_have_is_refused_in_plain_words(
    visit: Walk, item: str, value: Any
) -> None:
    problem = sent(visit, item, value)["problem"]
    assert problem["code"] == "answer-malformed"
    assert problem["title"].startswith(f"第 {item} 项的答案和检查表要求的不一样")
    assert record(visit)["answers"] == {}


@pytest.mark.parametrize("value", ["a\0b", [{"name": "\0", "count": "", "until": ""}]], ids=repr)
def test_what_no_database_can_keep_is_refused(visit: Walk, value: Any) -> None:
    item = "LL09" if isinstance(value, list) else "LL12"
    assert sent(visit, item, value)["outcome"] == "refused"


def test_an_answer_taken_back_is_no_answer(visit: Walk) -> None:
    sent(visit, "LL03", "8")
    assert sent(visit, "LL03", None)["outcome"] == "accepted"
    assert record(visit)["answers"]["LL03"]["value"] is None
    assert "LL03" in checklists.evaluate(FORM, record(visit)["answers"]).missing


def test_only_what_is_shown_and_required_must_be_answered(visit: Walk) -> None:
    given = answers(visit) | {"LL02": ["cabinet"], "LL03": "0"}
    for item in ("LL04", "LL05", "LL06", "LL12", "LL15"):  # not required, or not shown
        del given[item]
    for item, value in given.items():
        sent(visit, item, value)
    assert checklists.evaluate(FORM, record(visit)["answers"]).missing == []


def test_the_trail_tells_the_conclusion_and_not_what_was_written(visit: Walk) -> None:
    sent(visit, "LL12", "家庭住址和电话")
    sent(visit, "LL07", "basic")
    with visit.chen.app.app_context(), unit_of_work(writes=False) as session:
        rows = session.execute(
            text("SELECT facts FROM audit WHERE action = 'inspection.answer' ORDER BY id")
        )
        told = [each[0] if isinstance(each[0], dict) else json.loads(each[0]) for each in rows]
    assert [(each["item"], each["value"], each["said"]) for each in told] == [
        ("LL12", None, "已填写"),
        ("LL07", "basic", "基本符合"),
    ]


def test_the_record_says_what_was_measured_and_the_score(visit: Walk) -> None:
    for item, value in answers(visit).items():
        sent(visit, item, value)
    sent(visit, "LL06", "-12")
    checks = "\n".join(compose("record", visit.source("record"))["checks"])
    assert "符合2项，基本符合1项，不符合1项，不适用1项，另记录10项。" in checks
    assert "冷库里的温度：-12℃。" in checks
    assert "抽查的食品：第1行：品名虾仁，数量12，保质期至2027年1月5日。" in checks
    assert "现场有哪些冷藏冷冻设施：冷库、冷柜。" in checks
    assert "拍下库房全景和货架：照片2张。" in checks
    assert "得17.5分，应得30分，标化分58.33分；有重点项不符合，整体不合格。" in checks


def test_the_form_is_read_as_published() -> None:
    assert Path(EVERY_KIND).is_dir()
    kinds = {checklists.kind_of(item) for item in checklists.items_of(FORM)}
    assert kinds == {
        *("pass_fail_na", "grade3", "national", "yes_no_na", "number", "single", "multi"),
        *("date", "text", "photo", "signature", "scan", "table", "location"),
    }
