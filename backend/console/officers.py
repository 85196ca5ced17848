"""执法检查人员名录库: the list, one officer whole, and everything that changes one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from backend import organization, subjects, tasks
from backend.console import downloads, forms, people_forms
from backend.console.site import blueprint, is_part, page
from backend.console.trail import trail
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem
from backend.organization import Officer

PAGE = 20
READERS = (*OVERSEERS, Role.REGISTER_ADMIN)
TABS = (
    ("", "全部", "all"),
    ("soon", "90 天内到期", "soon"),
    ("expired", "已到期", "expired"),
    ("none", "没有有效证件", "none"),
    ("valid", "有效", "valid"),
)
DONE = {
    "added": "已登记",
    "edit": "已保存，变更记入经历",
    "certificate": "执法证已登记",
    "revoke": "执法证已注销，从今天起不能再用",
    "leave": "请假已登记，期间派任务时会提醒",
    "cancel-leave": "请假已取消",
    "avoid": "回避已申报，派任务时不会再让他去这家",
    "end-avoid": "回避已解除",
    "left": "已办理离岗：账号已关闭，正在用的登录全部退出",
    "back": "已返岗；账号要另行开通",
    "accounts": "账号已开通，本人可以从钉钉进入",
}
FIELDS = {
    "officer-known": "id_number",
    "certificate-known": "number",
    "certificate-unfit": "number",
    "leave-unfit": "from_day",
}


@blueprint.get("/officers")
@allow(*READERS)
def officer_list(by: Caller) -> Response:
    asked = forms.lenient(people_forms.PeopleFilters, request.args)
    with unit_of_work(writes=False) as session:
        found = organization.listing.listed(
            session, by=by, after=asked["after"], limit=PAGE, **_narrowed(asked)
        )
        counts = organization.listing.counts(session, by=by, **_narrowed(asked))
        agencies = [each for each, _ in organization.agencies.tree(session, by=by)]
        rates = organization.accounts.opening_rates(session, by=by)
    shown = [rates[asked["agency_id"]]] if asked["agency_id"] else list(rates.values())
    values = {
        "asked": asked,
        "items": found["items"],
        "more": found["next"] and _address(asked, after=found["next"]),
        "tabs": [
            {"state": state, "title": title, "count": counts[key]}
            | {"on": asked["state"] == state, "href": _address(asked, state=state)}
            for state, title, key in TABS
        ],
        "rate": (sum(each[0] for each in shown), sum(each[1] for each in shown)),
        "filtered": any(asked[key] for key in asked if key not in ("state", "after")),
        "may_keep": by.has(Role.REGISTER_ADMIN),
        "agencies": agencies,
        "export": _address(asked).replace("/officers", "/officers/export", 1),
    }
    if is_part() and asked["after"]:
        said = f"又列出 {len(found['items'])} 人"
        return page("officers/_rows.html", announce=said, **values)
    if is_part():
        said = f"共 {counts[asked['state'] or 'all']} 人"
        return page("officers/_list.html", announce=said, **values)
    return page("officers/page.html", **values)


@blueprint.get("/officers/export")
@allow(Role.REGISTER_ADMIN)
def export_officers(by: Caller) -> Response:
    """The list as it is filtered, as a sheet; personal data masked, the act audited."""
    asked = forms.lenient(people_forms.PeopleFilters, request.args)
    content, _count = perform(organization.sheets.export, by=by, **_narrowed(asked))
    return downloads.sheet_of_today(content, "officers")


def _narrowed(asked: dict[str, Any]) -> dict[str, Any]:
    sides = {key: asked[key] == "yes" if asked[key] else None for key in ("auxiliary", "expert")}
    sides["account"] = asked["account"] == "yes" if asked["account"] else None
    standing = organization.rules.Standing(asked["state"]) if asked["state"] else None
    plain = {"q": asked["q"], "agency_id": asked["agency_id"], "left": asked["left"] == "yes"}
    return plain | sides | {"standing": standing}


def _address(asked: dict[str, Any], **changed: Any) -> str:
    wanted = {key: value for key, value in asked.items() if key != "after"} | changed
    given = {key: value for key, value in wanted.items() if value}
    return "/console/officers" + (f"?{urlencode(given)}" if given else "")


@blueprint.get("/officers/new")
@allow(Role.REGISTER_ADMIN)
def new_officer(by: Caller) -> Response:
    return _new(by, {})


@blueprint.post("/officers/new")
@allow(Role.REGISTER_ADMIN)
def add_officer(by: Caller) -> Answer:
    given, errors = forms.read(people_forms.OfficerForm, request.form)
    if not errors:
        values = people_forms.officer_values(given)
        try:
            made = perform(
                organization.officers.add,
                by=by,
                values=values,
                valid_from=clock.today(),
                reason=given["reason"],
            )
            return redirect(f"/console/officers/{made.id}?done=added", 303)
        except Problem as problem:
            errors = forms.beside(problem, FIELDS | {"not-found": "agency_id"})
    return _new(by, errors)


def _new(by: Caller, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        places = [(each.id, each.name) for each, _ in organization.agencies.tree(session, by=by)]
    return page(
        "officers/new.html",
        422 if errors else 200,
        places=places,
        wrong="edit",
        errors=errors,
        given=request.form,
        officer=None,
        home=by.agency_id,
    )


@blueprint.get("/officers/<uuid:officer_id>")
@allow(*READERS)
def officer_page(officer_id: uuid.UUID, by: Caller) -> Response:
    return _show(officer_id, by, "", {})


@dataclass(frozen=True)
class Act:
    """What a form of the officer's page does; `run` gets what the form gave."""

    form: type[forms.Form]
    run: Callable[..., Any]


