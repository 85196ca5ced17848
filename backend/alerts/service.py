"""Alerts as rows: one open alert for each thing that a rule warns of. They open and close by what
the rules find; a person closes one with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from backend import organization
from backend.alerts.found import MOST, Found
from backend.alerts.gathering import GATHERERS
from backend.alerts.models import Alert, AlertReader, Threshold, Unsent
from backend.alerts.problems import AlertClosed, AlertMissing, ThresholdChanged
from backend.alerts.readers import CLOSERS, looked_after
from backend.alerts.rules import ABOUT, HOW_IN_WORDS, RANK, How, Rule
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller
from backend.core.jobs import enqueue
from backend.core.records import audit


def look(session: Session, agency_id: uuid.UUID, rule: Rule) -> None:
    """Bring the open alerts of one rule at one agency in line with what there is. Twice is once."""
    limits = thresholds(session, agency_id)[rule]
    found = GATHERERS[rule](session, agency_id, limits.value) if limits.enabled else []
    found = sorted(found, key=lambda each: RANK[each.seen.urgency])
    by_about = {each.about: each for each in found}
    still_open = session.scalars(
        select(Alert).where(
            Alert.agency_id == agency_id, Alert.rule == rule, Alert.closed_at.is_(None)
        )
    ).all()
    for alert in still_open:
        if alert.about in by_about:
            _refresh(session, alert, by_about.pop(alert.about))
        elif len(found) < MOST:
            _end(session, alert.id, How.ACTED)
    settled = _settled(session, agency_id, rule, list(by_about))
    for about, each in by_about.items():
        if settled.get(about, len(RANK)) > RANK[each.seen.urgency]:
            _open(session, agency_id, rule, each)


def close(session: Session, *, by: Caller, at: datetime, alert_id: uuid.UUID, reason: str) -> Alert:
    """With a reason; it comes again only when it gets graver. Raises AlertMissing, AlertClosed."""
    alert = find(session, by=by, alert_id=alert_id)
    named = session.get(AlertReader, (alert_id, by.officer_id)) if by.officer_id else None
    manages = by.agency_id == alert.agency_id and by.has(*CLOSERS)
    if named is None and not manages:
        raise AlertMissing(id=str(alert_id))
    won = _end(session, alert_id, How.REASON, by=by, reason=reason)
    session.refresh(alert)
    if won:
        audit(session, by, "alert.close", "alert", alert_id, reason=reason, rule=alert.rule)
    elif (alert.closed_by, alert.close_reason) != (by.account_id, reason):
        how = HOW_IN_WORDS[alert.how] if alert.how else "关闭"
        raise AlertClosed(id=str(alert_id), how=how)
    return alert


def find(session: Session, *, by: Caller, alert_id: uuid.UUID) -> Alert:
    """Raises AlertMissing."""
    alert = session.scalar(select(Alert).where(Alert.id == alert_id, seen_by(by)))
    if alert is None:
        raise AlertMissing(id=str(alert_id))
    return alert


def mine(by: Caller) -> ColumnElement[bool]:
    """Those that are for the caller in person."""
    if by.officer_id is None:
        return Alert.id.is_(None)
    return Alert.id.in_(select(AlertReader.alert_id).where(AlertReader.officer_id == by.officer_id))


def seen_by(by: Caller) -> ColumnElement[bool]:
    """One's own, and by one's roles those of the whole agency and, for overseers, below it."""
    rules = looked_after(by.roles)
    if not rules:
        return mine(by)
    where: ColumnElement[bool]
    if by.has(*OVERSEERS):
        where = Alert.agency_id.in_(organization.agencies_of(by))
    else:
        where = Alert.agency_id == by.agency_id
    return or_(mine(by), and_(Alert.rule.in_(rules), where))


def tell_unsent(session: Session, *, by: Caller, oldest_at: datetime | None, count: int) -> Unsent:
    """What waits in the caller's phone; the alert follows at once."""
    row = session.get(Unsent, by.account_id)
    if row is None:
        row = Unsent(account_id=by.account_id, count=0, told_at=clock.now())
        session.add(row)
    row.oldest_at, row.count, row.told_at = oldest_at, count, clock.now()
    session.flush()
    look(session, by.agency_id, Rule.UNSENT)
    return row


