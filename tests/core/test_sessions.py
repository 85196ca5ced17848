"""Sessions of the phone and of the console: what ends them, and what they cannot be used for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import clock, sessions
from backend.core.auth import IN_THE_FIELD, OVERSEERS, allow
from backend.core.database import perform
from backend.core.sessions import COOKIE, FORM_TOKEN_HEADER, SignedIn, form_token
from backend.organization import Account
from tests.cast import Cast
from tests.conftest import NOON, Phone, problem

MINUTE = timedelta(minutes=1)
IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """One of its own, to which a form is added."""
    return own_app


@pytest.fixture
def phone(noon: object, app: Flask, cast: Cast) -> Phone:
    """Chen's, signed in at noon."""
    return Phone(app, cast.chen)


@pytest.fixture
def console(noon: object, app: Flask, cast: Cast) -> FlaskClient:
    """Yu's browser, signed in at noon; `/form` takes forms from those who manage."""
    app.add_url_rule("/form", view_func=allow(*OVERSEERS)(lambda by: by.name), methods=["POST"])
    with app.app_context():
        token, _ = perform(
            sessions.start, account_id=cast.yu, version=1, device="browser", console=True
        )
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


def token_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie
    return cookie.value


def me(phone: Phone, **headers: str) -> TestResponse:
    return phone.app.test_client().get("/api/v1/me", headers=phone.headers | headers)


def write(app: Flask, statement: Any) -> None:
    with Session(app.extensions["engine"].execution_options(writes=True)) as session:
        session.execute(statement)
        session.commit()


def test_the_token_stands_nowhere_in_the_database(app: Flask, phone: Phone) -> None:
    assert len(phone.token) >= 43  # 256 bits
    with Session(app.extensions["engine"]) as session:
        rows = session.execute(text("SELECT * FROM signed_in")).all()
    assert rows
    assert phone.token not in str(rows)
    assert phone.device not in str(rows)


def test_a_token_works_on_its_own_device_only(phone: Phone) -> None:
    assert me(phone).status_code == 200
    for device in ("", "another", phone.device.upper()):
        problem(me(phone, **{"X-Device": device}), 401, "session-ended")
    bare = {"Authorization": f"Bearer {phone.token}"}
    problem(phone.app.test_client().get("/api/v1/me", headers=bare), 401, "session-ended")


@pytest.mark.parametrize(
    "authorization", ["{token}", "Bearer {token}x", "Bearer  {token}", "Basic {token}", "Bearer x"]
)
def test_nothing_but_the_token_signs_in(phone: Phone, authorization: str) -> None:
    answer = me(phone, Authorization=authorization.format(token=phone.token))
    problem(answer, 401, "not-signed-in")


def test_twelve_idle_hours_end_it(phone: Phone) -> None:
    with clock.stopped(NOON + IDLE - MINUTE):
        assert me(phone).status_code == 200  # and begins the idle time anew
    with clock.stopped(NOON + 2 * IDLE - MINUTE - timedelta(seconds=1)):
        assert me(phone).status_code == 200
    with clock.stopped(NOON + 3 * IDLE):
        problem(me(phone), 401, "session-ended")


def test_seven_days_end_it_however_busy_it_was(phone: Phone) -> None:
    at = NOON
    while at < NOON + LONGEST:
        with clock.stopped(at):
            assert me(phone).status_code == 200
        at += timedelta(hours=8)
    with clock.stopped(NOON + LONGEST - timedelta(seconds=1)):
        assert me(phone).status_code == 200
    with clock.stopped(NOON + LONGEST):
        problem(me(phone), 401, "session-ended")


def test_one_update_ends_all_sessions_of_an_account(app: Flask, phone: Phone, cast: Cast) -> None:
    second, shen = Phone(app, cast.chen), Phone(app, cast.shen)
    write(app, update(Account).where(Account.id == cast.chen).values(session_version=2))
    for each in (phone, second):
        problem(me(each), 401, "session-ended")
    assert me(shen).status_code == 200


def test_a_closed_account_is_out_at_once(app: Flask, phone: Phone, cast: Cast) -> None:
    write(app, update(Account).where(Account.id == cast.chen).values(active=False))
    problem(me(phone), 401, "session-ended")


