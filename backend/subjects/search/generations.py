"""The folders of a node's index. It is derived: it may be deleted at any time and is built anew.

current          the name of the generation that is read
lock             held by the keeper, the one writer
rebuild          asks the keeper for a new generation
g-…/files        tantivy's own, written once each and never changed
g-…/about.json   its format and marks
g-…/state.json   up to which position of the feed; written after each commit, so that after a
                 crash in between some changes are taken in twice, which does no harm
g-…/seen         touched by the keeper, also when there is nothing to do
g-…/damaged      left by whoever noticed
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.subjects.search.document import FORMAT

FOOTER = 1337  # tantivy's magic number at the end of each of its files
PART = 2**20


@dataclass(frozen=True)
class Generation:
    path: Path
    marks: Sequence[int]

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def damaged(self) -> bool:
        return (self.path / "damaged").exists()

    def state(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads((self.path / "state.json").read_text())
        return found

    def keep_state(self, **values: Any) -> None:
        _write(self.path / "state.json", json.dumps(values))

    def touch(self) -> None:
        (self.path / "seen").touch()

    def seen_seconds_ago(self) -> float:
        return time.time() - (self.path / "seen").stat().st_mtime


def current(folder: Path) -> Generation | None:
    """None where there is none of this format. Raises OSError, ValueError when it is half gone."""
    try:
        name = (folder / "current").read_text()
    except FileNotFoundError:
        return None
    about = json.loads((folder / name / "about.json").read_text())
    if about["format"] != FORMAT:
        return None
    return Generation(folder / name, about["marks"])


def begin(folder: Path, marks: Sequence[int]) -> Generation:
    """A new one beside what is read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    generation = Generation(folder / f"g-{time.time_ns()}", marks)
    generation.files.mkdir(mode=0o700, parents=True)
    generation.path.chmod(0o700)
    about = {"format": FORMAT, "marks": list(marks)}
    _write(generation.path / "about.json", json.dumps(about))
    return generation


def switch(folder: Path, generation: Generation) -> None:
    """From now on this one is read, and the others go. Who still reads them has them mapped."""
    _write(folder / "current", generation.path.name)
    (folder / "rebuild").unlink(missing_ok=True)
    sweep(folder, generation)


def sweep(folder: Path, kept: Generation) -> None:
    for each in folder.glob("g-*"):
        if each != kept.path:
            shutil.rmtree(each, ignore_errors=True)


def sound(file: Path) -> bool:
    """Whether a file of tantivy's is as it was written: its footer has the CRC-32 of the rest."""
    with file.open("rb") as opened:
        length = opened.seek(0, os.SEEK_END)
        opened.seek(max(0, length - 8))
        size, magic = struct.unpack("<II", opened.read().rjust(8, b"\0"))
        body = length - 8 - size
        if magic != FOOTER or body < 0:
            return False
        opened.seek(body)
        try:
            footer = json.loads(opened.read(size))
        except ValueError:
            return False
        opened.seek(0)
        crc = 0
        while body:
            part = opened.read(min(body, PART))
            crc, body = zlib.crc32(part, crc), body - len(part)
    return bool(footer["crc"] == crc)


def written(generation: Generation) -> list[Path]:
    """The files with a footer."""
    plain = (".lock", ".json")
    return [
        each
        for each in generation.files.iterdir()
        if not each.name.endswith(plain) and not each.name.startswith(".")
    ]


def _write(file: Path, content: str) -> None:
    """Whole or not at all."""
    part = file.with_suffix(".part")
    part.write_text(content)
    os.replace(part, file)
