"""Which 监管事项 a form serves: found, chosen, taken away, and looked at before publishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from backend import matters
from backend.core.auth import Caller
from backend.matters import (
    Checklist,
    Implementation,
    Matter,
    drafts,
    editing,
    joining,
    register,
    serving,
)
from backend.matters.problems import ChecklistFlawed, EditRefused
from tests.cast import NOON, Cast
from tests.matters.conftest import MATTER, tree

OURS = "01310600000101"  # the cast's own, published
NEW = str(MATTER["code"])
Do = Callable[..., Any]


@pytest.fixture
def draft(do: Do, he: Caller) -> Checklist:
    found: Checklist = do(drafts.begin, by=he, tree=tree())
    return found


@pytest.fixture
def act(do: Do, he: Caller, draft: Checklist) -> Callable[..., Checklist]:
    def acted(act: str, matter: str) -> Checklist:
        now = do(drafts.kept, by=he, checklist_id=draft.id).revision
        found: Checklist = do(
            drafts.edit, by=he, checklist_id=draft.id, revision=now, act=act, matter=matter
        )
        return found

    return acted


@pytest.fixture
def second(do: Do, he: Caller) -> Matter:
    """Another of the market's, published."""
    found = do(register.enter, by=he, **MATTER)
    published: Matter = do(register.publish, by=he, matter_id=found.id, revision=1)
    return published


def offered(do: Do, by: Caller, draft: Checklist, q: str = "") -> list[str]:
    return [each["code"] for each in do(serving.offered, by=by, draft=draft, q=q)[0]]


def test_what_the_agency_has_published_is_offered(
    do: Do, he: Caller, draft: Checklist, second: Matter
) -> None:
    do(register.enter, by=he, **MATTER | {"code": "01310604000002"})  # not yet published
    assert offered(do, he, draft) == [OURS, NEW]
    assert offered(do, he, draft, "餐饮 0131060400") == [NEW]
    assert offered(do, he, draft, "食品安全") == [NEW]
    assert offered(do, he, draft, "%") == []


def test_what_was_chosen_is_not_offered_again(
    do: Do, he: Caller, act: Callable[..., Checklist], second: Matter
) -> None:
    assert offered(do, he, act("add_matter", OURS)) == [NEW]
    with pytest.raises(EditRefused, match="edit"):
        act("add_matter", OURS)


def test_another_agencys_matters_are_not_offered_and_not_taken(
    do: Do, gu: Caller, draft: Checklist
) -> None:
    own = do(drafts.begin, by=gu, tree=tree(title="消防检查表"))
    assert offered(do, gu, own) == []
    with pytest.raises(EditRefused):
        do(drafts.edit, by=gu, checklist_id=own.id, revision=1, act="add_matter", matter=OURS)


def test_a_joined_form_may_serve_those_of_every_agency(
    do: Do, gu: Caller, draft: Checklist, cast: Cast, app: Any
) -> None:
    own = do(drafts.begin, by=gu, tree=tree(title="综合查一次"), joined_from=[str(cast.checklist)])
    assert offered(do, gu, own) == [OURS]


def test_choosing_is_undone_and_done_again(
    do: Do, he: Caller, act: Callable[..., Checklist], second: Matter
) -> None:
    act("add_matter", OURS)
    draft = act("add_matter", NEW)
    assert draft.matters == [OURS, NEW]
    draft = act("remove_matter", OURS)
    draft, said = do(drafts.undo, by=he, checklist_id=draft.id, revision=draft.revision)
    assert (draft.matters, said) == ([OURS, NEW], f"移去监管事项 {OURS}")
    draft, _ = do(drafts.undo, by=he, checklist_id=draft.id, revision=draft.revision)
    assert draft.matters == [OURS]
    draft, _ = do(drafts.undo, by=he, checklist_id=draft.id, revision=draft.revision, again=True)
    assert draft.matters == [OURS, NEW]


def test_what_is_not_chosen_is_not_taken_away(act: Callable[..., Checklist]) -> None:
    with pytest.raises(EditRefused):
        act("remove_matter", OURS)


def test_a_form_serves_no_more_than_so_many() -> None:
    full = tree(matters=[f"{number:014d}" for number in range(editing.MOST_MATTERS)])
    with pytest.raises(editing.CannotEdit, match="最多对应"):
        editing.apply(full, "add_matter", matter=OURS)


