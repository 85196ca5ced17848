"""Alerts as phone and console list them: the gravest first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from backend import organization
from backend.alerts import rules, service
from backend.alerts.models import Alert
from backend.alerts.rules import ABOUT, HOW_IN_WORDS, RANK, URGENCY_IN_WORDS, Rule, Urgency
from backend.core.auth import Caller

MOST = 200


def listed(
    session: Session,
    *,
    by: Caller,
    only_mine: bool = False,
    urgency: Urgency | None = None,
    closed: bool = False,
    limit: int = MOST,
    **asked: Any,
) -> dict[str, Any]:
    """{counts: {late, urgent, soon, closed, all}, items, cut}. `asked` as in `narrowed`."""
    seen = service.mine(by) if only_mine else service.seen_by(by)
    where = [seen, *narrowed(**asked)]
    counts = _counts(session, where)
    where.append(Alert.closed_at.is_not(None) if closed else Alert.closed_at.is_(None))
    if urgency is not None:
        where.append(Alert.urgency == urgency)
    rows = _rows(session, where, limit + 1, newest=closed)
    return {"counts": counts, "items": rows[:limit], "cut": len(rows) > limit}


def narrowed(
    *, q: str = "", rule: Rule | None = None, agency_id: uuid.UUID | None = None
) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if q:
        where.append(Alert.title.contains(q, autoescape=True))
    if rule is not None:
        where.append(Alert.rule == rule)
    if agency_id is not None:
        where.append(Alert.agency_id == agency_id)
    return where


def _counts(session: Session, where: list[ColumnElement[bool]]) -> dict[str, int]:
    rows = session.execute(
        select(Alert.urgency, Alert.closed_at.is_not(None).label("closed"), func.count())
        .where(*where)
        .group_by(Alert.urgency, "closed")
    ).all()
    counts = {each.value: 0 for each in Urgency} | {"closed": 0, "all": 0}
    for urgency, closed, count in rows:
        if closed:
            counts["closed"] += count
        else:
            counts[urgency] += count
            counts["all"] += count
    return counts


def _rows(
    session: Session, where: Sequence[ColumnElement[bool]], limit: int, *, newest: bool
) -> list[dict[str, Any]]:
    rank = case(RANK, value=Alert.urgency)
    order = (Alert.closed_at.desc(), Alert.id) if newest else (rank, Alert.due, Alert.id)
    rows = session.execute(
        select(Alert, organization.Agency.short_name)
        .join(organization.Agency, organization.Agency.id == Alert.agency_id)
        .where(*where)
        .order_by(*order)
        .limit(limit)
    )
    return [_row(alert, agency) for alert, agency in rows]


def _row(alert: Alert, agency: str) -> dict[str, Any]:
    about = ABOUT[alert.rule]
    return {
        "id": alert.id,
        "rule": alert.rule,
        "rule_title": about.title,
        "urgency": alert.urgency,
        "urgency_in_words": URGENCY_IN_WORDS[alert.urgency],
        "title": alert.title,
        "words": alert.words,
        "to_do": about.to_do,
        "due": alert.due,
        "agency": agency,
        "target": alert.target,
        "target_id": alert.target_id,
        "created_at": alert.created_at,
        "closed_at": alert.closed_at,
        "how_in_words": HOW_IN_WORDS[alert.how] if alert.how else "",
        "closed_by": alert.closed_by_name,
        "close_reason": alert.close_reason,
    }


def settings(session: Session, agency_id: uuid.UUID) -> list[dict[str, Any]]:
    """Each rule as it holds at the agency."""
    held = service.thresholds(session, agency_id)
    return [
        {
            "rule": rule,
            "title": about.title,
            "means": about.means,
            "unit": about.unit,
            "usual": about.threshold,
            "value": held[rule].value,
            "enabled": held[rule].enabled,
            "version": held[rule].version,
            "counts": rule is not rules.Rule.ABNORMAL,
        }
        for rule, about in ABOUT.items()
    ]
