"""The life of a checklist: draft, in review, published, withdrawn.

Every move is one guarded statement, so that of two at the same moment one is told. Who has
written on a version never reviews it. A published version is never touched again (a trigger sees
to that); changing it means a draft of the next version.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend import organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.receipts import digest
from backend.core.records import audit
from backend.core.series import following
from backend.matters import checking, editing, serving
from backend.matters.editing import HEAD, Tree
from backend.matters.models import Checklist, ChecklistStep
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
from backend.matters.rules import STATE_IN_WORDS, State

MOST_STEPS = 100
ONE_BURST = timedelta(seconds=30)  # typing on in the same item is one step


def kept(session: Session, by: Caller, checklist_id: uuid.UUID) -> Checklist:
    """One that the caller's agency or one below it writes, or that no agency claims.

    Raises ChecklistMissing.
    """
    found = session.get(Checklist, checklist_id)
    if found is not None and found.agency_id is not None:
        own = select(organization.Agency.id).where(
            organization.Agency.id == found.agency_id,
            organization.Agency.id.in_(organization.agencies_of(by)),
        )
        found = found if session.scalar(own) else None
    if found is None:
        raise ChecklistMissing(id=str(checklist_id))
    return found


def seen(session: Session, by: Caller, checklist_id: uuid.UUID) -> Checklist:
    """Whatever was once published, and drafts of the caller's agencies. Raises ChecklistMissing."""
    found = session.get(Checklist, checklist_id)
    if found is not None and found.published_at is not None:
        return found
    return kept(session, by, checklist_id)


def begin(
    session: Session,
    *,
    by: Caller,
    tree: Tree,
    code: str = "",
    joined_from: list[str] | None = None,
    how: str = "新建",
) -> Checklist:
    """A draft of a new checklist, or of the next version of `code`; a tree that says nothing of
    its matters leaves those of the version before. Raises DraftThere."""
    versions = session.scalars(
        select(Checklist).where(Checklist.code == code).order_by(Checklist.version)
    ).all()
    last = versions[-1] if versions else None
    if last is not None:
        kept(session, by, last.id)
        if last.published_at is None:
            words = STATE_IN_WORDS[last.state]
            raise DraftThere(id=str(last.id), version=last.version, state_in_words=words)
    tree = {"matters": list(last.matters) if last else []} | tree
    draft = Checklist(
        code=code or f"form-{following(session, 'checklist'):04d}",
        version=last.version + 1 if last else 1,
        state=State.DRAFT,
        agency_id=by.agency_id if last is None or last.agency_id is None else last.agency_id,
        based_on=last.id if last else None,
        joined_from=joined_from or [],
        editors=[str(by.account_id)],
        edited_by=by.name,
        edited_at=clock.now(),
        **_columns(tree),
    )
    session.add(draft)
    session.flush()
    session.add(_step(draft, 0, how, tree))
    audit(session, by, "checklist.begin", "checklist", draft.id, how=how, version=draft.version)
    return draft


def renew(session: Session, *, by: Caller, checklist_id: uuid.UUID) -> Checklist:
    """A draft of the next version, from what is published. Raises ChecklistMissing, DraftThere."""
    old = kept(session, by, checklist_id)
    if old.published_at is None:
        words = STATE_IN_WORDS[old.state]
        raise DraftThere(id=str(old.id), version=old.version, state_in_words=words)
    return begin(
        session,
        by=by,
        tree=tree_of(old),
        code=old.code,
        joined_from=list(old.joined_from),
        how=f"照第 {old.version} 版",
    )


def edit(
    session: Session,
    /,
    *,
    by: Caller,
    checklist_id: uuid.UUID,
    revision: int,
    act: str,
    **given: Any,
) -> Checklist:
    """One act of the editor. Raises ChecklistMissing, ChecklistSettled, ChangedMeanwhile,
    EditRefused."""
    draft = kept(session, by, checklist_id)
    if act == "add_matter":
        serving.refuse_others(session, by=by, draft=draft, code=str(given.get("matter", "")))
    try:
        tree, said = editing.apply(tree_of(draft), act, **given)
    except editing.CannotEdit as error:
        raise EditRefused(why=str(error)) from error
    return _save(session, by, draft, revision, tree, said)


def replace(
    session: Session, *, by: Caller, checklist_id: uuid.UUID, revision: int, tree: Tree, said: str
) -> Checklist:
    """The whole content at once, as from a sheet. Raises as edit does."""
    return _save(session, by, kept(session, by, checklist_id), revision, tree, said)


