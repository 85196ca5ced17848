"""执法主体: the tree, one agency, and 委托."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import organization
from backend.console import forms, people_forms
from backend.console.officers import READERS
from backend.console.site import blueprint, page
from backend.console.trail import trail
from backend.core import clock
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem

DONE = {
    "added": "单位已登记",
    "edit": "已保存",
    "entrust": "委托已登记",
    "end-entrust": "委托已终止，受委托组织从今天起不能再派任务",
}
FIELDS = {
    "agency-known": "uscc",
    "agency-misplaced": "parent_id",
    "entrustment-unfit": "principal_id",
    "not-found": "parent_id",
}


@blueprint.get("/agencies")
@allow(*READERS)
def agency_tree(by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        tree = organization.agencies.tree(session, by=by)
        rates = organization.accounts.opening_rates(session, by=by)
    total = (sum(each[0] for each in rates.values()), sum(each[1] for each in rates.values()))
    may_keep = by.has(Role.REGISTER_ADMIN)
    return page("agencies/page.html", tree=tree, rates=rates, rate=total, may_keep=may_keep)


@blueprint.get("/agencies/new")
@allow(Role.REGISTER_ADMIN)
def new_agency(by: Caller) -> Response:
    return _new(by, {})


@blueprint.post("/agencies/new")
@allow(Role.REGISTER_ADMIN)
def add_agency(by: Caller) -> Answer:
    given, errors = forms.read(people_forms.AgencyForm, request.form)
    if not errors and given["parent_id"] is None:
        errors = {"parent_id": "请选上级单位"}
    if not errors:
        values = people_forms.agency_values(given)
        try:
            made = perform(
                organization.agencies.add, by=by, parent_id=given["parent_id"], values=values
            )
            return redirect(f"/console/agencies/{made.id}?done=added", 303)
        except Problem as problem:
            errors = forms.beside(problem, FIELDS)
    return _new(by, errors)


def _new(by: Caller, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        tree = organization.agencies.tree(session, by=by)
    above = forms.as_uuid(request.args.get("parent_id", "")) or by.agency_id
    return page(
        "agencies/new.html",
        422 if errors else 200,
        agency=None,
        places=[(each.id, each.name) for each, _ in tree],
        above_id=above,
        wrong="edit",
        errors=errors,
        given=request.form,
    )


@blueprint.get("/agencies/<uuid:agency_id>")
@allow(*READERS)
def agency_page(agency_id: uuid.UUID, by: Caller) -> Response:
    return _show(agency_id, by, "", {})


@blueprint.post("/agencies/<uuid:agency_id>/<string:act>")
@allow(Role.REGISTER_ADMIN)
def change_agency(agency_id: uuid.UUID, act: str, by: Caller) -> Answer:
    """edit, entrust, end-entrust: each a form of the page."""
    known = {
        "edit": people_forms.AgencyForm,
        "entrust": people_forms.EntrustForm,
        "end-entrust": people_forms.EndEntrustForm,
    }
    if act not in known:
        raise NotFound
    given, errors = forms.read(known[act], request.form)
    if not errors:
        try:
            _act(agency_id, act, by, given)
            return redirect(f"/console/agencies/{agency_id}?done={act}", 303)
        except Problem as problem:
            errors = forms.beside(problem, FIELDS)
    return _show(agency_id, by, act, errors)


def _act(agency_id: uuid.UUID, act: str, by: Caller, given: dict[str, Any]) -> None:
    use = organization.agencies
    if act == "entrust":
        perform(use.entrust, by=by, agency_id=agency_id, **given)
    elif act == "end-entrust":
        perform(use.end_entrustment, by=by, agency_id=agency_id, **given)
    else:
        perform(
            use.change,
            by=by,
            agency_id=agency_id,
            version=given["version"],
            parent_id=given["parent_id"],
            values=people_forms.agency_values(given),
        )


def _show(agency_id: uuid.UUID, by: Caller, act: str, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        found = organization.agencies.in_scope(session, by=by, agency_id=agency_id)
        tree = [each for each, _ in organization.agencies.tree(session, by=by)]
        values: dict[str, Any] = {
            "agency": found,
            "above": next((each for each in tree if each.id == found.parent_id), None),
            "places": [(each.id, each.name) for each in tree if each.id != agency_id],
            "principals": [
                (each.id, each.name)
                for each in tree
                if each.standing and each.kind is not organization.AgencyKind.ENTRUSTED
            ],
            "rate": organization.accounts.opening_rates(session, by=by)[agency_id],
            "entrustments": organization.agencies.entrustments(session, agency_id),
            "trail": trail(session, [agency_id]) | {"next": None},
        }
    return page(
        "agencies/agency.html",
        422 if errors else 200,
        wrong=act,
        errors=errors,
        given=request.form,
        may_keep=by.has(Role.REGISTER_ADMIN),
        today=clock.today(),
        done=DONE.get(request.args.get("done", ""), ""),
        **values,
    )
