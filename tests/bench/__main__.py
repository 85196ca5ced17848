"""Runs the demonstration on data of its own and measures it: `make bench`.

One JSON line a measure on standard output, progress on standard error. What is to be reached
stands beside each figure as "goal"; a goal missed is no error, it is a figure.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from backend.demo.run import environment
from tests.bench import figures, maps
from tests.bench.load import Act, User, measure
from tests.bench.people import Crew, ask, assign, crews
from tests.bench.visits import command, signed_visit

FOLDER = figures.PROJECT / "var/bench"
USERS = 50
THINK = 1.0  # seconds
SECONDS = 20.0
WARM = 3.0  # seconds before, not counted: code and caches of both workers
VISITS = 6  # to be handed in by each user
GOALS = {  # milliseconds at p99
    **{"inbox": 60, "task": None, "subject": None, "start_check": 40},
    **dict.fromkeys(("map_clusters", "map_points", "map_nearest"), maps.GOAL),
}
ROWS = os.environ.get("ROWS", "100000")  # of the register that is searched and imported


def main() -> None:
    port = _free_ports()
    with running(port) as supervisor:
        say("登录、派任务")
        users, subjects = gather(port)
        act = Acts(subjects)
        for name, goal in GOALS.items():
            say(f"量 {name}")
            measure([user for user, _ in users], getattr(act, name), seconds=WARM, think=THINK)
            report_waits(name, [user for user, _ in users], getattr(act, name), SECONDS, goal)
        say(f"准备 {USERS * VISITS} 次检查")
        prepare_visits(users)
        say("量 submit")
        report_waits("submit", [user for user, _ in users], act.submit, VISITS * THINK, None)
        for number, worker in enumerate(figures.workers_of(supervisor), 1):
            report("worker_memory", unit="MiB", worker=number, goal=130, **figures.memory(worker))
    times = figures.import_seconds(environment(FOLDER, port))
    report("application_import", unit="s", goal=1.2, median=figures.median(times), times=len(times))
    package = figures.PROJECT / "miniapp/dist/dd"
    report("dd_package", unit="bytes", goal=1_500_000, size=figures.size(package))
    for name in ("search", "imports"):
        say(f"量 {name}，{ROWS} 行")
        subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}", "--rows", ROWS], cwd=figures.PROJECT
        )


@contextmanager
def running(port: int) -> Iterator[int]:
    """The demonstration as `make demo` runs it, on an empty folder. Its process id."""
    command = [sys.executable, "-m", "backend.demo.run", "--port", str(port), "--reset"]
    supervisor = subprocess.Popen(
        [*command, "--folder", str(FOLDER)], cwd=figures.PROJECT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert supervisor.stdout
        if not any("Ctrl-C" in line for line in supervisor.stdout):
            raise SystemExit("停：演示没有起来，看上面的说明")
        yield supervisor.pid
    finally:
        supervisor.send_signal(signal.SIGINT)
        supervisor.communicate()


def gather(port: int) -> tuple[list[Crew], list[str]]:
    """Users, each with a partner and a task, and ids of subjects to look at."""
    found, heads = [], {}
    for user, partner, head in crews(port, USERS):
        user.facts["head"], user.facts["partner"] = head, partner.facts["me"]["officer_id"]
        heads[head.token] = head
        found.append((user, partner))
    subjects = [
        each["id"]
        for head in heads.values()
        for each in ask(head, "GET", "/api/v1/subjects?q=%E5%85%AC%E5%8F%B8&limit=50")["items"]
    ]
    for crew in found:
        crew[0].facts["task"] = give_task(*crew)
    return found, subjects


def give_task(user: User, partner: User) -> str:
    head: User = user.facts["head"]
    subject = random.choice(head.facts["subjects"])
    return assign(user, partner, head, subject, head.facts["checklist"])


def prepare_visits(users: list[Crew]) -> None:
    tasks = [[give_task(*crew) for _ in range(VISITS)] for crew in users]

    def prepare(crew: Crew, given: list[str]) -> None:
        user, partner = crew
        user.facts["visits"] = [signed_visit(user, partner, task) for task in given]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(prepare, users, tasks))


class Acts:
    """What is measured, one request each."""

    def __init__(self, subjects: list[str]) -> None:
        self.subjects = subjects
        looks = maps.Looks(*maps.SHAOXING)
        self.map_clusters, self.map_points = looks.clusters, looks.points
        self.map_nearest = looks.nearest

    def inbox(self, user: User) -> bool:
        return user.send("GET", "/api/v1/tasks?tab=todo")[0] == 200

    def task(self, user: User) -> bool:
        return user.send("GET", f"/api/v1/tasks/{user.facts['task']}")[0] == 200

    def subject(self, user: User) -> bool:
        return user.send("GET", f"/api/v1/subjects/{random.choice(self.subjects)}")[0] == 200

    def start_check(self, user: User) -> bool:
        """Every gate of an inspection that the officer is about to start."""
        body = {
            "subject_id": random.choice(self.subjects),
            "checklist_id": user.facts["head"].facts["checklist"],
            "officer_ids": [user.facts["partner"]],
            "off_site": "压测",
        }
        return user.send("POST", "/api/v1/tasks/start/check", body)[0] == 200

    def submit(self, user: User) -> bool:
        visit: dict[str, Any] = user.facts["visits"].pop()
        body = [command(user, "inspection.submit", **visit)]
        status, answer = user.send("POST", "/api/v1/sync/commands", body)
        [only] = answer["answers"] if status == 200 else [{}]
        return bool(only.get("result", {}).get("state") == "review")


def report_waits(name: str, users: list[User], act: Act, seconds: float, goal: int | None) -> None:
    found = measure(users, act, seconds=seconds, think=THINK)
    report(
        name,
        unit="ms",
        users=len(users),
        think_seconds=THINK,
        p50=round(found.percentile(0.5), 1),
        p99=round(found.percentile(0.99), 1),
        per_second=round(len(found.waits) / found.seconds, 1),
        requests=len(found.waits),
        failures=found.failures,
        **({"goal_p99": goal} if goal else {}),
    )


def report(name: str, /, **values: Any) -> None:
    print(json.dumps({"measure": name, **values, "machine": figures.machine()}), flush=True)


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def _free_ports() -> int:
    given = os.environ.get("PORT")
    if given and given != "8000":
        return int(given)
    while True:
        with socket.socket() as probe, socket.socket() as second:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


if __name__ == "__main__":
    main()
