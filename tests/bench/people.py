"""Fifty officers signed in through the fake 钉钉, and the section heads who give them work."""

from __future__ import annotations

import http.client
import json
from collections import defaultdict
from datetime import date, timedelta
from itertools import islice
from typing import Any
from urllib.parse import quote

from backend import checklists
from tests.bench.load import User

FIELD = ("组长", "科员", "监督员")
HEAD = "科室负责人"
ENOUGH = 8  # of the first two officers, whose inboxes should not differ much from the others'
SUBJECTS = ("越城 小吃店", "越城 酒店", "越城 超市")  # what the plans of the demo reach
Crew = tuple[User, User]


class NotAnswered(RuntimeError):
    """The server refused what the bench stands on."""


def ask(user: User, method: str, path: str, body: object = None) -> Any:
    """The answer of something that must succeed. Raises NotAnswered."""
    status, answer = user.send(method, path, body)
    if status not in (200, 201):
        raise NotAnswered(f"{method} {path}: {status} {answer}")
    return answer


def sign_in(port: int, person: str, device: str) -> User:
    platform = http.client.HTTPConnection("127.0.0.1", port + 1, timeout=10)
    asked = json.dumps({"userid": person, "device": device})
    platform.request("POST", "/_demo/code", asked, {"Content-Type": "application/json"})
    code = json.load(platform.getresponse())["code"]
    platform.close()
    user = User(port, "", device)
    body = {"platform": "dingtalk", "code": code, "device": device}
    answer = ask(user, "POST", "/api/v1/session", body)
    user.token, user.facts = answer["token"], {"me": answer["me"]}
    return user


def people_of(port: int) -> dict[str, list[dict[str, str]]]:
    """Who may sign in, by agency."""
    platform = http.client.HTTPConnection("127.0.0.1", port + 1, timeout=10)
    platform.request("GET", "/_demo/people")
    found = defaultdict(list)
    for each in json.load(platform.getresponse()):
        found[each["agency"]].append(each)
    platform.close()
    return found


def crews(port: int, count: int) -> list[tuple[User, User, User]]:
    """`count` users, each with a partner of the same agency and the head who assigns to them.

    There are fewer officers than users: some have several phones. Agencies whose certificates
    cover none of the checklists have no work to give and stay out of it. The head's facts name
    the checklist.
    """
    teams = []
    for people in people_of(port).values():
        head = next((each for each in people if each["role"] == HEAD), None)
        officers = [each for each in people if each["role"] in FIELD and not each["remark"]]
        if head and len(officers) >= 2:
            boss = sign_in(port, head["person"], "bench-head")
            user, partner = (sign_in(port, each["person"], "bench-head") for each in officers[:2])
            boss.facts["checklist"], boss.facts["subjects"] = _work_for(user, partner, boss)
            for each in (boss, user, partner):
                each.connection.close()
            if boss.facts["checklist"]:
                teams.append((boss, officers))
    places = [(boss, officers, turn) for boss, officers in teams for turn in range(len(officers))]
    found = []
    for number in range(count):
        boss, officers, turn = places[number % len(places)]
        user, partner = (
            sign_in(
                port, officers[(turn + step) % len(officers)]["person"], f"bench-{number}-{step}"
            )
            for step in (0, 1)
        )
        found.append((user, partner, boss))
    return found


def _work_for(user: User, partner: User, head: User) -> tuple[str, list[str]]:
    """A checklist and subjects for which the server lets that head send these two, found out by
    sending them. All items of the form take a plain 符合: the visits answer nothing else."""
    subjects = [
        each["id"]
        for word in SUBJECTS
        for each in ask(head, "GET", f"/api/v1/subjects?q={quote(word)}&limit=50")["items"]
    ]
    for each in ask(head, "GET", "/api/v1/checklists")["items"]:
        sections = ask(head, "GET", f"/api/v1/checklists/{each['id']}")["sections"]
        items = [item for section in sections for item in section["items"]]
        if not all("pass" in checklists.options_of(item) for item in items):
            continue
        fit = (one for one in subjects if _may_assign(user, partner, head, one, each["id"]))
        if may := list(islice(fit, ENOUGH)):
            return str(each["id"]), may
    return "", []


def _may_assign(user: User, partner: User, head: User, subject: str, checklist: str) -> bool:
    try:
        assign(user, partner, head, subject, checklist)
    except NotAnswered:
        return False
    return True


def assign(user: User, partner: User, head: User, subject: str, checklist: str) -> str:
    """The id of a task given to both."""
    body = {
        "subject_id": subject,
        "checklist_id": checklist,
        "officer_ids": [each.facts["me"]["officer_id"] for each in (user, partner)],
        "deadline": str(date.today() + timedelta(days=10)),
        "kind": "campaign",  # ordered from above: no cap ends the load
        "off_site": "压测",
        "reasons": {"L22": "压测", "P5": "压测"},
    }
    return str(ask(head, "POST", "/api/v1/tasks", body)["task_id"])
