"""Measures search and map on a made-up register: `python -m tests.bench.search [--rows 100000]`.

On SQLite in var/bench-search, or on the empty PostgreSQL that TEST_DATABASE_URL names. Eight
clients ask as fast as phones do while one types; each class stands beside the floor, twenty rows
by key. One JSON line a measure; a goal missed is a figure, no error.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import migrations
from backend.app import create_app
from backend.core import sessions
from backend.core.database import open_engine, perform, unit_of_work
from backend.core.settings import Settings
from backend.subjects import Subject
from backend.subjects.search.keeper import Keeper
from tests.bench import figures, maps, register
from tests.bench.beside import search_beside_import
from tests.bench.load import Act, User, measure
from tests.cast import Cast, fill

FOLDER = figures.PROJECT / "var/bench-search"
CLIENTS = 8
SECONDS, WARM = 10.0, 3.0
THINK = 0.25  # seconds: the pause in typing after which the phone asks
GOAL, GOAL_CODE = 40, 10  # milliseconds at p99
FLOOR_ROWS = 20
NO_PLATFORM = "http://127.0.0.1:9"
Ask = Callable[[], str]
PATIENCE = 4 * 3600  # half seconds: two hours, for ten million rows


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--rows", type=int, default=100_000)
    reader.add_argument("--port", type=int, default=8169)
    given = reader.parse_args()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    settings = Settings(
        environment="test",
        database_url=os.environ.get("TEST_DATABASE_URL", f"sqlite:///{FOLDER}/bench.db"),
        storage_folder=FOLDER / "storage",
        index_folder=FOLDER / "index",
        dingtalk_api_base=NO_PLATFORM,
    )
    say(f"做 {given.rows} 行，装进数据库")
    frame = register.make(given.rows)
    tokens = prepare(settings, frame)
    say("建索引")
    build(settings, given.rows)
    sample = frame.sample(min(2000, given.rows), seed=5)
    del frame
    report("floor", rows=given.rows, **floor(settings))
    with serving(settings, given.port):
        users = [User(given.port, token, device) for token, device in tokens]
        for name, ask in classes(sample).items():
            goal = GOAL_CODE if name == "uscc" else GOAL
            found = figures_of(users, searching(ask))
            report(name, rows=given.rows, clients=CLIENTS, goal_p99=goal, **found)
        looks = maps.Looks(*maps.SHAOXING)
        for look in (looks.clusters, looks.points, looks.nearest):
            found = figures_of(users, look)
            name = f"map_{look.__name__}"
            report(name, rows=given.rows, clients=CLIENTS, goal_p99=maps.GOAL, **found)
        act = searching(classes(sample)["2_characters"])
        found = search_beside_import(
            create_app(settings), FOLDER, users, act, rows=given.rows, think=THINK
        )
        report("search_beside_import", rows=given.rows, clients=CLIENTS, **found)


def prepare(settings: Settings, frame: pl.DataFrame) -> list[tuple[str, str]]:
    """The register, and a session for each client: (token, device)."""
    engine = open_engine(settings.database_url)
    migrations.upgrade(engine)
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        fill(session)
    register.load(engine, frame)
    maps.load(engine, frame)
    engine.dispose()
    found = []
    with create_app(settings).app_context():
        for _ in range(CLIENTS):
            device = uuid.uuid4().hex
            token, _ = perform(
                sessions.start, account_id=Cast.chen, version=1, device=device, console=False
            )
            found.append((token, device))
    return found


def build(settings: Settings, rows: int) -> None:
    app = create_app(settings)
    keeper = Keeper(settings.index_folder)
    began, used = time.monotonic(), time.process_time()
    with app.app_context():
        keeper.step()
    seconds, cpu = time.monotonic() - began, time.process_time() - used
    keeper.close()
    report(
        "index_build",
        rows=rows,
        seconds=round(seconds, 1),
        cpu_seconds=round(cpu, 1),
        goal_seconds=400,
        megabytes=round(figures.size(settings.index_folder) / 1e6, 1),
        goal_megabytes=700,
        peak_megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def floor(settings: Settings) -> Mapping[str, float]:
    """Twenty rows by key, in this process."""
    app, waits = create_app(settings), []
    with app.app_context(), unit_of_work(writes=False) as session:
        ids = list(session.scalars(select(Subject.id).limit(2000)))
        for _ in range(300):
            some = random.sample(ids, FLOOR_ROWS)
            began = time.perf_counter()
            session.execute(select(Subject.__table__).where(Subject.id.in_(some))).all()
            waits.append(1000 * (time.perf_counter() - began))
    waits.sort()
    return {"p50": round(waits[150], 2), "p99": round(waits[297], 2)}


@contextmanager
def serving(settings: Settings, port: int) -> Iterator[None]:
    """The web server, the keeper and a worker, as in production."""
    variables = {
        **{name: text for name, text in os.environ.items() if not name.startswith("ZSZF_")},
        "ZSZF_ENVIRONMENT": "test",
        "ZSZF_DATABASE_URL": settings.database_url,
        "ZSZF_STORAGE_FOLDER": str(settings.storage_folder),
        "ZSZF_INDEX_FOLDER": str(settings.index_folder),
        "ZSZF_DINGTALK_API_BASE": NO_PLATFORM,
    }
    web = ["gunicorn", "--config", "python:backend.serving", "--bind", f"127.0.0.1:{port}"]
    log = (FOLDER / "server.log").open("wb")
    started = [
        subprocess.Popen(
            [sys.executable, "-m", *command], cwd=figures.PROJECT, env=variables, stderr=log
        )
        for command in (["backend.subjects.search"], ["backend.core.worker"], [*web, "wsgi:app"])
    ]
    try:
        wait_until_fresh(port)
        yield
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait()
        log.close()


def wait_until_fresh(port: int) -> None:
    """Both have started, and nothing is left to be taken in."""
    for _ in range(PATIENCE):
        try:
            status, answer = User(port, "", "bench").send("GET", "/readyz")
        except OSError:
            status, answer = 0, {}
        if status == 200 and answer["search"] == "fresh":
            return
        time.sleep(0.5)
    raise SystemExit("停：服务或索引没有就绪，看日志")


def classes(sample: pl.DataFrame) -> dict[str, Ask]:
    """What is typed, by class, drawn from names, addresses and codes that are there."""
    names, addresses = sample["name"].to_list(), sample["address"].to_list()
    people, codes = sample["legal_rep"].to_list(), sample["uscc"].to_list()
    seen = [char for name in names for char in name]
    rare = sorted(set(seen), key=seen.count)[:40]
    common = ["绍兴", "有限", "店", "公司", "杭州", "义乌", "浙江", "有限公司"]

    def piece(texts: Sequence[str], *sizes: int) -> Ask:
        def ask() -> str:
            text, size = random.choice(texts), random.choice(sizes)
            at = random.randrange(max(1, len(text) - size + 1))
            return text[at : at + size]

        return ask

    two = piece(names, 2)
    return {
        "uscc": lambda: str(random.choice(codes)),
        "uscc_prefix": lambda: str(random.choice(codes))[: random.choice((8, 12, 14))],
        "organisation": lambda: str(random.choice(codes))[8:17],
        "1_character": piece(names, 1),
        "1_rare_character": lambda: random.choice(rare),
        "2_characters": two,
        "3_characters": piece(names, 3),
        "4_to_7_characters": piece(names, 4, 5, 6, 7),
        "very_common": lambda: random.choice(common),
        "two_fragments": lambda: f"{two()} {two()}",
        "legal_representative": lambda: str(random.choice(people)),
        "address": piece(addresses, 4, 5),
        "initials": lambda: "".join(random.choices("sxyhjdwzlc", k=random.choice((2, 3, 4)))),
        "no_hit": lambda: "龘" + two(),
    }


def searching(ask: Ask) -> Act:
    def act(user: User) -> bool:
        return user.send("GET", f"/api/v1/subjects?q={quote(ask())}&limit=20")[0] == 200

    return act


def figures_of(users: Sequence[User], act: Act) -> dict[str, Any]:
    measure(users, act, seconds=WARM, think=THINK)
    found = measure(users, act, seconds=SECONDS, think=THINK)
    return {
        "p50": round(found.percentile(0.5), 1),
        "p99": round(found.percentile(0.99), 1),
        "per_second": round(len(found.waits) / found.seconds),
        "failures": found.failures,
    }


def report(name: str, /, **values: Any) -> None:
    print(json.dumps({"measure": name, **values, "machine": figures.machine()}), flush=True)


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
