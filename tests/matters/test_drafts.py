"""From draft to published and withdrawn: who may do what, what is kept, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backend import matters
from backend.core import clock
from backend.core.auth import Caller
from backend.core.problems import NotFound
from backend.core.records import Audit
from backend.matters import Checklist, ChecklistStep, State, drafts, editing, listing
from backend.matters.problems import (
    ChangedMeanwhile,
    ChecklistFlawed,
    ChecklistMissing,
    ChecklistSettled,
    DraftThere,
    EditRefused,
    NothingToUndo,
    OwnWork,
)
from tests.cast import Cast
from tests.conftest import Phone, assignment, problem
from tests.matters.conftest import item, tree

Do = Callable[..., Any]


@pytest.fixture
def draft(do: Do, he: Caller) -> Checklist:
    found: Checklist = do(drafts.begin, by=he, tree=tree())
    return found


@pytest.fixture
def act(do: Do, he: Caller, draft: Checklist) -> Callable[..., Checklist]:
    """The next act of the editor, by He."""

    def acted(act: str, **given: Any) -> Checklist:
        current = do(drafts.kept, by=he, checklist_id=draft.id)
        found: Checklist = do(
            drafts.edit, by=he, checklist_id=draft.id, revision=current.revision, act=act, **given
        )
        return found

    return acted


def codes(checklist: Checklist) -> list[list[str]]:
    return [[each["code"] for each in s["items"]] for s in checklist.content["sections"]]


def published(do: Do, he: Caller, zhu: Caller, draft: Checklist) -> Checklist:
    revision = do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision).revision
    found: Checklist = do(drafts.publish, by=zhu, checklist_id=draft.id, revision=revision)
    return found


def test_a_draft_is_no_checklist_yet(do: Do, draft: Checklist) -> None:
    assert (draft.code, draft.version, draft.state) == ("form-0001", 1, State.DRAFT)
    assert draft.id not in {each.id for each in do(matters.published)}
    with pytest.raises(NotFound):
        do(matters.find, checklist_id=draft.id)


def test_written_reviewed_and_published(do: Do, he: Caller, zhu: Caller, draft: Checklist) -> None:
    form = published(do, he, zhu, draft)
    [shown] = form.content["sections"][0]["items"]
    assert "许可制度" in shown["basis"][0]["text"]  # the article's words stand beside it
    assert form.content_hash == drafts.content_hash(form, form.content)
    assert (form.submitted_by, form.reviewed_by) == ("何春燕", "朱慧娟")
    assert do(matters.find, checklist_id=form.id).title == "小餐饮检查表"
    assert drafts.tree_of(form) == tree()


def test_who_wrote_it_does_not_review_it(do: Do, he: Caller, draft: Checklist) -> None:
    draft = do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision)
    for decide in (
        {"use_case": drafts.publish},
        {"use_case": drafts.send_back, "note": "再想想"},
    ):
        with pytest.raises(OwnWork):
            do(by=he, checklist_id=draft.id, revision=draft.revision, **decide)


def test_what_is_flawed_is_not_put_forward(do: Do, he: Caller, act: Callable[..., Any]) -> None:
    draft = act("add_item", section=0)
    with pytest.raises(ChecklistFlawed) as told:
        do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision)
    flaws: Any = told.value.details["flaws"]
    assert {each["code"] for each in flaws} == {"XC02"}
    assert "检查内容：还没有填" in {each["words"] for each in flaws}


def test_sent_back_with_a_note(do: Do, he: Caller, zhu: Caller, draft: Checklist) -> None:
    draft = do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision)
    draft = do(
        drafts.send_back, by=zhu, checklist_id=draft.id, revision=draft.revision, note="依据不全"
    )
    assert (draft.state, draft.review_note) == (State.DRAFT, "依据不全")


def test_taken_back_to_write_on(do: Do, he: Caller, draft: Checklist) -> None:
    draft = do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision)
    with pytest.raises(ChecklistSettled, match="checklist-settled"):
        do(
            drafts.edit,
            by=he,
            checklist_id=draft.id,
            revision=draft.revision,
            act="add_section",
            title="x",
        )
    draft = do(drafts.take_back, by=he, checklist_id=draft.id, revision=draft.revision)
    assert draft.state is State.DRAFT


def test_of_two_reviewers_the_second_is_told(
    do: Do, he: Caller, zhu: Caller, draft: Checklist
) -> None:
    draft = do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision)
    do(drafts.send_back, by=zhu, checklist_id=draft.id, revision=draft.revision, note="不行")
    with pytest.raises(ChecklistSettled):
        do(drafts.publish, by=zhu, checklist_id=draft.id, revision=draft.revision)


def test_of_two_editors_the_second_overwrites_nothing(
    do: Do, he: Caller, zhu: Caller, draft: Checklist, act: Callable[..., Any]
) -> None:
    act("title_section", section=0, title="证照")
    with pytest.raises(ChangedMeanwhile) as told:
        do(
            drafts.edit,
            by=he,
            checklist_id=draft.id,
            revision=draft.revision,
            act="title_section",
            section=0,
            title="别的",
        )
    assert "没有盖掉对方的" in told.value.body()["title"]
    assert do(drafts.kept, by=he, checklist_id=draft.id).content["sections"][0]["title"] == "证照"


def test_a_new_version_withdraws_the_one_before(
    do: Do, he: Caller, zhu: Caller, draft: Checklist
) -> None:
    first = published(do, he, zhu, draft)
    second = do(drafts.renew, by=he, checklist_id=first.id)
    assert (second.code, second.version) == (first.code, 2)
    with pytest.raises(DraftThere):
        do(drafts.renew, by=he, checklist_id=first.id)
    second = published(do, he, zhu, second)
    assert [each.id for each in do(matters.published) if each.code == first.code] == [second.id]
    old = do(matters.find, checklist_id=first.id)  # what rests on it goes on
    assert (old.state, old.withdrawal_reason) == (State.WITHDRAWN, "已由第 2 版代替")
    with pytest.raises(NotFound):
        do(matters.usable, checklist_id=first.id)


def test_a_withdrawn_checklist_is_kept_by_its_task_and_given_to_no_other(
    do: Do, he: Caller, yu: Phone, chen: Phone, cast: Cast, task: str
) -> None:
    do(drafts.withdraw, by=he, checklist_id=cast.checklist, reason="标准变了")
    problem(yu.post("/tasks", json=assignment(cast)), 404, "not-found")
    assert chen.get(f"/tasks/{task}").get_json()["checklist"]["version"] == 1
    assert chen.get(f"/checklists/{cast.checklist}").status_code == 200
    assert chen.get("/checklists").get_json()["items"] == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE checklist SET title = 'x'",
        "UPDATE checklist SET content = '{}'",
        "UPDATE checklist SET published_at = NULL",
        "DELETE FROM checklist",
    ],
)
def test_the_database_refuses_to_change_what_is_published(app: Flask, change: str) -> None:
    engine = app.extensions["engine"].execution_options(writes=True)
    with pytest.raises(DBAPIError, match="never changes"), engine.connect() as connection:
        connection.execute(text(change))


def test_another_agency_neither_sees_nor_changes_a_draft(
    do: Do, gu: Caller, draft: Checklist
) -> None:
    for use_case in (drafts.seen, drafts.kept):
        with pytest.raises(ChecklistMissing):
            do(use_case, by=gu, checklist_id=draft.id)
    assert draft.id not in {each["id"] for each in do(listing.listed, by=gu)["items"]}


def test_undo_and_redo(do: Do, he: Caller, draft: Checklist, act: Callable[..., Any]) -> None:
    act("add_section", title="人员")
    act("add_item", section=1)
    current = do(drafts.kept, by=he, checklist_id=draft.id)
    assert do(drafts.steps, draft=current) == {"undo": "加一项 XC02", "redo": ""}
    current, said = do(drafts.undo, by=he, checklist_id=draft.id, revision=current.revision)
    assert (said, codes(current)) == ("加一项 XC02", [["XC01"], []])
    current, _ = do(drafts.undo, by=he, checklist_id=draft.id, revision=current.revision)
    assert codes(current) == [["XC01"]]
    with pytest.raises(NothingToUndo):
        do(drafts.undo, by=he, checklist_id=draft.id, revision=current.revision)
    current, said = do(
        drafts.undo, by=he, checklist_id=draft.id, revision=current.revision, again=True
    )
    assert (said, codes(current)) == ("加一节“人员”", [["XC01"], []])
    current = act("add_section", title="场所")  # a new way from here
    assert do(drafts.steps, draft=current)["redo"] == ""


def test_typing_on_is_one_step(
    do: Do, he: Caller, draft: Checklist, act: Callable[..., Any], noon: datetime
) -> None:
    for words in ("许可证", "许可证在", "许可证在有效期"):
        act("change_item", code="XC01", values={"text": words})
    with clock.stopped(noon + timedelta(minutes=5)):
        current = act("change_item", code="XC01", values={"text": "许可证在有效期内"})
        current, _ = do(drafts.undo, by=he, checklist_id=draft.id, revision=current.revision)
    assert current.content["sections"][0]["items"][0]["text"] == "许可证在有效期"
    current, _ = do(drafts.undo, by=he, checklist_id=draft.id, revision=current.revision)
    assert drafts.tree_of(current) == tree()


def test_steps_are_gone_once_it_is_published(
    app: Flask, do: Do, he: Caller, zhu: Caller, draft: Checklist
) -> None:
    published(do, he, zhu, draft)
    with Session(app.extensions["engine"]) as session:
        assert session.scalars(select(ChecklistStep)).all() == []


def test_a_draft_can_be_thrown_away(app: Flask, do: Do, he: Caller, draft: Checklist) -> None:
    do(drafts.discard, by=he, checklist_id=draft.id, revision=draft.revision)
    with pytest.raises(ChecklistMissing):
        do(drafts.kept, by=he, checklist_id=draft.id)
    with Session(app.extensions["engine"]) as session:
        actions = session.scalars(select(Audit.action).order_by(Audit.id)).all()
    assert actions == ["checklist.begin", "checklist.discard"]


def test_items_move_within_and_across_sections(act: Callable[..., Checklist]) -> None:
    act("add_item", section=0)
    act("add_section", title="人员")
    assert codes(act("step_item", code="XC02", step=-1)) == [["XC02", "XC01"], []]
    assert codes(act("step_item", code="XC01", step=1)) == [["XC02"], ["XC01"]]
    assert codes(act("move_item", code="XC02", section=1, place=1)) == [[], ["XC01", "XC02"]]
    assert codes(act("move_section", section=1, to=0)) == [["XC01", "XC02"], []]
    assert codes(act("remove_section", section=1)) == [["XC01", "XC02"]]
    with pytest.raises(EditRefused) as told:
        act("step_item", code="XC01", step=-1)
    assert "最前" in told.value.body()["title"]


def test_what_a_condition_asks_for_is_not_removed(act: Callable[..., Checklist]) -> None:
    act("add_item", section=0)
    asks = {"==": [{"var": "answers.XC01"}, "fail"]}
    act("change_item", code="XC02", values={"show_if": asks})
    with pytest.raises(EditRefused) as told:
        act("remove_item", code="XC01")
    assert "XC02" in told.value.body()["title"]
    act("change_item", code="XC02", values={"show_if": None})
    assert codes(act("remove_item", code="XC01")) == [["XC02"]]


def test_a_copy_has_a_code_of_its_own(act: Callable[..., Checklist]) -> None:
    assert codes(act("copy_item", code="XC01")) == [["XC01", "XC02"]]


def test_new_codes_follow_the_form(he: Caller) -> None:
    assert editing.free_code(tree(item("XC99"))) == "XA01"
    assert editing.free_code({"sections": []}) == "BD01"


def test_the_act_leaves_the_tree_it_was_given() -> None:
    given = tree()
    editing.apply(given, "add_item", section=0)
    assert given == tree()


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("no_such_act", {}),
        ("add_item", {"section": 7}),
        ("remove_item", {"code": "ZZ99"}),
        ("move_item", {"code": "XC01", "section": 3, "place": 0}),
    ],
)
def test_what_cannot_be_done_is_said(
    do: Do, he: Caller, draft: Checklist, act: str, given: dict[str, Any]
) -> None:
    with pytest.raises(EditRefused):
        do(drafts.edit, by=he, checklist_id=draft.id, revision=1, act=act, **given)
