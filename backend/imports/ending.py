"""When an import is over: what it held goes.

The key goes first, in the transaction that says so; a worker that is killed before the files are
gone finds their names again.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform
from backend.core.jobs import enqueue
from backend.imports import vault
from backend.imports.models import Import, State, WrongRow

KEPT = timedelta(days=7)  # a file that nobody confirmed, or that was stopped and not gone on with
WRONG_KEPT = timedelta(days=30)  # rows to be mended, after the last touch
TOO_LONG = "放了 7 天没有导入，文件已经删除；还要导入请重新上传"
OVER = (State.DONE, State.FAILED)


def forget(import_id: str) -> None:
    """A job: the key, then the files."""
    for name in perform(_let_go, uuid.UUID(import_id)):
        vault.forget(name)
    perform(_gone, uuid.UUID(import_id))


def forget_old() -> None:
    """A job of every hour."""
    perform(_give_up)


def _let_go(session: Session, import_id: uuid.UUID) -> list[str]:
    found = session.get_one(Import, import_id)
    if found.state not in OVER:
        return []
    found.key_sealed = None
    return [name for name in (found.stored, found.staged) if name]


def _gone(session: Session, import_id: uuid.UUID) -> None:
    session.execute(
        update(Import)
        .where(Import.id == import_id, Import.key_sealed.is_(None))
        .values(stored=None, staged=None)
    )


def _give_up(session: Session) -> None:
    now = clock.now()
    old = session.scalars(
        update(Import)
        .where(Import.state.not_in(OVER), Import.touched_at < now - KEPT)
        .values(state=State.FAILED, failure=TOO_LONG)
        .returning(Import.id)
        .execution_options(synchronize_session=False)
    ).all()
    left = session.scalars(  # their job failed too often
        select(Import.id).where(
            Import.state.in_(OVER),
            or_(Import.stored.is_not(None), Import.staged.is_not(None)),
            Import.touched_at < now - KEPT,
        )
    ).all()
    for import_id in {*old, *left}:
        enqueue(session, "import.forget", import_id=str(import_id))
    past = select(Import.id).where(Import.state.in_(OVER), Import.touched_at < now - WRONG_KEPT)
    session.execute(delete(WrongRow).where(WrongRow.import_id.in_(past)))
