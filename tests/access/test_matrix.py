"""The matrix is what the product does. A route that is missing in it fails."""

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
from tests.access.matrix import ANYBODY, MATRIX, NOBODY, SEPARATED, SIGNED_IN
from tests.cast import Cast
from tests.inspections.walk import Walk
from tests.stages import begins

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
            "<uuid:rating_id>": str(Cast.subject),
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
