"""What `make test` and `make lint` run, on two cores side by side.

    python -m tests.ops.steps test|lint

Steps of one lane follow each other; the lanes share the cores. Each step writes a log of its own
under var/log/test, and what is shown comes in the order of the list whatever ended first: a step
that failed shows its whole output, and the run goes on, so that one run tells everything that is
wrong. At the end stand the times and every pytest's own closing line. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from backend.demo import children
from backend.demo.children import Child

PROJECT = Path(__file__).parents[2]
LOGS = PROJECT / "var/log/test"
LIMIT = 40 * 60  # seconds for one step: whatever takes longer hangs
PYTHON = [".venv/bin/python", "-m"]
LAYERS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
IN_MINIAPP = ["npm", "--prefix", "miniapp", "run", "--silent"]
PYTEST = [*PYTHON, "pytest", "-p", "no:cacheprovider"]
# Whole files to one of two processes: what a file's tests share is made once.
SHARED = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
BACKEND = [*PYTEST, *SHARED, "tests", "--ignore=tests/e2e"]


@dataclass
class Step:
    name: str
    file: str  # of its log
    command: Sequence[str]
    needs: Sequence[str] = ()  # names of steps that must have passed
    child: Child | None = field(default=None, repr=False)
    began: float = 0.0
    seconds: float = 0.0
    outcome: str = ""  # passed, failed, left out; empty until it ended


LINT_PYTHON = [
    Step("ruff 检查", "ruff", [*PYTHON, "ruff", "check", "."]),
    Step("ruff 排版", "format", [*PYTHON, "ruff", "format", "--check", "."]),
    Step("mypy", "mypy", [*PYTHON, "mypy"]),
    Step("import-linter", "layers", [".venv/bin/python", "-c", LAYERS, "--no-cache"]),
]
LINT_MINIAPP = [Step("eslint 和 tsc", "eslint", [*IN_MINIAPP, "lint"])]

BACKENDS = [
    Step("后端，SQLite", "sqlite", BACKEND),
    Step("后端，PostgreSQL", "postgresql", [".ci/postgres", *BACKEND]),
]
MINIAPP = [
    Step("小程序单元测试", "vitest", [*IN_MINIAPP, "test"]),
    Step("构建 dd", "build-dd", [".ci/prepare", "dd"]),
    Step("dd 包在虚拟机里", "dd", [*IN_MINIAPP, "test:dd"], needs=["构建 dd"]),
    Step("构建 h5", "build-h5", [".ci/prepare", "h5"]),
]
BROWSER = [Step("浏览器走完检查", "e2e", [*PYTEST, "tests/e2e"], needs=["构建 h5"])]

# Groups run one after the other, the lanes of a group at the same time.
PLANS: dict[str, tuple[str, list[list[list[Step]]]]] = {
    "lint": ("tools miniapp", [[LINT_PYTHON, LINT_MINIAPP]]),
    "test": (
        "packages tools miniapp fonts",
        [[LINT_PYTHON + BACKENDS, LINT_MINIAPP + MINIAPP], [BROWSER]],
    ),
}


def main() -> int:
    parts, groups = PLANS[sys.argv[1]]
    os.chdir(PROJECT)
    shutil.rmtree(LOGS, ignore_errors=True)
    signal.signal(signal.SIGTERM, _leave)
    began = time.monotonic()
    if subprocess.run([".ci/prepare", *parts.split()], check=False).returncode:
        return 1
    prepared = time.monotonic() - began
    steps = [step for lanes in groups for lane in lanes for step in lane]
    try:
        for lanes in groups:
            _run_lanes(lanes, steps)
    except KeyboardInterrupt:
        print("停：被打断", file=sys.stderr)
        return 130
    finally:
        children.stop([step.child for step in steps if step.child and not step.outcome])
    _close(steps, prepared, time.monotonic() - began)
    return 0 if all(step.outcome == "passed" for step in steps) else 1


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run_lanes(lanes: list[list[Step]], steps: list[Step]) -> None:
    shown = [step for lane in lanes for step in lane]
    while shown:
        for lane in lanes:
            current = next((step for step in lane if not step.outcome), None)
            if current is not None:
                _advance(current, steps)
        while shown and shown[0].outcome:
            _show(shown.pop(0))
        time.sleep(0.05)


def _advance(step: Step, steps: list[Step]) -> None:
    """Start it, or see whether it has ended."""
    passed = {each.name for each in steps if each.outcome == "passed"}
    if step.child is None:
        if not passed.issuperset(step.needs):
            step.outcome = "left out"
            return
        step.began = time.monotonic()
        step.child = children.start(step.name, step.command, LOGS / f"{step.file}.log")
        return
    step.seconds = time.monotonic() - step.began
    code = step.child.process.poll()
    if code is None and step.seconds < LIMIT:
        return
    children.stop([step.child])  # what it may have left behind, too
    step.outcome = "passed" if code == 0 else "failed"


def _show(step: Step) -> None:
    mark = {"passed": "✓", "failed": "✗", "left out": "–"}[step.outcome]
    print(f"{mark} {step.name}  {step.seconds:.0f} 秒  {closing_line(step)}".rstrip(), flush=True)
    if step.outcome == "failed" and step.child:
        if step.seconds >= LIMIT:
            print(f"超过 {LIMIT // 60} 分钟，已停")
        print(step.child.log.read_text("utf-8", "replace"), flush=True)


def closing_line(step: Step) -> str:
    """The last line of a pytest's output; empty for other tools."""
    if step.child is None or "pytest" not in step.command:
        return ""
    lines = step.child.log.read_text("utf-8", "replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "").strip()


def _close(steps: list[Step], prepared: float, total: float) -> None:
    print(f"\n准备 {prepared:.0f} 秒，合计 {total:.0f} 秒；各步输出在 var/log/test")
    bad = [step.name for step in steps if step.outcome != "passed"]
    if bad:
        print(f"没有通过：{'、'.join(bad)}")
    for step in steps:
        if line := closing_line(step):
            print(f"{step.name}：\n{line}")


if __name__ == "__main__":
    sys.exit(main())
