"""HTTP for sessions and the caller's own page."""

from __future__ import annotations

from typing import Any

from flask import current_app

from backend.core.auth import IN_THE_FIELD, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.web import api_blueprint
from backend.organization import service, signin
from backend.organization.schemas import (
    EndedSchema,
    KeySchema,
    MeSchema,
    SessionSchema,
    SignInSchema,
)

blueprint = api_blueprint("organization", "登录和本人")


@blueprint.route("/session", methods=["POST"])
@blueprint.arguments(SignInSchema)
@blueprint.response(200, SessionSchema)
def sign_in(data: dict[str, str]) -> dict[str, Any]:
    """Change a platform's one-use code for a session bound to the device."""
    token, row = signin.enter(data["code"], data["device"], console=False)
    with unit_of_work(writes=False) as session:
        load = current_app.extensions["load_caller"]
        by = load(session, row.account_id, row.session_version, row.id)
    return {"token": token, "expires_at": row.expires_at, "me": signin.me(by)}


@blueprint.route("/session/end", methods=["POST"])
@allow(*Role)
@blueprint.response(200, EndedSchema)
def sign_out(by: Caller) -> dict[str, bool]:
    """End this session."""
    perform(service.sign_out, by=by)
    return {"ended": True}


@blueprint.route("/session/key", methods=["POST"])
@allow(*IN_THE_FIELD)
@blueprint.arguments(KeySchema)
@blueprint.response(200, KeySchema)
def keep_key(data: dict[str, str], by: Caller) -> dict[str, str]:
    """Tell the public key that this phone signs with until the next sign-in."""
    perform(service.keep_key, by=by, **data)
    return data


@blueprint.route("/me", methods=["GET"])
@allow(*Role)
@blueprint.response(200, MeSchema)
def me(by: Caller) -> dict[str, Any]:
    """Who I am, my certificates, and the key that receipts are signed with."""
    return signin.me(by)
