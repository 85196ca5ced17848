"""What is read off the machine: memory of the workers, import time, size of the package."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
NO_BYTE_CODE = "PYTHONDONTWRITEBYTECODE"
TIMED_IMPORT = "import time; t = time.perf_counter(); import wsgi; print(time.perf_counter() - t)"


def machine() -> dict[str, Any]:
    return {
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "database": f"SQLite {sqlite3.sqlite_version}",
        "note": "client and server share the cores",
    }


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def workers_of(supervisor: int) -> list[int]:
    """The web server's workers, below the process that runs the demonstration."""
    web = [each for each in children_of(supervisor) if "wsgi:app" in command_of(each)]
    return [worker for each in web for worker in children_of(each)]


def memory(pid: int) -> dict[str, float]:
    """MiB: resident, and its share of what it has in common with others (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kibibytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return {name: round(kibibytes[name.title()] / 1024, 1) for name in ("rss", "pss")}


def import_seconds(variables: Mapping[str, str], times: int = 5) -> list[float]:
    """Of the whole application, each in a fresh process, the byte code already compiled: also
    where the environment forbids to write it beside the source."""
    command = [sys.executable, "-c", TIMED_IMPORT]
    compiled = {name: text for name, text in variables.items() if name != NO_BYTE_CODE}
    compiled["PYTHONPYCACHEPREFIX"] = str(PROJECT / "var/bench/pycache")

    def once() -> float:
        done = subprocess.run(
            command, cwd=PROJECT, env=compiled, capture_output=True, text=True, check=True
        )
        return float(done.stdout)

    once()
    return [once() for _ in range(times)]


def median(values: list[float]) -> float:
    return round(statistics.median(values), 3)


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
