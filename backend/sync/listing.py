"""What was answered to the phones about one task."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.sync.models import Command

MOST = 500


def answers_about(
    session: Session,
    *,
    named: dict[str, Iterable[str]],
    account_ids: Iterable[uuid.UUID],
    since: datetime,
) -> list[dict[str, Any]]:
    """Commands whose payload names one of these ids, the latest first, 500 at most.

    `named` has ids by payload key, such as {"task_id": […]}. The accounts and the moment bound
    what is read: payloads have no index.
    """
    payload = Command.content["payload"]
    about = [payload[key].as_string().in_(list(ids)) for key, ids in named.items()]
    rows = session.scalars(
        select(Command)
        .where(Command.account_id.in_(list(account_ids)), Command.received_at >= since, or_(*about))
        .order_by(Command.received_at.desc(), Command.id.desc())
        .limit(MOST)
    )
    return [_shown(row) for row in rows]


def _shown(row: Command) -> dict[str, Any]:
    receipt = row.answer.get("receipt") or {}
    problem = row.answer.get("problem") or {}
    return {
        "id": row.id,
        "kind": row.kind,
        "device": row.device,
        "seq": row.seq,
        "at": row.content["at"],
        "received_at": row.received_at,
        "sha256": row.sha256,
        "accepted": row.answer["outcome"] == "accepted",
        "problem": problem.get("title", ""),
        "key_id": receipt.get("key_id", ""),
        "signature": receipt.get("signature", ""),
    }
