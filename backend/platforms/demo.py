"""The demo platform: 钉钉's HTTP protocol with its shapes and codes, for demo and tests.

    python -m backend.platforms.demo --port 8001 --directory FILE

A process of its own on 127.0.0.1, one worker, its state in memory. What it says about people and
messages is invented; shapes and codes are the vendor's. Everything under /_demo/ is NOT from the
vendor's documentation: there the demo makes codes, reads messages and asks for faults. Limits
on size (a hundred recipients, 2048 bytes) answer 40035, which the vendor does not spell out.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request
from werkzeug.exceptions import BadRequest

from backend.platforms.demo_state import AGENT_ID, TOKEN_SECONDS, Directory, Fault, State

Body = dict[str, Any]
THROTTLED = {"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "demo"}
HTML = "<!doctype html><html><title>error</title><body>访问过于频繁</body></html>"
FAULTS = (
    "throttle_page",
    "throttle_json",
    "gateway_error",
    "busy",
    "token_rejected",
    "hang",
    "drip",
)


class Refusal(Exception):
    """An errcode other than 0."""

    def __init__(self, errcode: int, errmsg: str, **more: str) -> None:
        super().__init__(errmsg)
        self.body = {"errcode": errcode, **more, "errmsg": errmsg}


def create_app(directory: str | Path | None = None, now: Callable[[], float] = time.time) -> Flask:
    """The WSGI application; without `directory` the file named by DEMO_DIRECTORY."""
    app = Flask(__name__, static_folder=None)
    state = State(Directory.read(directory or os.environ["DEMO_DIRECTORY"]), now)
    app.extensions["demo"] = state
    app.before_request(lambda: _disturb(state))
    app.register_error_handler(Refusal, lambda refusal: _answer(refusal.body))
    app.register_error_handler(404, lambda _: _answer(Refusal(404, "请求的URI地址不存在").body))
    app.add_url_rule("/gettoken", "gettoken", view_func=lambda: _gettoken(state))
    app.add_url_rule("/user/getuserinfo", "getuserinfo", view_func=lambda: _old_getuserinfo(state))
    app.add_url_rule(
        "/topapi/<path:name>", "topapi", lambda name: _topapi(state, name), methods=["POST"]
    )
    _add_control(app, state)
    return app


def _answer(body: Body) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    return Response(
        text, mimetype="application/json", content_type="application/json;charset=UTF-8"
    )


def _gettoken(state: State) -> Response:
    app_key, app_secret = request.args.get("appkey", ""), request.args.get("appsecret", "")
    if not app_key or not app_secret:
        raise Refusal(40035, "缺少参数 corpid or appkey")
    token = state.token_for(app_key, app_secret)
    if token is None:
        raise Refusal(40096, "不合法的appKey或appSecret")
    return _answer(
        {"errcode": 0, "access_token": token, "errmsg": "ok", "expires_in": TOKEN_SECONDS}
    )


def _old_getuserinfo(state: State) -> Response:
    if not state.accepts(request.args.get("access_token", "")):
        raise Refusal(40014, "不合法的access_token")
    user, device = _user_behind(state, request.args.get("code", ""))
    shown = {"userid": user["userid"], "name": user["name"], "deviceId": device}
    return _answer({"errcode": 0, "errmsg": "ok", **shown, "is_sys": False, "sys_level": 0})


def _topapi(state: State, name: str) -> Response:
    method = METHODS.get(name)
    if method is None:
        api = f"不合法ApiName，ApiName = dingtalk.oapi.{name.replace('/', '.')}"
        raise Refusal(22, f"Invalid method[submsg={api}]", sub_msg=api)
    token = request.args.get("access_token", "")
    if not token:
        raise _unauthorized("40000", "access_token is blank")
    if not state.accepts(token):
        raise _unauthorized("40014", "不合法的access_token")
    answer = method(state, _body())
    return _answer({"errcode": 0, "errmsg": "ok", **answer, "request_id": secrets.token_hex(6)})


def _unauthorized(code: str, text: str) -> Refusal:
    words = f"ding talk error[subcode={code},submsg={text}]"
    return Refusal(88, words, sub_code=code, sub_msg=text)


def _body() -> Body:
    """JSON, or a form as the old SDKs send it."""
    try:
        body = request.get_json() if request.is_json else dict(request.form)
    except BadRequest:
        body = None
    if not isinstance(body, dict):
        raise Refusal(40035, "不合法的参数")
    return body


def _user_behind(state: State, code: object) -> tuple[Body, str]:
    taken = state.take_code(code) if isinstance(code, str) else None
    if taken is None:
        raise Refusal(40078, "不存在的临时授权码")
    return state.directory.users[taken[0]], taken[1]


def _getuserinfo(state: State, body: Body) -> Body:
    if not body.get("code"):
        raise Refusal(40035, "不合法的参数")
    user, device = _user_behind(state, body["code"])
    shown = {"userid": user["userid"], "unionid": user["unionid"], "name": user["name"]}
    more = {"associated_unionid": "", "device_id": device, "sys": False, "sys_level": 0}
    return {"result": shown | more}


def _user_get(state: State, body: Body) -> Body:
    user = state.directory.users.get(str(body.get("userid")))
    if user is None:
        raise Refusal(60121, "找不到该用户")
    return {"result": _shown(user)}


def _shown(user: Body) -> Body:
    """Without the mobile number, which takes a permission that this application has not got."""
    shown = {name: user.get(name, "") for name in ("userid", "unionid", "name", "title", "remark")}
    flags = {"active": user.get("active", True), "admin": False, "boss": False}
    return shown | flags | {"dept_id_list": user["dept_id_list"], "hide_mobile": True}


def _department(state: State, body: Body, default: int | None = None) -> int:
    given = body.get("dept_id", default)
    if not str(given).isdecimal() or int(str(given)) not in state.directory.departments:
        raise Refusal(60003, "部门不存在")
    return int(str(given))


def _listsub(state: State, body: Body) -> Body:
    parent = _department(state, body, 1)
    found = [d for d in state.directory.departments.values() if d["parent_id"] == parent]
    return {"result": [_shown_department(each) for each in found]}


def _department_get(state: State, body: Body) -> Body:
    return {"result": _shown_department(state.directory.departments[_department(state, body)])}


def _shown_department(department: Body) -> Body:
    shown = {name: department[name] for name in ("dept_id", "name", "parent_id")}
    return shown | {"auto_add_user": False, "create_dept_group": False}


def _listid(state: State, body: Body) -> Body:
    people = state.directory.people_of(_department(state, body))
    return {"result": {"userid_list": [user["userid"] for user in people]}}


def _user_list(state: State, body: Body) -> Body:
    cursor, size = str(body.get("cursor", 0)), str(body.get("size", 100))
    if not cursor.isdecimal() or not size.isdecimal() or not 1 <= int(size) <= 100:
        raise Refusal(40035, "不合法的参数")
    people = state.directory.people_of(_department(state, body))
    end = int(cursor) + int(size)
    page: Body = {"list": [_shown(u) for u in people[int(cursor) : end]]}
    if end < len(people):
        return {"result": page | {"has_more": True, "next_cursor": end}}
    return {"result": page | {"has_more": False}}


def _asyncsend(state: State, body: Body) -> Body:
    _check_agent(body)
    user_ids = [each for each in str(body.get("userid_list", "")).split(",") if each]
    message = _message(body.get("msg"))
    if (
        not 1 <= len(user_ids) <= 100
        or len(json.dumps(message, ensure_ascii=False).encode()) > 2048
    ):
        raise Refusal(40035, "不合法的参数")
    return {"task_id": state.send(user_ids, message)}


def _message(given: object) -> Body:
    """An object, or its text where the call came as a form."""
    try:
        message = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        message = None
    if not isinstance(message, dict) or not isinstance(message.get("msgtype"), str):
        raise Refusal(40035, "不合法的参数")
    card = message.get(message["msgtype"])
    if not isinstance(card, dict):
        raise Refusal(40035, "不合法的参数")
    if len(str(card.get("single_title"))) > 20 or len(str(card.get("single_url"))) > 500:
        raise Refusal(40035, "不合法的参数")
    return message


def _getsendresult(state: State, body: Body) -> Body:
    _check_agent(body)
    number = str(body.get("task_id"))
    sending = state.result_of(int(number)) if number.isdecimal() else None
    if sending is None:
        raise Refusal(40035, "不合法的参数")
    return {
        "send_result": {
            "failed_user_id_list": [],
            "forbidden_list": sending.forbidden,
            "forbidden_user_id_list": [each["userid"] for each in sending.forbidden],
            "invalid_dept_id_list": [],
            "invalid_user_id_list": sending.invalid,
            "read_user_id_list": [],
            "unread_user_id_list": sending.delivered,
        }
    }


def _check_agent(body: Body) -> None:
    if str(body.get("agent_id")) != str(AGENT_ID):
        raise Refusal(40056, "不合法的agentid")


METHODS: dict[str, Callable[[State, Body], Body]] = {
    "v2/user/getuserinfo": _getuserinfo,
    "v2/user/get": _user_get,
    "v2/user/list": _user_list,
    "user/listid": _listid,
    "v2/department/get": _department_get,
    "v2/department/listsub": _listsub,
    "message/corpconversation/asyncsend_v2": _asyncsend,
    "message/corpconversation/getsendresult": _getsendresult,
}


def _disturb(state: State) -> Response | None:
    if request.path.startswith("/_demo/"):
        return None
    state.calls.append(request.path)
    fault = state.fault_on(request.path)
    if fault is None:
        return None
    if fault.kind == "hang":
        time.sleep(fault.seconds)
        return None
    if fault.kind == "drip":
        return Response(_drip(fault.seconds), mimetype="application/json")
    if fault.kind == "throttle_page":
        return Response(HTML, mimetype="text/html")
    if fault.kind == "gateway_error":
        return Response(HTML, 502, mimetype="text/html")
    if fault.kind == "throttle_json":
        return _answer(THROTTLED)
    if fault.kind == "busy":
        return _answer({"errcode": -1, "errmsg": "系统繁忙"})
    if request.path.startswith("/topapi/"):
        return _answer(_unauthorized("40014", "不合法的access_token").body)
    return _answer(Refusal(40014, "不合法的access_token").body)


def _drip(seconds: float) -> Iterator[str]:
    """A byte now and then, so that no single read takes long."""
    for _ in range(int(seconds * 20)):
        time.sleep(0.05)
        yield " "
    yield '{"errcode": 0}'


def _add_control(app: Flask, state: State) -> None:
    """Not the vendor's: what a phone and a person do in earnest."""

    @app.post("/_demo/code")
    def code() -> Body:
        asked = request.get_json()
        user = state.directory.users.get(asked.get("userid"))
        if user is None or not user.get("active", True):
            abort(Response("no such person", 404))
        device = str(asked.get("device") or f"demo-{user['userid']}")
        return {"code": state.new_code(user["userid"], device)}

    @app.get("/_demo/people")
    def people() -> list[dict[str, str]]:
        return state.directory.people()

    @app.get("/_demo/messages")
    def messages() -> list[Body]:
        user_id = request.args.get("userid", "")
        if user_id not in state.directory.users:
            abort(Response("no such person", 404))
        return state.messages_of(user_id)

    @app.post("/_demo/faults")
    def faults() -> Body:
        asked = request.get_json()
        if asked.get("kind") not in (*FAULTS, "none"):
            abort(Response(f"kind must be none or one of {FAULTS}", 422))
        state.set_fault(None if asked["kind"] == "none" else Fault(**asked))
        return {}


def main() -> None:
    """Becomes gunicorn: its process id stays the one that was started."""
    reader = argparse.ArgumentParser(description="The demo platform, on 127.0.0.1 only.")
    reader.add_argument("--port", type=int, default=8001)
    reader.add_argument("--directory", required=True, type=Path)
    given = reader.parse_args()
    if not given.directory.is_file():
        reader.error(f"no directory file at {given.directory}")
    os.environ["DEMO_DIRECTORY"] = str(given.directory.resolve())
    server = ["--bind", f"127.0.0.1:{given.port}", "--workers", "1", "--threads", "16"]
    quiet = ["--no-control-socket", "--log-level", "warning"]
    app = "backend.platforms.demo:create_app()"
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *server, *quiet, app])


if __name__ == "__main__":
    main()