def test_a_changed_role_holds_from_the_next_request(app: Flask, phone: Phone, cast: Cast) -> None:
    assert phone.get("/tasks").status_code == 200
    write(app, update(Account).where(Account.id == cast.chen).values(roles=["legal_review"]))
    problem(phone.get("/tasks"), 403, "not-allowed")


def test_signing_out_ends_this_session_only(app: Flask, phone: Phone, cast: Cast) -> None:
    second = Phone(app, cast.chen)
    assert phone.post("/session/end").get_json() == {"ended": True}
    problem(phone.post("/session/end"), 401, "session-ended")
    assert me(second).status_code == 200


def test_a_console_cookie_is_no_bearer_token_and_the_reverse(
    phone: Phone, console: FlaskClient, cast: Cast
) -> None:
    assert console.get("/api/v1/me").status_code == 200
    stolen = {"Authorization": f"Bearer {token_of(console)}", "X-Device": "browser"}
    problem(phone.app.test_client().get("/api/v1/me", headers=stolen), 401, "not-signed-in")
    browser = phone.app.test_client()
    browser.set_cookie(COOKIE, phone.token)
    problem(browser.get("/api/v1/me"), 401, "not-signed-in")


def test_a_form_needs_the_token_made_from_its_cookie(app: Flask, console: FlaskClient) -> None:
    with app.test_request_context():
        mine, others = form_token(token_of(console)), form_token("of another session")
    assert console.post("/form", headers={FORM_TOKEN_HEADER: mine}).text == "俞建国"
    assert console.post("/form", data={"form_token": mine}).text == "俞建国"
    for forged in (None, "", others, mine[:-1], "\xff", token_of(console)):
        headers = {} if forged is None else {FORM_TOKEN_HEADER: forged}
        problem(console.post("/form", headers=headers), 403, "csrf")
        problem(console.post("/form", data={"form_token": forged or ""}), 403, "csrf")
        problem(console.post("/form", query_string={"form_token": mine}), 403, "csrf")


def test_a_cookie_cannot_write_through_the_api_without_it_either(console: FlaskClient) -> None:
    problem(console.post("/api/v1/session/end"), 403, "csrf")
    problem(console.post("/api/v1/tasks", json={}), 403, "csrf")
    assert console.get("/api/v1/me").status_code == 200


def test_a_day_at_the_console_ends_after_twelve_hours(console: FlaskClient) -> None:
    for hours in (1, 6, 11):
        with clock.stopped(NOON + timedelta(hours=hours)):
            assert console.get("/api/v1/me").status_code == 200
    with clock.stopped(NOON + timedelta(hours=12)):
        problem(console.get("/api/v1/me"), 401, "session-ended")


@pytest.fixture
def writes(app: Flask) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("UPDATE", "INSERT", "DELETE")):
            found.append(statement)

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    yield found
    event.remove(app.extensions["engine"], "before_cursor_execute", note)


def test_last_seen_is_written_once_a_minute(phone: Phone, writes: list[str]) -> None:
    for seconds, expected in ((1, 0), (59, 0), (60, 1), (61, 0), (119, 0), (120, 1), (500, 1)):
        writes.clear()
        with clock.stopped(NOON + timedelta(seconds=seconds)):
            for _ in range(3):
                assert me(phone).status_code == 200
        assert len(writes) == expected, seconds


def test_of_many_requests_at_once_one_writes(app: Flask, phone: Phone) -> None:
    barrier, seen = Barrier(4), NOON + 5 * MINUTE
    changed: list[int] = []

    def note(_c: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE signed_in"):
            changed.append(cursor.rowcount)

    event.listen(app.extensions["engine"], "after_cursor_execute", note)

    def ask(_: int) -> int:
        barrier.wait()
        return me(phone).status_code

    with clock.stopped(seen), ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [200] * 4
    assert sum(changed) == 1
    with Session(app.extensions["engine"]) as session:
        assert session.scalars(select(SignedIn.last_seen_at)).one() == seen


def test_who_has_no_part_in_it_is_told_before_the_body_is_read(phone: Phone) -> None:
    problem(phone.post("/tasks", data=b"{", content_type="text/plain"), 403, "not-allowed")
    nobody = phone.app.test_client()
    problem(nobody.post("/api/v1/tasks", data=b"{"), 401, "not-signed-in")


def test_a_guarded_view_tells_its_roles() -> None:
    assert allow(*IN_THE_FIELD)(lambda by: by).allowed == IN_THE_FIELD  # type: ignore[attr-defined]
