"""The supervisor of the demonstration: what it refuses, and that it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
RUN = [sys.executable, "-m", "backend.demo.run"]

# Three children, each with a child of its own; the first two answer as web server and platform.
PROGRAM = """
import os, sys
from pathlib import Path
from backend.demo import run

CHILD = '''
import http.server, os, signal, subprocess, sys
signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
port, pids = int(sys.argv[1]), sys.argv[2]
grandchild = subprocess.Popen(["sleep", "600"])
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"[]" if "people" in self.path else b'{"worker": "ok"}')
server = http.server.HTTPServer(("127.0.0.1", port), Answer)
print("serving", flush=True)
with open(pids, "a") as file:
    file.write(f"{os.getpid()} {grandchild.pid}\\\\n")
server.serve_forever()
'''
folder, port = Path(sys.argv[1]), int(sys.argv[2])
child = lambda number: [sys.executable, "-c", CHILD, str(number), str(folder / "pids")]
run.first = lambda folder: [("准备", [sys.executable, "-c", "print(1)"])]
run.lasting = lambda folder, port: [("甲", "a", child(port)), ("乙", "b", child(port + 1))]
sys.exit(run.main(["--port", str(port), "--folder", str(folder)]))
"""


@pytest.fixture
def port() -> int:
    """A free port with a free one behind it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            number = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", number + 1))
            except (OSError, OverflowError):
                continue
            return number


def check(port: int, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [*RUN, "--check", "--port", str(port), "--folder", str(folder), *options]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


@contextmanager
def running(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """The supervisor with its children up, and the pids of all of them."""
    command = [sys.executable, "-c", PROGRAM, str(folder), str(port)]
    supervisor = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert supervisor.stdout
        for line in supervisor.stdout:
            if "Ctrl-C" in line:
                break
        pids = [int(each) for each in (folder / "pids").read_text().split()]
        assert len(pids) == 4
        yield supervisor, pids
    finally:
        supervisor.kill()
        supervisor.communicate()


def alive(pids: list[int]) -> list[int]:
    def lives(pid: int) -> bool:
        try:
            return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return False

    return [pid for pid in pids if lives(pid)]


def gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + 5
    while alive(pids) and time.monotonic() < deadline:
        os.sched_yield()
    return not alive(pids)


@pytest.mark.parametrize("offset", [0, 1])
def test_a_port_in_use_is_named_with_what_to_do(offset: int, port: int, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + offset))
        taken.listen()
        answer = check(port, tmp_path)
    expected = (
        f"停：端口 {port + offset} 已被占用：换一个 make demo PORT=8010，或先停掉占用它的程序"
    )
    assert (answer.returncode, answer.stderr.strip()) == (1, expected)


def test_the_check_needs_no_installed_package(port: int, tmp_path: Path) -> None:
    command = [sys.executable, "-S", *RUN[1:], "--check", "--port", str(port)]
    command += ["--folder", str(tmp_path)]
    answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(number: signal.Signals, port: int, tmp_path: Path) -> None:
    with running(tmp_path, port) as (supervisor, pids):
        supervisor.send_signal(number)
        output, _ = supervisor.communicate(timeout=20)
        assert supervisor.returncode == 0
        assert "演示已停" in output
        assert alive(pids) == []


def test_killed_outright_it_takes_its_children_along(port: int, tmp_path: Path) -> None:
    with running(tmp_path, port) as (supervisor, pids):
        supervisor.kill()
        supervisor.wait()
        assert gone(pids)


def test_a_child_that_dies_is_named_and_stops_the_others(port: int, tmp_path: Path) -> None:
    with running(tmp_path, port) as (supervisor, pids):
        os.kill(pids[2], signal.SIGKILL)
        output, _ = supervisor.communicate(timeout=20)
        assert supervisor.returncode == 1
        assert f"（进程 {pids[2]}）停了，信号 9" in output
        assert "：\nserving\n" in output
        assert alive(pids) == []


def test_a_second_run_on_the_same_data_is_refused(port: int, tmp_path: Path) -> None:
    with running(tmp_path, port) as (supervisor, _):
        answer = check(port + 10, tmp_path)
        expected = f"停：演示已在运行（进程 {supervisor.pid}，端口 {port}）：先在那个窗口按 Ctrl-C"
        assert (answer.returncode, answer.stderr.strip()) == (1, expected)


def test_a_step_that_fails_shows_its_last_lines(port: int, tmp_path: Path) -> None:
    broken = PROGRAM.replace("print(1)", "raise SystemExit('no such table')")
    command = [sys.executable, "-c", broken, str(tmp_path), str(port)]
    answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr == "停：准备没有成功，最后的输出：\nno such table\n"


def test_reset_forgets_the_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    from backend.demo import run

    folder, beside = tmp_path / "demo", tmp_path / "fonts"
    for each in (folder / "storage", beside):
        each.mkdir(parents=True)
        (each / "file").touch()
    (folder / "demo.db").touch()
    (folder / run.LOCK).touch()
    run.forget(folder)
    assert [each.name for each in folder.iterdir()] == [run.LOCK]
    assert (beside / "file").exists()
