"""The second officer is there (L1): said on the first one's phone, which had no signal perhaps."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend import organization, tasks
from backend.core.auth import Caller
from backend.core.limits import spend
from backend.core.records import audit
from backend.inspections import statements
from backend.inspections.folding import fold, mine, note_flaw
from backend.inspections.models import Inspection

KIND = "inspection.presence_receipt"
TRIES = 5
WINDOW = timedelta(minutes=15)
CLOCKS = timedelta(seconds=tasks.presence.STEP)


def report(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    inspection_id: uuid.UUID,
    officer_id: uuid.UUID,
    code: str,
    statement: str,
) -> Inspection:
    """A code typed from the other phone, or the line that it has signed, scanned.

    What does not hold is kept as 待核验 with a flaw (L1). Raises as service.act does.
    """
    inspection = mine(session, by, inspection_id)
    team = tasks.team(session, inspection.task_id)
    member = next((each for each in team if each.officer_id == officer_id), None)
    if statement:
        said = statements.read(statement)
        wrong = _wrong(session, inspection, member, at=at, said=said, statement=statement)
        position = said and said.position
        proof = {"how": tasks.presence.SIGNED, "position": position, "statement": statement}
    elif member is None:
        raise tasks.NotInTeam(id=str(inspection.task_id))
    else:
        good = tasks.presence.is_good(member.secret, str(inspection.task_id), code, at)
        wrong = "" if good else "离线到场码核验未通过"
        proof = {"how": tasks.presence.TYPED, "position": None}
    if member:
        if not wrong:
            tasks.be_present(session, member, at=at, proof=proof)
        given = {"officer_id": str(officer_id), "statement": statement}
        fold(session, inspection, KIND, given, by=by, at=at)
    if wrong:
        note_flaw(session, inspection, "L1", wrong)
    told = {"good": not wrong, "how": proof["how"], "wrong": wrong}
    audit(session, by, KIND, "inspection", inspection_id, **told)
    return inspection


def _wrong(
    session: Session,
    inspection: Inspection,
    member: tasks.TaskMember | None,
    *,
    at: datetime,
    said: statements.Statement | None,
    statement: str,
) -> str:
    """What of a scanned line does not hold; "" where all does. It is of one task, one officer and
    a few minutes, and be_present takes one: used again it changes nothing."""
    if said is None:
        return "扫到的不是到场二维码"
    if member is None:
        return "到场二维码的执法人员不在检查组"
    if said.task_id != inspection.task_id:
        return "到场二维码是另一个任务的"
    if said.officer_id != member.officer_id:
        return "到场二维码是另一名执法人员的"
    if not tasks.presence.together(said.at, at):
        return "到场二维码扫的时候已经过期"
    if not tasks.presence.is_good(member.secret, str(said.task_id), said.code, said.at):
        return "到场二维码里的到场数不对"
    keys = organization.phone_keys(session, member.officer_id, said.at, CLOCKS)
    own = next((key for key in keys if statements.key_id(key) == said.key), None)
    if own is None:
        return "签到场二维码的手机当时没有用本人账号登录"
    return "" if statements.is_signed(statement, own) else "到场二维码的签名不对"


def spend_try(by: Caller, inspection_id: uuid.UUID, officer_id: uuid.UUID) -> None:
    """Before a code read off the other phone is looked at: five, as on the second officer's own.

    In a transaction of its own. Raises TooManyTries.
    """
    what = f"presence-receipt:{by.account_id}:{inspection_id}:{officer_id}"
    spend(what, most=TRIES, per=WINDOW)
