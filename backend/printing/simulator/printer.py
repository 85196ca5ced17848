"""A simulated printer that lives in files, so that several processes can write to it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from backend.printing.profiles import Profile
from backend.printing.simulator.paper import Paper, print_out
from backend.printing.simulator.reader import Garbled

MOST_AT_ONCE = 20
MOST_ON_A_PAPER = 1024 * 1024
BUFFER = 600  # bytes that a slow printer holds
SLOW = 400  # bytes a second that it prints of them
OFTEN = 9  # of so many writes one is refused
MIDDLE = 40  # the write at which something happens once
UNUSUAL = ("paper_out", "lid_open")


class Written(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"  # the buffer is full: not taken, may be offered again
    LOST = "lost"  # taken, but nobody is told
    DISCONNECTED = "disconnected"  # not taken, nor will be until it is opened again


class Fault(StrEnum):
    """What can be ordered of it. What happens once is over afterwards, the rest stays."""

    NONE = ""
    REFUSED = "refused"
    LOST = "lost"
    DISCONNECTED = "disconnected"
    SLOW = "slow"
    PAPER_OUT = "paper_out"
    LID_OPEN = "lid_open"


ONCE = (Fault.LOST, Fault.DISCONNECTED)


@dataclass
class _State:
    writes: int = 0
    connected: bool = True
    finished: bool = False
    faults: dict[str, list[int]] = field(default_factory=dict)
    fault: str = Fault.NONE
    profile: str = ""
    held: float = 0  # bytes in the buffer of a slow printer, at the time `at`
    at: float = 0


class Printer:
    """Bytes in, paper out. A new paper starts with the first write after `finish`."""

    def __init__(self, folder: Path, name: str, now: Callable[[], float] = time.time) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        stem = hashlib.sha256(name.encode()).hexdigest()[:24]
        self._bytes, self._facts = folder / f"{stem}.bin", folder / f"{stem}.json"
        self._lock = folder / f"{stem}.lock"
        self._now = now

    def set(self, *, profile: str, fault: Fault) -> None:
        """What kind of printer it is, and what goes wrong. Another kind has a paper of its own."""
        with self._locked() as state:
            if profile != state.profile:
                self._bytes.write_bytes(b"")
            state.profile, state.fault, state.faults = profile, fault, {}
            state.writes, state.held, state.at = 0, 0, self._now()

    def open(self, faults: Mapping[str, list[int]]) -> None:
        """Connects anew. A paper that broke off goes on.

        faults: {"refused" | "lost" | "disconnected": the writes, counted from 1}.
        """
        with self._locked() as state:
            state.writes, state.connected = 0, True
            state.faults = {kind: sorted(writes) for kind, writes in faults.items()}

    def ask(self, question: bytes, profile: Profile) -> bytes:
        """The byte that answers a question of the profile; empty when that is none."""
        for status in profile.status:
            if bytes.fromhex(status["ask"]) == question:
                fault = self._read().fault
                said = [each["mask"] for each in status["says"] if each["state"] == fault]
                return bytes([sum(said)])
        return b""

    def write(self, data: bytes) -> Written:
        """At most 20 bytes. Raises ValueError for more, or for a paper without end."""
        if not 0 < len(data) <= MOST_AT_ONCE:
            raise ValueError(f"一次写 1 到 {MOST_AT_ONCE} 字节")
        with self._locked() as state:
            if state.finished:
                self._bytes.write_bytes(b"")
                state.finished = False
            state.writes += 1
            fault = self._happens(state, len(data))
            state.connected = state.connected and fault != Written.DISCONNECTED
            outcome = fault if state.connected else Written.DISCONNECTED
            if outcome in (Written.TAKEN, Written.LOST):
                self._append(data)
        return outcome

    def _happens(self, state: _State, size: int) -> Written:
        """To this write: what was told of it, else what the ordered fault does."""
        told = next((kind for kind, writes in state.faults.items() if state.writes in writes), "")
        if told:
            return Written(told)
        if state.fault in ONCE and state.writes == MIDDLE:
            happened, state.fault = Written(state.fault), Fault.NONE
            return happened
        if state.fault == Fault.REFUSED and state.writes % OFTEN == 0:
            return Written.REFUSED
        if state.fault in (Fault.SLOW, *UNUSUAL):
            return self._buffered(state, size)
        return Written.TAKEN

    def _buffered(self, state: _State, size: int) -> Written:
        """Into the buffer while there is room; without paper nothing ever leaves it."""
        now, pace = self._now(), SLOW if state.fault == Fault.SLOW else 0
        state.held, state.at = max(0, state.held - pace * (now - state.at)), now
        if state.held + size > BUFFER:
            return Written.REFUSED
        state.held += size
        return Written.TAKEN

    def finish(self) -> None:
        """The paper is torn off."""
        with self._locked() as state:
            state.finished = True

    def received(self) -> bytes:
        return self._bytes.read_bytes() if self._bytes.exists() else b""

    def shown(self) -> dict[str, Any]:
        """{profile, fault, state: idle, printing, disconnected or finished}."""
        state = self._read()
        now = "finished" if state.finished else "printing"
        if not self.received():
            now = "idle"
        elif not state.connected:
            now = "disconnected"
        return {"profile": state.profile, "fault": state.fault, "state": now}

    def paper(self, profile: Profile) -> tuple[Paper, Garbled | None]:
        """What has come out so far, and why rubbish follows it if it does."""
        data, finished = self.received(), self._read().finished
        try:
            return print_out(data, profile, finished=finished), None
        except Garbled as garbled:
            return _before(data, garbled.offset, profile), garbled

    def _append(self, data: bytes) -> None:
        with self._bytes.open("ab") as file:
            if file.tell() + len(data) > MOST_ON_A_PAPER:
                raise ValueError("纸用完了")
            file.write(data)

    def _read(self) -> _State:
        if not self._facts.exists():
            return _State()
        return _State(**json.loads(self._facts.read_text(encoding="utf-8")))

    @contextmanager
    def _locked(self) -> Iterator[_State]:
        with self._lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state = self._read()
            yield state
            fresh = self._facts.with_suffix(".new")
            fresh.write_text(json.dumps(asdict(state)), encoding="utf-8")
            fresh.replace(self._facts)


def _before(data: bytes, end: int, profile: Profile) -> Paper:
    try:
        return print_out(data[:end], profile, finished=False)
    except Garbled as garbled:
        return _before(data, garbled.offset, profile)