@blueprint.post("/officers/<uuid:officer_id>/<string:act>")
@allow(Role.REGISTER_ADMIN)
def change_officer(officer_id: uuid.UUID, act: str, by: Caller) -> Answer:
    """Each act is a form of the page; what was wrong stands beside its field, its form open."""
    if act not in ACTS:
        raise NotFound
    given, errors = forms.read(ACTS[act].form, request.form)
    if not errors:
        try:
            perform(ACTS[act].run, by=by, officer_id=officer_id, **given)
            return redirect(f"/console/officers/{officer_id}?done={act}", 303)
        except Problem as problem:
            errors = forms.beside(
                problem, FIELDS | ({"not-found": "subject"} if act == "avoid" else {})
            )
    return _show(officer_id, by, act, errors)


def _edit(session: Session, *, by: Caller, officer_id: uuid.UUID, **given: Any) -> None:
    organization.officers.change(
        session,
        by=by,
        officer_id=officer_id,
        version=given["version"],
        values=people_forms.officer_values(given),
        valid_from=clock.today(),
        reason=given["reason"],
    )


def _certificate(session: Session, *, by: Caller, officer_id: uuid.UUID, **given: Any) -> None:
    organization.certificates.add(session, by=by, officer_id=officer_id, **given)


def _avoid(
    session: Session, *, by: Caller, officer_id: uuid.UUID, subject: str, reason: str
) -> None:
    """By code or by the whole name, so that nobody is tied to another of a similar one."""
    wanted = subject.upper()
    hits = [
        each
        for each in subjects.search(session, q=subject, limit=20)
        if wanted == each.uscc or subject == each.name
    ]
    if len(hits) != 1:
        raise NotFound(subject=subject)
    organization.absences.declare(
        session, by=by, officer_id=officer_id, subject_id=hits[0].id, reason=reason
    )