def test_a_matter_that_lapsed_meanwhile_is_named_before_publishing(
    do: Do, he: Caller, zhu: Caller, act: Callable[..., Checklist], second: Matter
) -> None:
    draft = act("add_matter", NEW)
    draft = do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision)
    do(register.retire, by=he, matter_id=second.id, revision=2, reason="目录调整")
    with pytest.raises(ChecklistFlawed) as told:
        do(drafts.publish, by=zhu, checklist_id=draft.id, revision=draft.revision)
    flaws: Any = told.value.details["flaws"]
    [flaw] = flaws
    assert (flaw["field"], flaw["section"]) == ("matters", None)
    assert flaw["words"] == f"监管事项 {NEW}：已经失效，请移去或换一个"


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (["01319999000001"], "目录里没有这个编码"),
        ([f"0131999900{number:04d}" for number in range(21)], "太多，最多 20 个"),
    ],
)
def test_codes_from_a_sheet_are_looked_at_too(
    do: Do, he: Caller, codes: list[str], words: str
) -> None:
    draft = do(drafts.begin, by=he, tree=tree(matters=codes))
    assert words in do(drafts.flaws, draft=draft)[-1 if len(codes) > 20 else 0]["words"]


def test_the_next_version_and_the_joined_form_keep_them(
    do: Do, he: Caller, zhu: Caller, act: Callable[..., Checklist], cast: Cast
) -> None:
    draft = act("add_matter", OURS)
    revision = do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision).revision
    form = do(drafts.publish, by=zhu, checklist_id=draft.id, revision=revision)
    assert form.matters == [OURS]
    again = do(drafts.renew, by=he, checklist_id=form.id)
    assert again.matters == [OURS]
    joined = do(joining.join, by=he, title="综合查一次", parts=[form.id, cast.checklist])
    assert joined.matters == [OURS]


def test_a_sheet_that_says_nothing_of_matters_leaves_those_of_the_version_before(
    do: Do, he: Caller, zhu: Caller, act: Callable[..., Checklist]
) -> None:
    draft = act("add_matter", OURS)
    revision = do(drafts.submit, by=he, checklist_id=draft.id, revision=draft.revision).revision
    form = do(drafts.publish, by=zhu, checklist_id=draft.id, revision=revision)
    silent = {key: value for key, value in tree().items() if key != "matters"}
    assert do(drafts.begin, by=he, tree=silent, code=form.code).matters == [OURS]


def test_what_changed_is_told_between_versions() -> None:
    [change] = matters.comparing.compare(tree(), tree(matters=[OURS]))
    assert change["fields"] == [{"label": "监管事项", "old": "", "new": OURS}]


def test_a_step_of_before_matters_were_kept_leaves_them(
    do: Do, app: Any, he: Caller, act: Callable[..., Checklist]
) -> None:
    act("add_matter", OURS)
    draft = act("remove_matter", OURS)
    bound = app.extensions["engine"].execution_options(writes=True)
    with Session(bound) as session, session.begin():
        step = session.get_one(matters.ChecklistStep, (draft.id, draft.step - 1))
        step.content = {key: value for key, value in step.content.items() if key != "matters"}
    draft, _ = do(drafts.undo, by=he, checklist_id=draft.id, revision=draft.revision)
    assert draft.matters == []


@pytest.fixture
def carried_out(
    do: Do, he: Caller, zhu: Caller, act: Callable[..., Checklist], second: Matter
) -> Any:
    """The second matter, by a form that names another only."""
    draft = act("add_matter", OURS)
    drafts_of = {"checklist_id": draft.id}
    revision = do(drafts.submit, by=he, revision=draft.revision, **drafts_of).revision
    form = do(drafts.publish, by=zhu, revision=revision, **drafts_of)

    def carry(session: Session) -> None:
        session.add(
            Implementation(
                code="1",
                matter_id=second.id,
                agency_id=Cast.market,
                checklists=["other", form.code],
                published_on=NOON.date(),
            )
        )

    do(carry)
    return form


def test_a_form_that_leaves_a_matter_out_is_told_on_both_sides(
    do: Do, he: Caller, gu: Caller, carried_out: Checklist, second: Matter
) -> None:
    [found] = do(serving.left_out, by=he, checklist=carried_out)
    assert (found["code"], found["agency"]) == (NEW, "越城区市场监督管理局")
    assert do(serving.left_out, by=gu, checklist=carried_out) == []  # not theirs to mend
    [row] = do(register.implementations, by=he, matter_id=second.id)
    assert row["leaving_out"] == [carried_out.code]


def test_the_next_version_is_told_while_it_is_written_and_mends_it(
    do: Do, he: Caller, carried_out: Checklist
) -> None:
    draft = do(drafts.renew, by=he, checklist_id=carried_out.id)
    assert len(do(serving.left_out, by=he, checklist=draft)) == 1
    mended = do(
        drafts.edit,
        by=he,
        checklist_id=draft.id,
        revision=draft.revision,
        act="add_matter",
        matter=NEW,
    )
    assert do(serving.left_out, by=he, checklist=mended) == []


def test_a_form_that_names_no_matter_disagrees_with_none(
    do: Do, he: Caller, draft: Checklist, second: Matter
) -> None:
    assert do(serving.left_out, by=he, checklist=draft) == []
    for row in do(register.implementations, by=he):
        assert row["leaving_out"] == []
