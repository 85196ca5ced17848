from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.alerts.rules import How, Rule, Target, Urgency
from backend.core.database import Base, Recorded

STILL_OPEN = text("closed_at IS NULL")


class Alert(Recorded, Base):
    """预警: one thing that one rule warns of. Of each there is one open alert at most; those that
    ended stay, with how and why."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_open",
            "agency_id",
            "rule",
            "about",
            unique=True,
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index("ix_alert_agency_id_rule", "agency_id", "rule"),
    )

    rule: Mapped[Rule]
    about: Mapped[str]  # what it is about, such as task:…
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    urgency: Mapped[Urgency]
    title: Mapped[str]  # of the subject or person
    words: Mapped[str]
    due: Mapped[date | None]
    target: Mapped[Target]
    target_id: Mapped[uuid.UUID | None]
    closed_at: Mapped[datetime | None]
    how: Mapped[How | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    closed_by_name: Mapped[str] = mapped_column(default="")
    close_reason: Mapped[str] = mapped_column(default="")


class AlertReader(Base):
    """An officer whom an alert is for: it counts in the badge on their phone."""

    __tablename__ = "alert_reader"

    alert_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    officer_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("officer.id"), primary_key=True, index=True
    )


class Threshold(Base):
    """How an agency wants to be warned; without a row as the rule says. `version` guards it."""

    __tablename__ = "alert_threshold"

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    rule: Mapped[Rule] = mapped_column(primary_key=True)
    value: Mapped[int]
    enabled: Mapped[bool]
    version: Mapped[int]


class Unsent(Base):
    """What a phone says of its outbox: it tells when it can, and the outbox itself may be stuck."""

    __tablename__ = "phone_unsent"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    oldest_at: Mapped[datetime | None]
    count: Mapped[int]
    told_at: Mapped[datetime]
