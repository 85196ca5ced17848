"""Sessions: opaque random tokens, stored hashed, bound to the device, ended by one update.

Bearer for the mini-program; for the console a cookie with a form token beside it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request
from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core import clock
from backend.core.auth import Caller, ForgedForm, NotSignedIn, SessionEnded
from backend.core.database import Base, Recorded, perform, unit_of_work

COOKIE = "console"
DEVICE_HEADER = "X-Device"
FORM_TOKEN_HEADER = "X-Form-Token"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SEEN_EVERY = timedelta(minutes=1)

# (session, account_id, session_version) -> the caller without a session, or None when the
# account has been closed or its version moved on. The organization slice provides it.
Loader = Callable[[Session, uuid.UUID, int, uuid.UUID], Caller | None]


class SignedIn(Recorded, Base):
    """One sign-in of one account on one device.

    `public_key` (Ed25519, base64) is of a pair that the phone made for this sign-in alone.
    """

    __tablename__ = "signed_in"

    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(index=True)
    session_version: Mapped[int]
    device_hash: Mapped[str]
    console: Mapped[bool]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    public_key: Mapped[str | None]
    key_at: Mapped[datetime | None]


def start(
    session: Session, *, account_id: uuid.UUID, version: int, device: str, console: bool
) -> tuple[str, SignedIn]:
    """A new token, told once and kept only as a hash."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    days = timedelta(hours=12) if console else timedelta(days=_setting("session_days"))
    row = SignedIn(
        token_hash=_hash(token),
        account_id=account_id,
        session_version=version,
        device_hash=_hash(device),
        console=console,
        last_seen_at=now,
        expires_at=now + days,
    )
    session.add(row)
    session.flush()
    return token, row


def end(session: Session, session_id: uuid.UUID) -> None:
    session.execute(
        update(SignedIn)
        .where(SignedIn.id == session_id, SignedIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_all(session: Session, account_id: uuid.UUID) -> None:
    """On every device: the account was closed, or may do other things than when they began."""
    session.execute(
        update(SignedIn)
        .where(SignedIn.account_id == account_id, SignedIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def keep_key(session: Session, session_id: uuid.UUID, public_key: str) -> bool:
    """The key of a phone's sign-in, once; False where it has another, or is no phone's."""
    kept = session.scalar(
        update(SignedIn)
        .where(SignedIn.id == session_id, SignedIn.console.is_(False))
        .where(SignedIn.public_key.is_(None))
        .values(public_key=public_key, key_at=clock.now())
        .returning(SignedIn.id)
    )
    if kept:
        return True
    known = session.scalar(select(SignedIn.public_key).where(SignedIn.id == session_id))
    return known == public_key


def keys_at(session: Session, account_id: uuid.UUID, at: datetime, slack: timedelta) -> list[str]:
    """The keys with which the account's phones could sign at that moment. A sign-in that ended
    later changes nothing of what was signed before; `slack` is for clocks that differ."""
    rows = session.scalars(
        select(SignedIn.public_key).where(
            SignedIn.account_id == account_id,
            SignedIn.key_at <= at + slack,
            SignedIn.expires_at > at,
            SignedIn.ended_at.is_(None) | (SignedIn.ended_at > at),
        )
    )
    return [key for key in rows if key]


def caller() -> Caller:
    """Raises NotSignedIn, SessionEnded, ForgedForm."""
    token, console = _presented()
    with unit_of_work(writes=False) as session:
        row = _find(session, token)
        if row is None:
            raise NotSignedIn
        _check(row, console)
        load: Loader = current_app.extensions["load_caller"]
        by = load(session, row.account_id, row.session_version, row.id)
    if by is None:
        raise SessionEnded
    if console and request.method not in SAFE_METHODS:
        _check_form(token)
    if clock.now() - row.last_seen_at >= SEEN_EVERY:
        perform(_seen, row.id)
    return by


def form_token(token: str | None = None) -> str:
    """What a console form sends back; worthless without the cookie that it is made from."""
    secret = current_app.extensions["settings"].secret_key.encode()
    presented = token or request.cookies.get(COOKIE, "")
    return hmac.new(secret, b"form:" + presented.encode(), hashlib.sha256).hexdigest()


def _presented() -> tuple[str, bool]:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind == "Bearer" and token.isascii():
        return token, False
    cookie = request.cookies.get(COOKIE, "")
    if not cookie or not cookie.isascii():
        raise NotSignedIn
    return cookie, True


# Built once and of columns alone: every request asks it.
_BY_TOKEN = select(
    *(SignedIn.id, SignedIn.account_id, SignedIn.session_version, SignedIn.device_hash),
    *(SignedIn.console, SignedIn.last_seen_at, SignedIn.expires_at, SignedIn.ended_at),
).where(SignedIn.token_hash == bindparam("token_hash"))


def _find(session: Session, token: str) -> Any:
    return session.execute(_BY_TOKEN, {"token_hash": _hash(token)}).one_or_none()


def _check(row: Row[Any], console: bool) -> None:
    now, idle = clock.now(), timedelta(minutes=_setting("session_idle_minutes"))
    if row.ended_at or now >= row.expires_at or now - row.last_seen_at >= idle:
        raise SessionEnded
    if row.console != console:
        raise NotSignedIn
    if not console:
        device = _hash(request.headers.get(DEVICE_HEADER, ""))
        if not hmac.compare_digest(device, row.device_hash):
            raise SessionEnded


def _check_form(token: str) -> None:
    sent = request.headers.get(FORM_TOKEN_HEADER) or request.form.get("form_token", "")
    if not hmac.compare_digest(sent.encode(), form_token(token).encode()):
        raise ForgedForm


def _seen(session: Session, session_id: uuid.UUID) -> None:
    """Requests come in bunches; the first of a bunch writes for all."""
    now = clock.now()
    session.execute(
        update(SignedIn)
        .where(SignedIn.id == session_id, SignedIn.last_seen_at <= now - SEEN_EVERY)
        .values(last_seen_at=now)
    )


def _setting(name: str) -> Any:
    return getattr(current_app.extensions["settings"], name)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
