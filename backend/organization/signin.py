"""From a platform's one-use code to a session; the same path for phone, console and demo."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from flask import current_app, request

from backend.core import clock
from backend.core.auth import Caller
from backend.core.crypto import Keys
from backend.core.database import perform, unit_of_work
from backend.core.limits import spend
from backend.core.sessions import SignedIn
from backend.organization import problems, service, training
from backend.platforms import (
    CodeRejected,
    Identity,
    NotInDirectory,
    PlatformProblem,
    identity_provider,
)

SIGN_INS = 30
SIGN_INS_OF_AN_OFFICE = 600  # one address may stand for a whole building
SIGN_IN_WINDOW = timedelta(minutes=5)


def enter(code: str, device: str, *, console: bool) -> tuple[str, SignedIn]:
    """Raises CodeRejected, AccountMissing, NoConsole, PlatformDown, TooManyTries."""
    who_tries = f"console:{request.remote_addr}" if console else device  # consoles have no device
    spend(f"sign-in:{who_tries}", most=SIGN_INS, per=SIGN_IN_WINDOW)
    spend(f"sign-in:{request.remote_addr}", most=SIGN_INS_OF_AN_OFFICE, per=SIGN_IN_WINDOW)
    who = _identity(code)
    if current_app.extensions["settings"].environment == "training":
        perform(training.enrol, who)
    return perform(
        service.sign_in,
        platform=who.platform,
        tenant=who.tenant,
        user_id=who.user_id,
        device=device,
        console=console,
    )


def _identity(code: str) -> Identity:
    provider = identity_provider(current_app.extensions["dingtalk"])
    try:
        return provider.exchange(code)
    except CodeRejected as error:
        raise problems.CodeRejected from error
    except NotInDirectory as error:
        raise problems.AccountMissing from error
    except PlatformProblem as error:
        raise problems.PlatformDown from error


def me(by: Caller) -> dict[str, Any]:
    keys: Keys = current_app.extensions["keys"]
    with unit_of_work(writes=False) as session:
        shown = service.me(session, by=by, today=clock.today())
    return shown | {
        "receipt_key": {
            "key_id": keys.signing_id,
            "public_key": base64.b64encode(keys.public_key).decode(),
        },
        "server_time": clock.now(),
        "demo": current_app.extensions["settings"].practice,
    }
