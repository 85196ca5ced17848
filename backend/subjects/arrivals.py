"""When the newest full snapshot of each source came, so that a silent one is noticed.

A file says by nothing but its name whose it is, until somebody compares it: the files of a source
are named alike but for their days. One that is named like none may be any source's.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.imports import Import
from backend.subjects import delivery, replacing
from backend.subjects.models import Snapshot

DIGITS = re.compile(r"\d+")


def newest(session: Session, agency_id: uuid.UUID) -> dict[str, datetime]:
    """Of each source of which the agency has written a snapshot."""
    sources = session.scalars(
        select(Import.source)
        .where(
            Import.kind == replacing.KIND,
            Import.agency_id == agency_id,
            Import.confirmed_at.is_not(None),
        )
        .distinct()
    ).all()
    if not sources:
        return {}
    last = {source: _compared(session, source) for source in sources}
    found = {source: at for source, (_, at) in last.items()}
    files = delivery.listed(agency_id) or []
    told = replacing.compared(session, agency_id=agency_id, files=files)
    for file in files:
        if file in told:
            continue
        named = [source for source, (name, _) in last.items() if alike(name, file.name)]
        for source in named or sources:
            found[source] = max(found[source], file.arrived)
    return found


def _compared(session: Session, source: str) -> tuple[str, datetime]:
    """Name and arrival of its newest file that somebody compared, at the console or by command."""
    row = session.execute(
        select(Import.filename, Snapshot.changed_ns)
        .join(Snapshot, Snapshot.import_id == Import.id)
        .where(Import.kind == replacing.KIND, Import.source == source)
        .order_by(Snapshot.changed_ns.desc())
        .limit(1)
    ).one()
    return row.filename, datetime.fromtimestamp(row.changed_ns // 10**9, UTC)


def alike(one: str, other: str) -> bool:
    """But for their digits."""
    return DIGITS.sub("", one) == DIGITS.sub("", other)
