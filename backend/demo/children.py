"""Processes that end with the one that started them. Standard library only.

Each child leads a process group of its own, so that a Ctrl-C in the terminal reaches only the
parent, which then stops the groups in order. Should the parent be killed outright, the kernel
sends each child SIGTERM.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PATIENCE = 10.0  # seconds between SIGTERM and SIGKILL
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_lines(self, count: int = 15) -> str:
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 16_384))
            lines = file.read().decode("utf-8", "replace").splitlines()
        return "\n".join(lines[-count:])


def start(
    name: str, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Child:
    """Start a command whose output goes to `log`, which begins anew.

    To be called from the main thread: the kernel's signal comes when the starting thread ends.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
            preexec_fn=_end_with(os.getpid()),
        )
    return Child(name, process, log)


def _end_with(parent: int) -> Callable[[], None]:
    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return prepare


def stop(children: Sequence[Child], patience: float = PATIENCE) -> None:
    """SIGTERM to every group, SIGKILL to what is left of it after `patience` seconds."""
    for child in children:
        _signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + patience
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            continue
    for child in children:
        _signal_group(child, signal.SIGKILL)
        child.process.wait()


def _signal_group(child: Child, number: signal.Signals) -> None:
    try:
        os.killpg(child.process.pid, number)
    except (ProcessLookupError, PermissionError):  # nobody is left in it
        return


def first_ended(children: Sequence[Child]) -> Child | None:
    return next((child for child in children if child.process.poll() is not None), None)