def _save(
    session: Session, by: Caller, draft: Checklist, revision: int, tree: Tree, said: str
) -> Checklist:
    if tree == tree_of(draft) and draft.state is State.DRAFT:
        return draft
    step, now = draft.step, clock.now()
    last = session.get(ChecklistStep, (draft.id, step))
    burst = (
        last is not None
        and step > 0
        and said == last.said
        and now - last.at < ONE_BURST
        and draft.edited_by == by.name
    )
    step = step if burst else step + 1
    _move(session, by, draft, State.DRAFT, revision, step=step, **_columns(tree))
    # Whoever undoes and then writes on begins a new way from there.
    session.execute(
        delete(ChecklistStep).where(
            ChecklistStep.checklist_id == draft.id,
            (ChecklistStep.number >= step) | (ChecklistStep.number < step - MOST_STEPS),
        )
    )
    session.add(_step(draft, step, said, tree))
    session.flush()
    return draft


def undo(
    session: Session, *, by: Caller, checklist_id: uuid.UUID, revision: int, again: bool = False
) -> tuple[Checklist, str]:
    """撤销, or 重做 with `again`; what was taken back or done again. Raises as edit does, and
    NothingToUndo."""
    draft = kept(session, by, checklist_id)
    to = draft.step + (1 if again else -1)
    found = session.get(ChecklistStep, (draft.id, to))
    if found is None:
        raise NothingToUndo(way="重做" if again else "撤销")
    told = found if again else session.get_one(ChecklistStep, (draft.id, draft.step))
    _move(session, by, draft, State.DRAFT, revision, step=to, **_columns(found.content))
    return draft, told.said


def steps(session: Session, draft: Checklist) -> dict[str, str]:
    """What 撤销 and 重做 would do; empty where there is nothing."""
    rows = {
        row.number: row.said
        for row in session.execute(
            select(ChecklistStep.number, ChecklistStep.said).where(
                ChecklistStep.checklist_id == draft.id,
                ChecklistStep.number.between(draft.step - 1, draft.step + 1),
            )
        )
    }
    undone = rows.get(draft.step, "") if draft.step - 1 in rows else ""
    return {"undo": undone, "redo": rows.get(draft.step + 1, "")}


def submit(session: Session, *, by: Caller, checklist_id: uuid.UUID, revision: int) -> Checklist:
    """送审. Raises ChecklistMissing, ChecklistFlawed, ChecklistSettled, ChangedMeanwhile."""
    draft = kept(session, by, checklist_id)
    _refuse_flawed(session, draft)
    _move(session, by, draft, State.DRAFT, revision, state=State.REVIEW, submitted_by=by.name)
    audit(session, by, "checklist.submit", "checklist", draft.id)
    return draft


def take_back(session: Session, *, by: Caller, checklist_id: uuid.UUID, revision: int) -> Checklist:
    """撤回送审, to write on. Raises ChecklistMissing, ChecklistSettled, ChangedMeanwhile."""
    draft = kept(session, by, checklist_id)
    _move(session, by, draft, State.REVIEW, revision, state=State.DRAFT)
    audit(session, by, "checklist.take_back", "checklist", draft.id)
    return draft


def send_back(
    session: Session, *, by: Caller, checklist_id: uuid.UUID, revision: int, note: str
) -> Checklist:
    """退回修改. Raises ChecklistMissing, ChecklistSettled, ChangedMeanwhile, OwnWork."""
    draft = kept(session, by, checklist_id)
    _refuse_own(draft, by)
    _decide(session, by, draft, revision, state=State.DRAFT, review_note=note)
    audit(session, by, "checklist.send_back", "checklist", draft.id, reason=note)
    return draft


def publish(session: Session, *, by: Caller, checklist_id: uuid.UUID, revision: int) -> Checklist:
    """审核通过并发布: the version before it is withdrawn, what rests on that goes on.

    Raises ChecklistMissing, ChecklistSettled, ChangedMeanwhile, OwnWork, ChecklistFlawed.
    """
    draft = kept(session, by, checklist_id)
    if draft.state is State.PUBLISHED and draft.reviewed_by == by.name:
        return draft
    _refuse_own(draft, by)
    _refuse_flawed(session, draft)
    content = checking.proved(tree_of(draft))
    for old in session.scalars(
        select(Checklist).where(Checklist.code == draft.code, Checklist.state == State.PUBLISHED)
    ):
        old.state, old.withdrawn_at = State.WITHDRAWN, clock.now()
        old.withdrawal_reason = f"已由第 {draft.version} 版代替"
    _decide(
        session,
        by,
        draft,
        revision,
        state=State.PUBLISHED,
        published_at=clock.now(),
        review_note="",
        content=content,
        content_hash=content_hash(draft, content),
    )
    session.execute(delete(ChecklistStep).where(ChecklistStep.checklist_id == draft.id))
    facts = {"code": draft.code, "version": draft.version, "content_hash": draft.content_hash}
    audit(session, by, "checklist.publish", "checklist", draft.id, **facts)
    return draft


