"""账号: roles by the security admin, 钉钉 binding by the system admin (三员分立)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import organization
from backend.console import forms, people_forms
from backend.console.site import blueprint, page
from backend.core.auth import IN_WORDS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem

PAGE = 50
KEEPERS = (Role.REGISTER_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
DONE = {
    "roles": "岗位已改，本人正在用的登录已退出，重新登录后生效",
    "identity": "已改绑，原来的登录已退出",
    "close": "账号已关闭，正在用的登录全部退出",
}


@blueprint.get("/accounts")
@allow(*KEEPERS)
def account_list(by: Caller) -> Response:
    asked = forms.lenient(people_forms.PeopleFilters, request.args)
    with unit_of_work(writes=False) as session:
        rows, following = organization.accounts.listed(
            session,
            by=by,
            q=asked["q"],
            agency_id=asked["agency_id"],
            after=asked["after"],
            limit=PAGE,
        )
        agencies = [each for each, _ in organization.agencies.tree(session, by=by)]
    kept = {"q": asked["q"], "agency_id": asked["agency_id"], "after": following}
    more = f"/console/accounts?{urlencode({k: v for k, v in kept.items() if v})}"
    return page(
        "accounts/page.html",
        rows=rows,
        asked=asked,
        agencies=agencies,
        more=more if following else "",
    )


@blueprint.get("/accounts/<uuid:account_id>")
@allow(*KEEPERS)
def account_page(account_id: uuid.UUID, by: Caller) -> Response:
    return _show(account_id, by, "", {})


@blueprint.post("/accounts/<uuid:account_id>/roles")
@allow(Role.REGISTER_ADMIN, Role.SECURITY_ADMIN)
def account_roles(account_id: uuid.UUID, by: Caller) -> Answer:
    return _change(account_id, by, "roles")


@blueprint.post("/accounts/<uuid:account_id>/identity")
@allow(Role.SYSTEM_ADMIN)
def account_identity(account_id: uuid.UUID, by: Caller) -> Answer:
    return _change(account_id, by, "identity")


@blueprint.post("/accounts/<uuid:account_id>/close")
@allow(Role.REGISTER_ADMIN, Role.SYSTEM_ADMIN)
def close_account(account_id: uuid.UUID, by: Caller) -> Answer:
    return _change(account_id, by, "close")


def _change(account_id: uuid.UUID, by: Caller, act: str) -> Answer:
    use = organization.accounts
    choices: dict[str, tuple[type[forms.Form], Callable[..., Any]]] = {
        "roles": (people_forms.RolesForm, use.set_roles),
        "identity": (people_forms.IdentityForm, use.set_identity),
        "close": (people_forms.CloseForm, use.close),
    }
    form, run = choices[act]
    given, errors = forms.read(form, request.form)
    if not errors:
        try:
            perform(run, by=by, account_id=account_id, **given)
            return redirect(f"/console/accounts/{account_id}?done={act}", 303)
        except Problem as problem:
            field = {"roles": "roles", "identity": "user_id", "close": "reason"}[act]
            known = {"roles-unfit": field, "identity-taken": field}
            errors = forms.beside(problem, known)
    return _show(account_id, by, act, errors)


def _show(account_id: uuid.UUID, by: Caller, act: str, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        found = organization.accounts.find(session, by=by, account_id=account_id)
        agency = organization.agency(session, found.agency_id)
        user_id = organization.accounts.user_ids(session, [account_id]).get(account_id, "")
    held = {Role(each) for each in found.roles}
    grantable = organization.grantable(by.roles) if found.id != by.account_id else frozenset()
    chosen = {*request.form.getlist("roles")} if act == "roles" else {*found.roles}
    values: dict[str, Any] = {
        "roles": [
            {"role": role, "title": IN_WORDS[role]}
            | {"on": role in chosen, "mine": role in grantable}
            for role in Role
            if role in grantable or role in held
        ],
        "may_roles": bool(grantable) and found.active,
        "may_identity": by.has(Role.SYSTEM_ADMIN) and found.id != by.account_id,
        "may_close": by.has(Role.SYSTEM_ADMIN, Role.REGISTER_ADMIN) and found.id != by.account_id,
    }
    return page(
        "accounts/account.html",
        422 if errors else 200,
        account=found,
        agency=agency,
        user_id=user_id,
        wrong=act,
        errors=errors,
        given=request.form,
        done=DONE.get(request.args.get("done", ""), ""),
        **values,
    )