def thresholds(session: Session, agency_id: uuid.UUID) -> dict[Rule, Threshold]:
    """All rules as they hold at the agency; those that it never changed have version 0."""
    rows = session.scalars(select(Threshold).where(Threshold.agency_id == agency_id)).all()
    known = {row.rule: row for row in rows}
    return {
        rule: known.get(rule)
        or Threshold(agency_id=agency_id, rule=rule, value=about.threshold, enabled=True, version=0)
        for rule, about in ABOUT.items()
    }


def set_threshold(
    session: Session, *, by: Caller, rule: Rule, value: int, enabled: bool, version: int
) -> None:
    """From the next look on, which is asked for here. Raises ThresholdChanged."""
    now = thresholds(session, by.agency_id)[rule]
    if (now.value, now.enabled) == (value, enabled):
        return
    if now.version != version:
        raise ThresholdChanged(rule=rule)
    if version == 0:
        now.value, now.enabled, now.version = value, enabled, 1
        session.add(now)
        session.flush()
    elif not session.scalar(
        update(Threshold)
        .where(
            Threshold.agency_id == by.agency_id,
            Threshold.rule == rule,
            Threshold.version == version,
        )
        .values(value=value, enabled=enabled, version=Threshold.version + 1)
        .returning(Threshold.version)
        .execution_options(synchronize_session=False)
    ):
        raise ThresholdChanged(rule=rule)
    audit(session, by, "alert.threshold", "alert", None, rule=rule, value=value, enabled=enabled)
    enqueue(session, "alert.look", agency_id=str(by.agency_id), rule=rule)


def _open(session: Session, agency_id: uuid.UUID, rule: Rule, each: Found) -> None:
    alert = Alert(
        rule=rule,
        about=each.about,
        agency_id=agency_id,
        target=each.target,
        target_id=each.target_id,
        **_said(each),
    )
    session.add(alert)
    session.flush()
    _tell(session, alert.id, each.officers)


def _refresh(session: Session, alert: Alert, each: Found) -> None:
    """Only what has changed is written, so that looking hourly costs nothing."""
    for name, value in _said(each).items():
        if getattr(alert, name) != value:
            setattr(alert, name, value)
    _tell(session, alert.id, each.officers)


def _said(each: Found) -> dict[str, Any]:
    seen = each.seen
    return {
        "urgency": seen.urgency,
        "title": each.title,
        "words": seen.words,
        "due": seen.due,
    }


def _tell(session: Session, alert_id: uuid.UUID, officers: Sequence[uuid.UUID]) -> None:
    known = set(
        session.scalars(select(AlertReader.officer_id).where(AlertReader.alert_id == alert_id))
    )
    gone = known - set(officers)
    if gone:
        session.execute(
            delete(AlertReader).where(
                AlertReader.alert_id == alert_id, AlertReader.officer_id.in_(gone)
            )
        )
    session.add_all(
        AlertReader(alert_id=alert_id, officer_id=each)
        for each in dict.fromkeys(officers)
        if each not in known
    )


def _end(
    session: Session,
    alert_id: uuid.UUID,
    how: How,
    *,
    by: Caller | None = None,
    reason: str = "",
) -> bool:
    """One statement decides between what vanished and who closed it."""
    won = session.scalar(
        update(Alert)
        .where(Alert.id == alert_id, Alert.closed_at.is_(None))
        .values(
            closed_at=clock.now(),
            how=how,
            closed_by=by and by.account_id,
            closed_by_name=by.name if by else "",
            close_reason=reason,
        )
        .returning(Alert.id)
        .execution_options(synchronize_session=False)
    )
    return won is not None


def _settled(
    session: Session, agency_id: uuid.UUID, rule: Rule, abouts: list[str]
) -> dict[str, int]:
    """How grave each was when somebody closed it with a reason, and nothing has ended it since."""
    rows = session.execute(
        select(Alert.about, Alert.urgency, Alert.how)
        .where(
            Alert.agency_id == agency_id,
            Alert.rule == rule,
            Alert.about.in_(abouts),
            Alert.closed_at.is_not(None),
        )
        .order_by(Alert.closed_at, Alert.id)
    )
    return {row.about: RANK[row.urgency] if row.how is How.REASON else len(RANK) for row in rows}