def withdraw(session: Session, *, by: Caller, checklist_id: uuid.UUID, reason: str) -> Checklist:
    """停用: no new task gets it; those that have it keep it.

    Raises ChecklistMissing, ChecklistSettled.
    """
    found = kept(session, by, checklist_id)
    if found.state is State.WITHDRAWN:
        return found
    moved = session.scalar(
        update(Checklist)
        .where(Checklist.id == checklist_id, Checklist.state == State.PUBLISHED)
        .values(
            state=State.WITHDRAWN,
            withdrawn_at=clock.now(),
            withdrawal_reason=reason,
            revision=Checklist.revision + 1,
        )
        .returning(Checklist.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(found)
    if moved is None:
        raise ChecklistSettled(state_in_words=STATE_IN_WORDS[found.state])
    audit(session, by, "checklist.withdraw", "checklist", checklist_id, reason=reason)
    return found


def discard(session: Session, *, by: Caller, checklist_id: uuid.UUID, revision: int) -> None:
    """删除草稿; what was published is not touched. Raises as edit does."""
    draft = kept(session, by, checklist_id)
    _move(session, by, draft, State.DRAFT, revision)
    session.execute(delete(ChecklistStep).where(ChecklistStep.checklist_id == checklist_id))
    session.delete(draft)
    facts = {"code": draft.code, "version": draft.version, "title": draft.title}
    audit(session, by, "checklist.discard", "checklist", checklist_id, **facts)


def tree_of(checklist: Checklist) -> Tree:
    """As people write it; of a published one, without the words of the articles."""
    head = {key: getattr(checklist, key) for key in HEAD} | {"matters": list(checklist.matters)}
    return head | {"sections": checking.written(checklist.content["sections"])}


def content_hash(checklist: Checklist, content: dict[str, Any]) -> str:
    """What a published version is known by: its head and all that is asked, canonically."""
    head = {key: getattr(checklist, key) for key in ("code", "version", *HEAD)}
    return digest(head | {"sections": content["sections"]})


def flaws(session: Session, draft: Checklist) -> list[dict[str, Any]]:
    return [*serving.flaws(session, draft), *checking.flaws(tree_of(draft))]


def _columns(tree: Tree) -> dict[str, Any]:
    found = editing.items(tree)
    served = {"matters": tree["matters"]} if "matters" in tree else {}  # of older steps, unsaid
    return (
        {key: tree[key] for key in HEAD}
        | served
        | {
            "content": {"sections": tree["sections"]},
            "item_count": len(found),
            "key_count": sum(item["key"] for item in found),
        }
    )


def _step(draft: Checklist, number: int, said: str, tree: Tree) -> ChecklistStep:
    now = clock.now()
    return ChecklistStep(checklist_id=draft.id, number=number, said=said, content=tree, at=now)


def _move(
    session: Session, by: Caller, draft: Checklist, was: State, revision: int, **values: Any
) -> None:
    """By one who writes; they will not be the one who reviews."""
    values |= {"edited_by": by.name, "edited_at": clock.now()}
    values["editors"] = sorted({*draft.editors, str(by.account_id)})
    _guarded(session, draft, was, revision, **values)


def _decide(session: Session, by: Caller, draft: Checklist, revision: int, **values: Any) -> None:
    _guarded(session, draft, State.REVIEW, revision, reviewed_by=by.name, **values)


def _guarded(session: Session, draft: Checklist, was: State, revision: int, **values: Any) -> None:
    moved = session.scalar(
        update(Checklist)
        .where(Checklist.id == draft.id, Checklist.state == was, Checklist.revision == revision)
        .values(**values, revision=revision + 1)
        .returning(Checklist.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(draft)
    if moved is not None:
        return
    if draft.state is not was:
        raise ChecklistSettled(state_in_words=STATE_IN_WORDS[draft.state])
    raise ChangedMeanwhile(name=draft.edited_by, at=_hour(draft.edited_at), revision=draft.revision)


def _refuse_own(draft: Checklist, by: Caller) -> None:
    if str(by.account_id) in draft.editors:
        raise OwnWork


def _refuse_flawed(session: Session, draft: Checklist) -> None:
    found = flaws(session, draft)
    if found:
        raise ChecklistFlawed(count=len(found), flaws=found[:50])


def _hour(at: datetime | None) -> str:
    return at.astimezone(clock.CHINA).strftime("%H:%M") if at else ""
