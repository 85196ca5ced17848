"""A simulated printer that lives in files, so that several processes can write to it."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from backend.printing.profiles import Profile
from backend.printing.simulator.paper import Paper, print_out
from backend.printing.simulator.reader import Garbled

MOST_AT_ONCE = 20
MOST_ON_A_PAPER = 256 * 1024


class Written(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"  # the buffer is full: not taken, may be offered again
    LOST = "lost"  # taken, but nobody is told
    DISCONNECTED = "disconnected"  # not taken, nor will be until it is opened again


@dataclass
class _State:
    writes: int = 0
    connected: bool = True
    finished: bool = False
    faults: dict[str, list[int]] = field(default_factory=dict)


class Printer:
    """Bytes in, paper out. A new paper starts with the first write after `finish`.

    faults: {"refused" | "lost" | "disconnected": the writes, counted from 1 since `open`}.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        stem = hashlib.sha256(name.encode()).hexdigest()[:24]
        self._bytes, self._facts = folder / f"{stem}.bin", folder / f"{stem}.json"
        self._lock = folder / f"{stem}.lock"

    def open(self, faults: Mapping[str, Iterable[int]]) -> None:
        """Connects anew. A paper that broke off goes on."""
        with self._locked() as state:
            state.writes, state.connected = 0, True
            state.faults = {kind: sorted(writes) for kind, writes in faults.items()}

    def write(self, data: bytes) -> Written:
        """At most 20 bytes. Raises ValueError for more, or for a paper without end."""
        if not 0 < len(data) <= MOST_AT_ONCE:
            raise ValueError(f"一次写 1 到 {MOST_AT_ONCE} 字节")
        with self._locked() as state:
            if state.finished:
                self._bytes.write_bytes(b"")
                state.finished = False
            state.writes += 1
            fault = next((k for k, writes in state.faults.items() if state.writes in writes), "")
            state.connected = state.connected and fault != Written.DISCONNECTED
            outcome = Written(fault or Written.TAKEN) if state.connected else Written.DISCONNECTED
            if outcome in (Written.TAKEN, Written.LOST):
                self._append(data)
        return outcome

    def finish(self) -> None:
        """The paper is torn off."""
        with self._locked() as state:
            state.finished = True

    def received(self) -> bytes:
        return self._bytes.read_bytes() if self._bytes.exists() else b""

    def state(self) -> str:
        """idle, printing, disconnected or finished."""
        state = self._read()
        if not self.received():
            return "idle"
        if not state.connected:
            return "disconnected"
        return "finished" if state.finished else "printing"

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
