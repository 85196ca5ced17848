"""Who may do what, one line per route, written by hand. A route that is missing here fails."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import sessions
from backend.core.auth import Role
from backend.core.database import perform
from backend.core.sessions import COOKIE, FORM_TOKEN_HEADER, form_token
from backend.organization import Account
from tests.cast import Cast
from tests.inspections.walk import Walk

NOBODY = "nobody"
FIELD = {"officer", "leader"}
HEAD = {"section_head"}
OVERSEERS = {"section_head", "agency_head", "legal_review", "inspector_general"}
READERS = FIELD | OVERSEERS
MANAGERS = {"section_head", "agency_head"}
REGISTER = {"register_admin"}
BUSINESS = READERS | {"matter_admin", "register_admin", "draw_operator", "draw_supervisor"}
SEPARATED = {"system_admin", "security_admin", "audit_admin"}
SIGNED_IN = BUSINESS | SEPARATED
ANYBODY = SIGNED_IN | {NOBODY}

MATRIX: dict[str, set[str]] = {
    # The phone and departments' own systems
    "POST /api/v1/session": ANYBODY,
    "POST /api/v1/session/end": SIGNED_IN,
    "GET /api/v1/me": SIGNED_IN,
    "GET /api/v1/tasks": FIELD,
    "POST /api/v1/tasks": HEAD,
    "GET /api/v1/tasks/<uuid:task_id>": READERS,
    "GET /api/v1/inspections/<uuid:inspection_id>": READERS,
    "POST /api/v1/sync/commands": FIELD,
    "POST /api/v1/evidence": FIELD,
    "GET /api/v1/evidence/<string:sha256>": BUSINESS,
    "GET /api/v1/documents/<uuid:document_id>": READERS,
    "GET /api/v1/documents/<uuid:document_id>/pdf": READERS,
    "GET /api/v1/templates": BUSINESS,
    "GET /api/v1/printers": BUSINESS,
    "GET /api/v1/checklists": BUSINESS,
    "GET /api/v1/checklists/<uuid:checklist_id>": BUSINESS,
    "GET /api/v1/laws/article": BUSINESS,
    "GET /api/v1/subjects": BUSINESS,
    "GET /api/v1/subjects/<uuid:subject_id>": BUSINESS,
    "POST /api/v1/subjects": REGISTER,
    "POST /api/v1/subjects/<uuid:subject_id>": REGISTER,
    "GET /api/v1/subjects/<uuid:subject_id>/changes": BUSINESS,
    "GET /api/v1/subjects/<uuid:subject_id>/whole": BUSINESS,
    "POST /api/v1/subjects/<uuid:subject_id>/reveal": FIELD | MANAGERS | REGISTER,
    "GET /api/v1/map/viewport": BUSINESS,
    "GET /api/v1/calendar": BUSINESS,
    "GET /api/v1/docs": ANYBODY,
    "GET /api/v1/docs/<string:name>": ANYBODY,
    "GET /api/v1/openapi.json": ANYBODY,
    # The console
    "GET /console/sign-in": ANYBODY,
    "POST /console/session": ANYBODY,
    "POST /console/sign-out": SIGNED_IN,
    "GET /console/": SIGNED_IN,
    "GET /console/<path:_rest>": SIGNED_IN,
    "GET /console/tasks": OVERSEERS,
    "GET /console/tasks/<uuid:task_id>": OVERSEERS,
    "GET /console/tasks/<uuid:task_id>/trail": OVERSEERS,
    "POST /console/tasks/<uuid:task_id>/reassign": HEAD,
    "POST /console/tasks/<uuid:task_id>/withdraw": HEAD,
    "GET /console/tasks/new": HEAD,
    "POST /console/tasks/new": HEAD,
    "GET /console/tasks/new/deadline": HEAD,
    "GET /console/tasks/new/subject": HEAD,
    "GET /console/tasks/new/subjects": HEAD,
    "GET /console/inspections": OVERSEERS,
    "GET /console/inspections/<uuid:inspection_id>": OVERSEERS,
    "GET /console/inspections/<uuid:inspection_id>/trail": OVERSEERS,
    "GET /console/inspections/<uuid:inspection_id>/thumbnails/<string:sha256>": OVERSEERS,
    "GET /console/subjects": OVERSEERS | REGISTER,
    "GET /console/subjects/<uuid:subject_id>": OVERSEERS | REGISTER,
    "GET /console/subjects/<uuid:subject_id>/changes": OVERSEERS | REGISTER,
    "POST /console/subjects/<uuid:subject_id>/reveal": MANAGERS | REGISTER,
    "GET /console/subjects/new": REGISTER,
    "POST /console/subjects/new": REGISTER,
    "GET /console/subjects/<uuid:subject_id>/edit": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/edit": REGISTER,
    "GET /console/subjects/<uuid:subject_id>/merge": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/merge": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/separate": REGISTER,
    "GET /console/subjects/<uuid:subject_id>/split": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/split": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/licences": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/licences/<uuid:licence_id>": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/licences/<uuid:licence_id>/drop": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/credit": REGISTER,
    "POST /console/subjects/<uuid:subject_id>/tags": REGISTER,
    # What anybody may see
    "GET /": ANYBODY,
    "GET /favicon.ico": ANYBODY,
    "GET /h5/": ANYBODY,
    "GET /h5/<path:name>": ANYBODY,
    "GET /static/<path:filename>": ANYBODY,
    "GET /v/<string:code>": ANYBODY,
    "GET /healthz": ANYBODY,
    "GET /readyz": ANYBODY,
    "GET /metrics": ANYBODY,
    # The demo only
    "GET /preview/": ANYBODY,
    "GET /preview/<path:filename>": ANYBODY,
    "POST /demo/auth-code": ANYBODY,
    "GET /demo/messages": ANYBODY,
    "GET /demo/people": ANYBODY,
    "GET /demo/printer/<string:name>": ANYBODY,
    "GET /demo/printer/<string:name>/paper.png": ANYBODY,
    "GET /demo/printer/<string:name>/status": ANYBODY,
    "GET /demo/printer/files/<path:filename>": ANYBODY,
    "POST /demo/printer/<string:name>/open": ANYBODY,
    "POST /demo/printer/<string:name>/write": ANYBODY,
    "POST /demo/printer/<string:name>/finish": ANYBODY,
}

OF_AN_AGENCY = [route for route in MATRIX if any(x in route for x in ("task_id", "inspection_id"))]
OF_AN_AGENCY += [route for route in MATRIX if "document_id" in route or "/evidence/<" in route]


def routes(app: Flask) -> set[str]:
    rules = list(app.url_map.iter_rules())
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    return {f"{m} {rule}" for rule in rules for m in methods & (rule.methods or set())}


def test_every_route_is_listed(app: Flask) -> None:
    assert routes(app) == {*MATRIX}


def test_the_phone_needs_no_other_methods(app: Flask) -> None:
    assert {route.split()[0] for route in routes(app)} == {"GET", "POST"}


@dataclass
class House:
    """The application with a whole inspection in it, and an account for each role."""

    app: Flask
    walk: Walk
    accounts: dict[str, uuid.UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bound = self.app.extensions["engine"].execution_options(writes=True)
        with Session(bound) as session, session.begin():
            for role in Role:
                account = Account(agency_id=Cast.market, name=role, roles=[role])
                session.add(account)
                session.flush()
                self.accounts[role] = account.id
        self.accounts["stranger"] = Cast.sun  # officer and section head of another agency

    def filled(self, rule: str) -> str:
        for name, value in {
            "<uuid:task_id>": self.walk.task,
            "<uuid:inspection_id>": self.walk.inspection,
            "<uuid:document_id>": self.walk.documents[0],
            "<uuid:checklist_id>": str(Cast.checklist),
            "<uuid:subject_id>": str(Cast.subject),
            "<uuid:licence_id>": str(Cast.subject),
            "<string:sha256>": self.walk.named[0],
        }.items():
            rule = rule.replace(name, value)
        return rule.split("<")[0] + ("nothing" if "<" in rule else "")

    def ask(self, route: str, role: str) -> TestResponse:
        """As that role, with a session of its own, by the way that the address is for."""
        method, rule = route.split()
        client, headers = self.app.test_client(), {}
        if role != NOBODY:
            console = rule.startswith("/console")
            with self.app.app_context(), self.app.test_request_context():
                token, _ = perform(
                    sessions.start,
                    account_id=self.accounts[role],
                    version=1,
                    device="d",
                    console=console,
                )
                headers = {"Authorization": f"Bearer {token}", "X-Device": "d"}
                if console:
                    client.set_cookie(COOKIE, token)
                    headers = {FORM_TOKEN_HEADER: form_token(token)}
        if rule == "/console/session":  # no cookie yet: the browser vouches for its own page
            headers = {"Sec-Fetch-Site": "same-origin"}
        body: dict[str, str] | None = {} if method == "POST" else None
        where = self.filled(rule)
        return client.open(where, method=method, headers=headers, json=body, buffered=True)


@pytest.fixture
def house(app: Flask, walk: Walk) -> Iterator[House]:
    walk.to_signed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backend.platforms.demo_routes.TIMEOUT", (0.2, 0.2))
        yield House(app, walk)


def is_turned_away(answer: TestResponse) -> bool:
    to_the_door = answer.headers.get("Location", "").startswith("/console/sign-in?next=")
    return answer.status_code in (401, 403) or to_the_door


def test_access(house: House, subtests: pytest.Subtests) -> None:
    for route, allowed in MATRIX.items():
        with subtests.test(route):
            asked = {role: house.ask(route, role) for role in sorted(ANYBODY)}
            let_in = {role for role, answer in asked.items() if not is_turned_away(answer)}
            assert let_in == allowed
            assert {
                answer.status_code for answer in asked.values() if answer.status_code > 499
            } <= {
                503  # the demo platform is not there in this test
            }


def test_who_is_turned_away_is_told_why(house: House) -> None:
    for route, allowed in MATRIX.items():
        if "/api/" not in route or allowed == ANYBODY:
            continue
        assert house.ask(route, NOBODY).get_json()["code"] == "not-signed-in"
        for role in sorted(SIGNED_IN - allowed)[:1]:
            assert house.ask(route, role).get_json()["code"] == "not-allowed"


def test_another_agency_finds_nothing(house: House, subtests: pytest.Subtests) -> None:
    for route in OF_AN_AGENCY:
        with subtests.test(route):
            assert house.ask(route, "stranger").status_code == 404


def test_the_three_that_are_kept_apart_reach_no_business() -> None:
    reach = {route for route, allowed in MATRIX.items() if allowed & SEPARATED}
    assert {route for route in reach if MATRIX[route] != ANYBODY} == {
        "POST /api/v1/session/end",
        "GET /api/v1/me",
        "POST /console/sign-out",
        "GET /console/",
        "GET /console/<path:_rest>",
    }
