"""Runs the demonstration until Ctrl-C: the fake 钉钉, the web server and the job worker.

    python -m backend.demo.run [--port 8000] [--folder var/demo] [--reset] [--check]

The web server listens on the port, the fake 钉钉 on the next one, both on 127.0.0.1 only.
Data stays in the folder until --reset. With --check nothing is started: exit code 0 says that
the ports are free and no other run holds the folder. Standard library only, because the check
comes before anything is installed.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from backend.demo import children
from backend.demo.children import Child

PROJECT = Path(__file__).parents[2]
START_SECONDS = 90
NEEDED_MEGABYTES = 300
LOCK = "demo.lock"
PARENT = os.getppid()
MOST_NAMES = 3  # shown of one role


class CannotRun(Exception):
    """Says in one line what is in the way and what to do about it."""


class Stopped(Exception):
    """Ctrl-C, SIGTERM, or the make that started this has gone."""


def main(arguments: list[str] | None = None) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        asked = _read(arguments)
        check_ports(asked.port)
        with hold(asked.folder, asked.port):
            if not asked.check:
                check_disk(asked.folder)
                run(asked.folder, asked.port, reset=asked.reset)
    except CannotRun as reason:
        print(f"停：{reason}", file=sys.stderr)
        return 1
    except Stopped:
        print("演示已停。数据留着，下次接着用。", flush=True)
    return 0


def _read(arguments: list[str] | None) -> argparse.Namespace:
    reader = argparse.ArgumentParser(description="运行演示")
    reader.add_argument("--port", type=_port, default=8000)
    reader.add_argument("--folder", type=lambda text: Path(text).resolve(), default="var/demo")
    reader.add_argument("--reset", action="store_true", help="先删掉上次的演示数据")
    reader.add_argument("--check", action="store_true", help="只看能不能运行")
    return reader.parse_args(arguments)


def _port(text: str) -> int:
    if text.isdecimal() and 1024 <= int(text) <= 65534:
        return int(text)
    raise CannotRun(f"端口 {text!r} 不能用：取 1024 到 65534 之间的数，如 PORT=8010")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def check_ports(port: int) -> None:
    for number in (port, port + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError:
                other = 8010 if port != 8010 else 8020
                raise CannotRun(
                    f"端口 {number} 已被占用：换一个 make demo PORT={other}，或先停掉占用它的程序"
                ) from None


def check_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < NEEDED_MEGABYTES:
        raise CannotRun(f"磁盘只剩 {free} MB，至少要 {NEEDED_MEGABYTES} MB：清出空间再运行")


@contextmanager
def hold(folder: Path, port: int) -> Iterator[None]:
    """One run at a time on one folder: a second would share its database and could reset it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CannotRun(
                f"演示已在运行（{file.read() or '刚刚启动'}）：先在那个窗口按 Ctrl-C"
            ) from None
        file.truncate(0)
        file.write(f"进程 {os.getpid()}，端口 {port}")
        file.flush()
        yield


def environment(folder: Path, port: int) -> dict[str, str]:
    """What the demo's processes find in their environment. No other setting of ours passes."""
    from backend.platforms import demo_state

    settings = {
        "ENVIRONMENT": "demo",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
        "STORAGE_FOLDER": str(folder / "storage"),
        "DEMO_FOLDER": str(folder),
        "SNAPSHOT_FOLDER": str(folder / "snapshots"),
        "SEALS_FOLDER": str(folder / "seals"),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "WEB_FOLDER": str(PROJECT / "miniapp/dist/h5"),
        "INDEX_FOLDER": str(folder / "index"),
        "FONTS_FOLDER": str(PROJECT / "var/fonts"),
        "DINGTALK_API_BASE": f"http://127.0.0.1:{port + 1}",
        "DINGTALK_APP_KEY": demo_state.APP_KEY,
        "DINGTALK_APP_SECRET": demo_state.APP_SECRET,
        "DINGTALK_CORP_ID": demo_state.CORP_ID,
        "DINGTALK_AGENT_ID": str(demo_state.AGENT_ID),
    }
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ZSZF_")}
    return kept | {f"ZSZF_{name}": text for name, text in settings.items()}


