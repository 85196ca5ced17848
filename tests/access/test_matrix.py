"""Who may do what, one line per route, written by hand. A route that is missing here fails."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import sessions
from backend.core.auth import Role
from backend.core.database import perform
from backend.core.sessions import COOKIE, FORM_TOKEN_HEADER, form_token
from backend.imports import Import
from backend.inspections.rectification import RectificationOrder
from backend.organization import Account
from tests.cast import Cast
from tests.inspections.walk import Walk
from tests.stages import begins

NOBODY = "nobody"
FIELD = {"officer", "leader"}
HEAD = {"section_head"}
KEEPER = {"register_admin"}
OVERSEERS = {"section_head", "agency_head", "legal_review", "inspector_general"}
READERS = FIELD | OVERSEERS
MANAGERS = {"section_head", "agency_head"}
BUSINESS = READERS | {"matter_admin", "register_admin", "draw_operator", "draw_supervisor"}
MATTERS = {"matter_admin"}
REVIEW = {"legal_review"}
MATTER_READERS = OVERSEERS | MATTERS
SEPARATED = {"system_admin", "security_admin", "audit_admin"}
SIGNED_IN = BUSINESS | SEPARATED
ANYBODY = SIGNED_IN | {NOBODY}

MATRIX: dict[str, set[str]] = {
    # The phone and departments' own systems
    "POST /api/v1/session": ANYBODY,
    "POST /api/v1/session/end": SIGNED_IN,
    "POST /api/v1/session/key": FIELD,
    "GET /api/v1/me": SIGNED_IN,
    "GET /api/v1/tasks": FIELD,
    "POST /api/v1/tasks": HEAD,
    "GET /api/v1/tasks/<uuid:task_id>": READERS,
    "GET /api/v1/inspections/<uuid:inspection_id>": READERS,
    "POST /api/v1/tasks/start/check": FIELD,
    "GET /api/v1/tasks/start/partners": FIELD,
    "GET /api/v1/approvals": FIELD | MANAGERS,
    "GET /api/v1/approvals/<uuid:approval_id>": FIELD | MANAGERS,
    "GET /api/v1/rectifications": FIELD,
    "GET /api/v1/rectifications/<uuid:order_id>": READERS,
    "POST /api/v1/tasks/<uuid:task_id>/numbers": FIELD,
    "POST /api/v1/sync/commands": FIELD | {"agency_head"},
    "POST /api/v1/evidence": FIELD,
    "GET /api/v1/evidence/<string:sha256>": BUSINESS,
    "GET /api/v1/documents/<uuid:document_id>": READERS,
    "GET /api/v1/documents/<uuid:document_id>/pdf": READERS,
    "GET /api/v1/templates": BUSINESS,
    "GET /api/v1/printers": BUSINESS,
    "GET /api/v1/printers/glyph": BUSINESS,
    "POST /api/v1/printers/<string:profile_id>/drawing": FIELD,
    "GET /api/v1/checklists": BUSINESS,
    "GET /api/v1/checklists/<uuid:checklist_id>": BUSINESS,
    "GET /api/v1/laws/article": BUSINESS,
    "GET /api/v1/laws/search": BUSINESS,
    "GET /api/v1/subjects": BUSINESS,
    "GET /api/v1/subjects/<uuid:subject_id>": BUSINESS,
    "POST /api/v1/subjects": KEEPER,
    "POST /api/v1/subjects/<uuid:subject_id>": KEEPER,
    "GET /api/v1/subjects/<uuid:subject_id>/changes": BUSINESS,
    "GET /api/v1/subjects/<uuid:subject_id>/whole": BUSINESS,
    "POST /api/v1/subjects/<uuid:subject_id>/reveal": FIELD | MANAGERS | KEEPER,
    "GET /api/v1/map/base": BUSINESS,
    "GET /api/v1/map/mine": FIELD,
    "GET /api/v1/map/nearest": BUSINESS,
    "GET /api/v1/map/tiles/<string:layer>/<int:z>/<int:x>/<int:y>": BUSINESS,
    "GET /api/v1/map/viewport": BUSINESS,
    "GET /api/v1/calendar": BUSINESS,
    "GET /api/v1/alerts": READERS | KEEPER,
    "POST /api/v1/alerts/unsent": FIELD | MANAGERS,
    "GET /api/v1/handovers": READERS,
    "GET /api/v1/handovers/receivers": READERS,
    "GET /api/v1/handovers/receivers/agencies": READERS,
    "GET /api/v1/handovers/<uuid:handover_id>": READERS,
    "GET /api/v1/handovers/<uuid:handover_id>/material/<uuid:material_id>": READERS,
    "GET /api/v1/docs": ANYBODY,
    "GET /api/v1/docs/<string:name>": ANYBODY,
    "GET /api/v1/openapi.json": ANYBODY,
    # The console
    "GET /console/sign-in": ANYBODY,
    "POST /console/session": ANYBODY,
    "POST /console/sign-out": SIGNED_IN,
    "GET /console/": SIGNED_IN,
    "GET /console/<path:_rest>": SIGNED_IN,
    "GET /console/reviews": OVERSEERS,
    "GET /console/reviews/export": OVERSEERS,
    "POST /console/inspections/<uuid:inspection_id>/approve": MANAGERS,
    "POST /console/inspections/<uuid:inspection_id>/return": MANAGERS,
    "POST /console/inspections/<uuid:inspection_id>/flaws/<uuid:flaw_id>": MANAGERS,
    "POST /console/inspections/<uuid:inspection_id>/preserved/<uuid:which>/<string:act>": MANAGERS,
    "GET /console/templates": MATTER_READERS,
    "GET /console/templates/<string:kind>": MATTER_READERS,
    "GET /console/templates/<string:kind>/compare": MATTER_READERS,
    "GET /console/templates/<string:kind>/preview/<string:paper>": MATTER_READERS,
    "GET /console/documents/<uuid:document_id>": OVERSEERS,
    "POST /console/documents/<uuid:document_id>/<string:act>": HEAD,
    "GET /console/tasks/<uuid:task_id>/papers/<string:kind>": MANAGERS | REVIEW,
    "POST /console/tasks/<uuid:task_id>/papers/<string:kind>": MANAGERS | REVIEW,
    "GET /console/notices/new": HEAD,
    "POST /console/notices/new": HEAD,
    "GET /console/notices/<uuid:batch_id>": OVERSEERS,
    "GET /console/notices/<uuid:batch_id>/notices.pdf": OVERSEERS,
    "GET /p/<string:code>": ANYBODY,
    "GET /p/<string:code>/<uuid:document_id>.pdf": ANYBODY,
    "GET /console/tasks": OVERSEERS,
    "GET /console/tasks/export": OVERSEERS,
    "GET /console/tasks/<uuid:task_id>": OVERSEERS,
    "GET /console/tasks/<uuid:task_id>/trail": OVERSEERS,
    "POST /console/tasks/<uuid:task_id>/reassign": HEAD,
    "POST /console/tasks/<uuid:task_id>/withdraw": HEAD,
    "GET /console/tasks/new": HEAD,
    "POST /console/tasks/new": HEAD,
    "POST /console/tasks/new/ask": HEAD,
    "GET /console/tasks/new/deadline": HEAD,
    "GET /console/tasks/new/subject": HEAD,
    "GET /console/tasks/new/subjects": HEAD,
    "GET /console/inspections": OVERSEERS,
    "GET /console/inspections/export": OVERSEERS,
    "GET /console/inspections/<uuid:inspection_id>": OVERSEERS,
    "GET /console/inspections/<uuid:inspection_id>/trail": OVERSEERS,
    "GET /console/inspections/<uuid:inspection_id>/thumbnails/<string:sha256>": OVERSEERS,
    "GET /console/rectifications": OVERSEERS,
    "GET /console/rectifications/export": OVERSEERS,
    "GET /console/rectifications/<uuid:order_id>": OVERSEERS,
    "POST /console/rectifications/<uuid:order_id>/extend": MANAGERS,
    "POST /console/rectifications/<uuid:order_id>/escalate": MANAGERS,
    "POST /console/rectifications/<uuid:order_id>/recheck": HEAD,
    "GET /console/alerts": OVERSEERS | KEEPER,
    "GET /console/alerts/export": OVERSEERS | KEEPER,
    "GET /console/alerts/thresholds": OVERSEERS,
    "POST /console/alerts/thresholds": HEAD,
    "POST /console/alerts/<uuid:alert_id>/close": MANAGERS | KEEPER,
    "GET /console/handovers": OVERSEERS,
    "GET /console/handovers/export": OVERSEERS,
    "GET /console/handovers/new": MANAGERS,
    "GET /console/handovers/receivers": MANAGERS,
    "POST /console/handovers/new": MANAGERS,
    "GET /console/handovers/<uuid:handover_id>": OVERSEERS,
    "GET /console/handovers/<uuid:handover_id>/material/<uuid:material_id>": OVERSEERS,
    "POST /console/handovers/<uuid:handover_id>/<string:act>": MANAGERS,
    "GET /console/documents/<uuid:document_id>/try-print": OVERSEERS,
    "GET /console/documents/<uuid:document_id>/paper.png": OVERSEERS,
    "GET /console/subjects": OVERSEERS | KEEPER,
    "GET /console/subjects/<uuid:subject_id>": OVERSEERS | KEEPER,
    "GET /console/subjects/<uuid:subject_id>/changes": OVERSEERS | KEEPER,
    "POST /console/subjects/<uuid:subject_id>/reveal": MANAGERS | KEEPER,
    "GET /console/subjects/new": KEEPER,
    "POST /console/subjects/new": KEEPER,
    "GET /console/subjects/<uuid:subject_id>/edit": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/edit": KEEPER,
    "GET /console/subjects/<uuid:subject_id>/merge": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/merge": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/separate": KEEPER,
    "GET /console/subjects/<uuid:subject_id>/split": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/split": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/licences": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/licences/<uuid:licence_id>": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/licences/<uuid:licence_id>/drop": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/credit": KEEPER,
    "POST /console/subjects/<uuid:subject_id>/tags": KEEPER,
    "GET /console/officers": OVERSEERS | KEEPER,
    "GET /console/officers/export": KEEPER,
    "GET /console/officers/new": KEEPER,
    "POST /console/officers/new": KEEPER,
    "GET /console/officers/accounts": KEEPER,
    "POST /console/officers/accounts": KEEPER,
    "GET /console/officers/<uuid:officer_id>": OVERSEERS | KEEPER,
    "POST /console/officers/<uuid:officer_id>/<string:act>": KEEPER,
    "GET /console/approvals": OVERSEERS,
    "GET /console/approvals/export": OVERSEERS,
    "GET /console/approvals/<uuid:approval_id>": OVERSEERS,
    "POST /console/approvals/<uuid:approval_id>/decide": MANAGERS,
    "POST /console/approvals/delegations": {"agency_head"},
    "POST /console/approvals/delegations/<uuid:delegation_id>/end": {"agency_head"},
    "GET /console/plans": OVERSEERS,
    "GET /console/plans/export": OVERSEERS,
    "GET /console/plans/new": HEAD,
    "POST /console/plans/new": HEAD,
    "GET /console/plans/<uuid:plan_id>": OVERSEERS,
    "POST /console/plans/<uuid:plan_id>/<string:act>": HEAD,
    "GET /console/merges": OVERSEERS,
    "GET /console/merges/export": OVERSEERS,
    "POST /console/merges/<uuid:proposal_id>/answer": MANAGERS,
    "GET /console/caps": OVERSEERS,
    "GET /console/caps/export": OVERSEERS,
    "POST /console/caps": HEAD,
    "POST /console/caps/<uuid:cap_id>/<string:act>": HEAD,
    "GET /console/counting": OVERSEERS,
    "GET /console/counting/export": OVERSEERS,
    "POST /console/counting/<uuid:rule_id>": REVIEW,
    "GET /console/bodies": OVERSEERS | KEEPER,
    "GET /console/bodies/export": OVERSEERS | KEEPER,
    "POST /console/bodies": KEEPER,
    "POST /console/bodies/<uuid:body_id>/end": KEEPER,
    "GET /console/agencies": OVERSEERS | KEEPER,
    "GET /console/agencies/new": KEEPER,
    "POST /console/agencies/new": KEEPER,
    "GET /console/agencies/<uuid:agency_id>": OVERSEERS | KEEPER,
    "POST /console/agencies/<uuid:agency_id>/<string:act>": KEEPER,
    "GET /console/accounts": KEEPER | {"system_admin", "security_admin"},
    "GET /console/accounts/<uuid:account_id>": KEEPER | {"system_admin", "security_admin"},
    "POST /console/accounts/<uuid:account_id>/roles": KEEPER | {"security_admin"},
    "POST /console/accounts/<uuid:account_id>/identity": {"system_admin"},
    "POST /console/accounts/<uuid:account_id>/close": KEEPER | {"system_admin"},
    "GET /console/imports": KEEPER | HEAD,
    "GET /console/imports/new": KEEPER | HEAD,
    "POST /console/imports/new": KEEPER | HEAD,
    "GET /console/imports/templates/<string:kind>": KEEPER | HEAD,
    "GET /console/imports/<uuid:import_id>": KEEPER | HEAD,
    "GET /console/imports/<uuid:import_id>/rows": KEEPER | HEAD,
    "GET /console/imports/<uuid:import_id>/wrong-rows.xlsx": KEEPER | HEAD,
    "POST /console/imports/<uuid:import_id>/rows/<int:number>": KEEPER | HEAD,
    "POST /console/imports/<uuid:import_id>/columns": KEEPER | HEAD,
    "POST /console/imports/<uuid:import_id>/confirm": KEEPER | HEAD,
    "POST /console/imports/<uuid:import_id>/cancel": KEEPER | HEAD,
    "POST /console/imports/<uuid:import_id>/resume": KEEPER | HEAD,
    "GET /console/matters": MATTER_READERS,
    "GET /console/matters/new": MATTERS,
    "POST /console/matters/new": MATTERS,
    "GET /console/matters/<uuid:matter_id>": MATTER_READERS,
    "GET /console/matters/<uuid:matter_id>/trail": MATTER_READERS,
    "GET /console/matters/<uuid:matter_id>/edit": MATTERS,
    "POST /console/matters/<uuid:matter_id>/edit": MATTERS,
    "POST /console/matters/<uuid:matter_id>/publish": MATTERS,
    "POST /console/matters/<uuid:matter_id>/retire": MATTERS,
    "POST /console/matters/<uuid:matter_id>/implementations": MATTERS,
    "GET /console/implementations": MATTER_READERS,
    "GET /console/law-article": MATTER_READERS,
    "GET /console/checklists": MATTER_READERS,
    "GET /console/checklists/new": MATTERS,
    "POST /console/checklists/new": MATTERS,
    "POST /console/checklists/import": MATTERS,
    "POST /console/checklists/join": MATTERS,
    "GET /console/checklists/<uuid:checklist_id>": MATTER_READERS,
    "GET /console/checklists/<uuid:checklist_id>/trail": MATTER_READERS,
    "GET /console/checklists/<uuid:checklist_id>/diff": MATTER_READERS,
    "GET /console/checklists/<uuid:checklist_id>/export": MATTER_READERS,
    "GET /console/checklists/<uuid:checklist_id>/preview": MATTER_READERS,
    "GET /console/checklists/<uuid:checklist_id>/edit": MATTERS,
    "POST /console/checklists/<uuid:checklist_id>/edit": MATTERS,
    "GET /console/checklists/<uuid:checklist_id>/item": MATTERS,
    "POST /console/checklists/<uuid:checklist_id>/undo": MATTERS,
    "POST /console/checklists/<uuid:checklist_id>/renew": MATTERS,
    "POST /console/checklists/<uuid:checklist_id>/submit": MATTERS,
    "POST /console/checklists/<uuid:checklist_id>/take-back": MATTERS,
    "POST /console/checklists/<uuid:checklist_id>/withdraw": MATTERS,
    "POST /console/checklists/<uuid:checklist_id>/discard": MATTERS,
    "POST /console/checklists/<uuid:checklist_id>/publish": REVIEW,
    "POST /console/checklists/<uuid:checklist_id>/send-back": REVIEW,
    # What anybody may see
    "GET /": ANYBODY,
    "GET /favicon.ico": ANYBODY,
    "GET /h5/": ANYBODY,
    "GET /h5/<path:name>": ANYBODY,
    "GET /static/<path:filename>": ANYBODY,
    "GET /v/<string:code>": ANYBODY,
    "POST /v/<string:code>": ANYBODY,
    "GET /v/<string:code>/rectification": ANYBODY,
    "POST /v/<string:code>/rectification": ANYBODY,
    "POST /v/<string:code>/rectification/report": ANYBODY,
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
    "POST /demo/printer/<string:name>/set": ANYBODY,
    "POST /demo/printer/<string:name>/write": ANYBODY,
    "POST /demo/printer/<string:name>/finish": ANYBODY,
}

OF_AN_AGENCY = [route for route in MATRIX if any(x in route for x in ("task_id", "inspection_id"))]
OF_AN_AGENCY += [route for route in MATRIX if "import_id" in route or "order_id" in route]
OF_AN_AGENCY += [route for route in MATRIX if "document_id" in route or "/evidence/<" in route]


def routes(app: Flask) -> set[str]:
    rules = list(app.url_map.iter_rules())
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    return {f"{m} {rule}" for rule in rules for m in methods & (rule.methods or set())}


def test_every_route_is_listed(app: Flask) -> None:
    assert routes(app) == {*MATRIX}


def test_the_phone_needs_no_other_methods(app: Flask) -> None:
    assert {route.split()[0] for route in routes(app)} == {"GET", "POST"}


def an_import(session: Session) -> Import:
    """One of the market's, of a kind that all keepers may import."""
    found = Import(
        **{"kind": "past_results", "agency_id": Cast.market, "by_name": "俞建国", "caller": {}},
        **{"source": "台账", "filename": "a.csv", "size": 1, "sha256": "0" * 64},
        **{"columns": [], "notes": [], "counts": {}},
    )
    session.add(found)
    session.flush()
    return found