ACTS = {
    "edit": Act(people_forms.OfficerForm, _edit),
    "certificate": Act(people_forms.CertificateForm, _certificate),
    "revoke": Act(people_forms.RevokeForm, organization.certificates.revoke),
    "leave": Act(people_forms.LeaveForm, organization.absences.take_leave),
    "cancel-leave": Act(people_forms.CancelLeaveForm, organization.absences.cancel_leave),
    "avoid": Act(people_forms.AvoidForm, _avoid),
    "end-avoid": Act(people_forms.EndAvoidForm, organization.absences.end_avoidance),
    "left": Act(people_forms.LeftForm, organization.officers.leave_service),
    "back": Act(people_forms.BackForm, organization.officers.come_back),
}


def _show(officer_id: uuid.UUID, by: Caller, act: str, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        officer = organization.officers.find(session, by=by, officer_id=officer_id)
        account = organization.accounts.of_officer(session, officer_id)
        ids = [officer_id, *([account.id] if account else [])]
        tree = organization.agencies.tree(session, by=by)
        values: dict[str, Any] = {
            "officer": officer,
            "masked": organization.officers.masked(officer),
            "agency": organization.agency(session, officer.agency_id),
            "places": [(each.id, each.name) for each, _ in tree],
            "certificates": _certificates(session, officer),
            "history": organization.officers.history(session, officer_id),
            "leaves": organization.absences.leaves(session, [officer_id]),
            "avoidances": [
                (each, subjects.find(session, each.subject_id).name)
                for each in organization.absences.avoidances(session, [officer_id])
            ],
            "account": account,
            "open_tasks": tasks.open_count(session, officer_id),
            "trail": trail(session, ids) | {"next": None},
        }
    return page(
        "officers/officer.html",
        422 if errors else 200,
        wrong=act,
        errors=errors,
        given=request.form,
        may_keep=by.has(Role.REGISTER_ADMIN),
        today=clock.today(),
        done=DONE.get(request.args.get("done", ""), ""),
        **values,
    )


def _certificates(session: Session, officer: Officer) -> list[dict[str, Any]]:
    today = clock.today()
    held = organization.held(session, [officer.id]).get(officer.id, [])
    return [
        {
            "row": each,
            "standing": organization.rules.standing(each, today),
            "left": (each.valid_to - today).days,
        }
        for each in held
    ]


@blueprint.get("/officers/accounts")
@allow(Role.REGISTER_ADMIN)
def accounts_to_open(by: Caller) -> Response:
    return _accounts(by, {})


@blueprint.post("/officers/accounts")
@allow(Role.REGISTER_ADMIN)
def open_accounts(by: Caller) -> Answer:
    """All of the ticked ones, or none with the reason beside each that cannot be."""
    wanted = people_forms.opened(request.form.to_dict(flat=False))
    if not wanted:
        return _accounts(by, {"": "请先勾选要开通的人"})
    try:
        perform(organization.accounts.open_for, by=by, wanted=wanted)
    except organization.AccountsUnfit as problem:
        told: Any = problem.details["officers"]
        return _accounts(by, {"": problem.body()["title"], **told})
    agency = forms.as_uuid(request.form.get("agency_id", "")) or by.agency_id
    return redirect(f"/console/officers/accounts?agency_id={agency}&opened={len(wanted)}", 303)


def _accounts(by: Caller, errors: dict[str, str]) -> Response:
    asked = forms.as_uuid(request.values.get("agency_id", "")) or by.agency_id
    opened = request.args.get("opened", "")
    with unit_of_work(writes=False) as session:
        agency = organization.agencies.in_scope(session, by=by, agency_id=asked)
        values: dict[str, Any] = {
            "agency": agency,
            "agencies": [each for each, _ in organization.agencies.tree(session, by=by)],
            "rate": organization.accounts.opening_rates(session, by=by)[asked],
            "waiting": organization.listing.without_account(
                session, by=by, agency_id=asked, limit=50
            ),
        }
    done = f"已开通 {opened} 个账号，本人可以从钉钉进入" if opened.isdecimal() else ""
    code = 422 if errors else 200
    return page(
        "officers/accounts.html", code, errors=errors, given=request.form, done=done, **values
    )