def run(folder: Path, port: int, *, reset: bool) -> None:
    """Returns never; raises Stopped or CannotRun, with every child gone."""
    if reset:
        forget(folder)
    variables = environment(folder, port)
    logs = PROJECT / "var/log" if folder == PROJECT / "var/demo" else folder / "log"
    started: list[Child] = []
    try:
        for name, command in first(folder):
            print(f"· {name}", flush=True)
            started = [children.start(name, command, logs / "prepare.log", variables)]
            finish(started[0])
        started = [
            children.start(name, command, logs / f"{file}.log", variables)
            for name, file, command in lasting(folder, port)
        ]
        wait_until_ready(started, port)
        people = _get(f"http://127.0.0.1:{port + 1}/_demo/people")
        print(welcome(port, logs, people), flush=True)
        watch(started)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # stopping takes its seconds, and is not left
        children.stop(started)


def forget(folder: Path) -> None:
    """The folder is held through its lock file, which stays."""
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each.name != LOCK:
            each.unlink()


def first(folder: Path) -> list[tuple[str, list[str]]]:
    python = [sys.executable, "-m"]
    return [
        ("更新数据库结构", [*python, "backend.migrations"]),
        ("载入演示数据", [*python, "backend.demo.load"]),
    ]


def lasting(folder: Path, port: int) -> list[tuple[str, str, list[str]]]:
    python = [sys.executable, "-m"]
    people = ["--port", str(port + 1), "--directory", str(folder / "directory.json")]
    web = ["gunicorn", "--config", "python:backend.serving", "--bind", f"127.0.0.1:{port}"]
    return [
        ("模拟钉钉", "dingtalk", [*python, "backend.platforms.demo", *people]),
        ("网页服务", "web", [*python, *web, "wsgi:app"]),
        ("后台任务", "worker", [*python, "backend.core.worker"]),
        ("搜索索引", "search", [*python, "backend.subjects.search"]),
    ]


def finish(child: Child) -> None:
    while child.process.poll() is None:
        _look_at_parent()
        time.sleep(0.1)
    if child.process.returncode:
        raise CannotRun(f"{child.name}没有成功，最后的输出：\n{child.last_lines()}")


def wait_until_ready(running: list[Child], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    waiting = {"网页服务或后台任务": f"http://127.0.0.1:{port}/readyz"}
    waiting |= {"模拟钉钉": f"http://127.0.0.1:{port + 1}/_demo/people"}
    while waiting:
        complain(running)
        _look_at_parent()
        waiting = {name: url for name, url in waiting.items() if not _is_ready(url)}
        if waiting and time.monotonic() > deadline:
            raise CannotRun(f"{START_SECONDS} 秒内没有就绪：{'、'.join(waiting)}；日志在 var/log")
        time.sleep(0.2)


def _is_ready(url: str) -> bool:
    try:
        answer = _get(url)
    except (OSError, ValueError):
        return False
    if not isinstance(answer, Mapping):
        return True
    return answer.get("worker") == "ok" and answer.get("search", "fresh") == "fresh"


def _get(url: str) -> Any:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=2) as answer:
        return json.load(answer)


def watch(running: list[Child]) -> None:
    while True:
        complain(running)
        _look_at_parent()
        time.sleep(0.2)


def complain(running: list[Child]) -> None:
    ended = children.first_ended(running)
    if ended is None:
        return
    code = ended.process.returncode
    how = f"退出码 {code}" if code >= 0 else f"信号 {-code}"
    raise CannotRun(
        f"{ended.name}（进程 {ended.process.pid}）停了，{how}，其余的也已停下。"
        f"最后的输出（{ended.log}）：\n{ended.last_lines()}"
    )


def _look_at_parent() -> None:
    """Started by make, it ends with make, also when that is killed outright."""
    if "MAKELEVEL" in os.environ and os.getppid() != PARENT:
        raise Stopped


def welcome(port: int, logs: Path, people: list[dict[str, str]]) -> str:
    """Addresses, and of the first agency's people those who may be asked for, by role."""
    home = f"http://127.0.0.1:{port}"
    agency = people[0]["agency"] if people else ""
    roles: dict[str, list[str]] = {}
    for each in people:
        if each["agency"] == agency and len(roles.setdefault(each["role"], [])) < MOST_NAMES:
            roles[each["role"]].append(each["name"])
    lines = [
        "",
        "掌上执法 演示已就绪（单位、人员、企业全是编的，文书无效）",
        f"  手机预览    {home}/preview/",
        f"  管理后台    {home}/console/",
        f"  接口文档    {home}/api/v1/docs",
        f"  日志        {logs}",
        "",
        f"演示人员（登录时选名字，没有密码），{agency}：",
        *(f"  {'、'.join(names)}  {role}" for role, names in roles.items()),
        f"其他单位的人登录页上也能选，一共 {len(people)} 人。Ctrl-C 停下。",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