@dataclass
class House:
    """The application with a whole inspection in it, and an account for each role."""

    app: Flask
    walk: Walk
    accounts: dict[str, uuid.UUID] = field(default_factory=dict)
    import_id: str = ""
    order_id: str = ""

    def __post_init__(self) -> None:
        bound = self.app.extensions["engine"].execution_options(writes=True)
        with Session(bound) as session, session.begin():
            for role in Role:
                account = Account(agency_id=Cast.market, name=role, roles=[role])
                session.add(account)
                session.flush()
                self.accounts[role] = account.id
            self.import_id = str(an_import(session).id)
            self.order_id = str(session.scalars(select(RectificationOrder.id)).one())
        self.accounts["stranger"] = Cast.sun  # officer and section head of another agency

    def filled(self, rule: str) -> str:
        for name, value in {
            "<uuid:task_id>": self.walk.task,
            "<uuid:inspection_id>": self.walk.inspection,
            "<uuid:document_id>": self.walk.documents[0],
            "<uuid:checklist_id>": str(Cast.checklist),
            "<uuid:subject_id>": str(Cast.subject),
            "<uuid:officer_id>": str(Cast.chen_officer),
            "<uuid:agency_id>": str(Cast.market),
            "<uuid:account_id>": str(Cast.chen),
            "<string:act>": "edit",
            "<uuid:import_id>": self.import_id,
            "<uuid:order_id>": self.order_id,
            "<uuid:batch_id>": str(Cast.subject),  # none, which only who may look is told
            "<string:kind>": "past_results",
            "<int:number>": "2",
            "<uuid:approval_id>": str(Cast.subject),  # likewise, and the next ones
            "<uuid:plan_id>": str(Cast.subject),
            "<uuid:cap_id>": str(Cast.subject),
            "<uuid:rule_id>": str(Cast.subject),
            "<uuid:body_id>": str(Cast.subject),
            "<uuid:proposal_id>": str(Cast.subject),
            "<uuid:delegation_id>": str(Cast.subject),
            "<uuid:matter_id>": str(Cast.subject),  # none, which only who may look is told
            "<uuid:licence_id>": str(Cast.subject),
            "<uuid:handover_id>": str(Cast.subject),
            "<uuid:alert_id>": str(Cast.subject),
            "<uuid:material_id>": str(Cast.subject),
            "<uuid:flaw_id>": str(Cast.subject),
            "<uuid:which>": str(Cast.subject),
            "<string:sha256>": self.walk.named[0],
            "<string:profile_id>": "escpos-80",
            "<string:layer>/<int:z>/<int:x>/<int:y>": "ground/10/1/1",
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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backend.platforms.demo_routes.TIMEOUT", (0.2, 0.2))
        yield House(app, walk)


def is_turned_away(answer: TestResponse) -> bool:
    to_the_door = answer.headers.get("Location", "").startswith("/console/sign-in?next=")
    return answer.status_code in (401, 403) or to_the_door


@begins("signed")
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


@begins("signed")
def test_who_is_turned_away_is_told_why(house: House) -> None:
    for route, allowed in MATRIX.items():
        if "/api/" not in route or allowed == ANYBODY:
            continue
        assert house.ask(route, NOBODY).get_json()["code"] == "not-signed-in"
        for role in sorted(SIGNED_IN - allowed)[:1]:
            assert house.ask(route, role).get_json()["code"] == "not-allowed"


@begins("signed")
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
        "GET /console/accounts",
        "GET /console/accounts/<uuid:account_id>",
        "POST /console/accounts/<uuid:account_id>/roles",
        "POST /console/accounts/<uuid:account_id>/identity",
        "POST /console/accounts/<uuid:account_id>/close",
    }
