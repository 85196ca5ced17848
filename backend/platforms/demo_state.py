"""What the demo platform remembers: its directory, tokens, codes and messages. In memory only."""

from __future__ import annotations

import hmac
import json
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

# Settings of the demo; production refuses an address that is not https.
APP_KEY = "dingdemoapp000000000"
APP_SECRET = "demo-app-secret-that-opens-nothing"
CORP_ID = "dingdemocorp00000000"
AGENT_ID = 100000001

TOKEN_SECONDS = 7200
CODE_SECONDS = 300
MESSAGES_A_DAY = 500  # to one person
RESULT_SECONDS = 24 * 3600
KEPT_MESSAGES = 100  # a person, for the preview

_CHINA = ZoneInfo("Asia/Shanghai")


class Directory:
    """Departments and people as they stand in a JSON file.

    {"departments": [{"dept_id": 1, "name": …, "parent_id": 0, "agency": true}, …],
     "users": [{"userid", "unionid", "name", "title", "remark", "dept_id_list": [2],
                "active": true}, …]}
    `agency`, `active` and `remark` may be left out; an agency's people stand in it or below it.
    """

    def __init__(self, content: dict[str, Any]) -> None:
        self.departments: dict[int, dict[str, Any]] = {
            each["dept_id"]: each for each in content["departments"]
        }
        self.users: dict[str, dict[str, Any]] = {each["userid"]: each for each in content["users"]}

    @classmethod
    def read(cls, path: str | Path) -> Directory:
        return cls(json.loads(Path(path).read_text(encoding="utf-8")))

    def people_of(self, department_id: int) -> list[dict[str, Any]]:
        return [u for u in self.users.values() if department_id in u["dept_id_list"]]

    def agency_of(self, user: dict[str, Any]) -> str:
        """The nearest department marked as an agency, going up from the user's first one."""
        first = department = self.departments.get(user["dept_id_list"][0], {})
        while department and not department.get("agency"):
            department = self.departments.get(department.get("parent_id", 0), {})
        return str((department or first).get("name", ""))

    def people(self) -> list[dict[str, str]]:
        """Who may be chosen in the demo, in the file's order."""
        return [
            {
                "person": user["userid"],
                "name": user["name"],
                "agency": self.agency_of(user),
                "role": user.get("title", ""),
                "remark": user.get("remark", ""),
            }
            for user in self.users.values()
            if user.get("active", True)
        ]


@dataclass
class Fault:
    """A disturbance on every path that begins with `path`, `times` times or until cleared."""

    kind: str
    path: str = "/"
    times: int | None = None
    seconds: float = 60.0


@dataclass
class _Sending:
    at: float
    delivered: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    forbidden: list[dict[str, Any]] = field(default_factory=list)


class State:
    """One organization with one application. Every method may be called from any thread."""

    def __init__(self, directory: Directory, now: Callable[[], float] = time.time) -> None:
        self.directory = directory
        self.calls: list[str] = []  # paths in order
        self._now = now
        self._lock = threading.RLock()
        self._token = ("", 0.0)
        self._codes: dict[str, tuple[str, str, float]] = {}
        self._sendings: dict[int, _Sending] = {}
        self._sent: dict[str, set[str]] = {}  # contents by person and day
        self._counts: dict[str, int] = defaultdict(int)
        self._messages: dict[str, deque[dict[str, Any]]] = {}
        self._faults: list[Fault] = []

    def token_for(self, app_key: str, app_secret: str) -> str | None:
        """The valid token with its life renewed, or a new one; None for wrong keys."""
        right_key = hmac.compare_digest(app_key.encode(), APP_KEY.encode())
        right_secret = hmac.compare_digest(app_secret.encode(), APP_SECRET.encode())
        if not (right_key and right_secret):
            return None
        with self._lock:
            value, until = self._token
            if self._now() >= until:
                value = secrets.token_hex(16)
            self._token = (value, self._now() + TOKEN_SECONDS)
            return value

    def accepts(self, token: str) -> bool:
        value, until = self._token
        return hmac.compare_digest(token.encode(), value.encode()) and self._now() < until

    def end_token(self) -> None:
        """As if the vendor had withdrawn it."""
        self._token = ("", 0.0)

    def new_code(self, user_id: str, device: str) -> str:
        with self._lock:
            now = self._now()
            self._codes = {c: kept for c, kept in self._codes.items() if kept[2] > now}
            code = secrets.token_hex(16)
            self._codes[code] = (user_id, device, now + CODE_SECONDS)
            return code

    def take_code(self, code: str) -> tuple[str, str] | None:
        """User and device, once."""
        with self._lock:
            user_id, device, until = self._codes.pop(code, ("", "", 0.0))
        return (user_id, device) if self._now() < until else None

    def send(self, user_ids: list[str], message: dict[str, Any]) -> int:
        """Take a message over for all and deliver it to those whom no limit protects."""
        content = json.dumps(message, sort_keys=True)
        with self._lock:
            sending = _Sending(at=self._now())
            for user_id in user_ids:
                if user_id not in self.directory.users:
                    sending.invalid.append(user_id)
                elif code := self._over_limit(user_id, content):
                    sending.forbidden.append({"code": code, "count": 1, "userid": user_id})
                else:
                    sending.delivered.append(user_id)
            number = 10**9 + len(self._sendings)
            self._sendings[number] = sending
            for user_id in sending.delivered:
                kept = self._messages.setdefault(user_id, deque(maxlen=KEPT_MESSAGES))
                kept.appendleft({"sending": number, "at": self._moment(), "message": message})
            return number

    def result_of(self, number: int) -> _Sending | None:
        sending = self._sendings.get(number)
        return sending if sending and self._now() - sending.at < RESULT_SECONDS else None

    def messages_of(self, user_id: str) -> list[dict[str, Any]]:
        """The newest first."""
        with self._lock:
            return list(self._messages.get(user_id, ()))

    def set_fault(self, fault: Fault | None) -> None:
        """Add one, or clear all."""
        with self._lock:
            self._faults = [*self._faults, fault] if fault else []

    def fault_on(self, path: str) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if path.startswith(fault.path) and fault.times != 0:
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None

    def _over_limit(self, user_id: str, content: str) -> str:
        key = f"{self._moment()[:10]} {user_id}"
        if content in self._sent.setdefault(key, set()):
            return "143106"
        if self._counts[key] >= MESSAGES_A_DAY:
            return "143105"
        self._sent[key].add(content)
        self._counts[key] += 1
        return ""

    def _moment(self) -> str:
        return datetime.fromtimestamp(self._now(), _CHINA).isoformat(timespec="seconds")
