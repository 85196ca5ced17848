"""Where the data-sharing platform puts the daily snapshots: a folder of each agency, named by its
id, below the one that the settings name.

Files of gigabytes do not go through a form. Only what lies in the agency's own folder as a plain
file is seen: no link, nothing outside.
"""

from __future__ import annotations

import stat
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app

from backend.core import clock
from backend.core.settings import Settings
from backend.core.sheets import SheetWrong

ENDING = ".csv"
MOST = 60  # files shown, the newest
STILL = timedelta(minutes=1)  # a file that changed since may still be on its way


@dataclass(frozen=True)
class Delivered:
    """`changed_ns` and `size` tell a file from a later one of the same name."""

    path: Path
    size: int
    changed_ns: int

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def arrived(self) -> datetime:
        return datetime.fromtimestamp(self.changed_ns // 10**9, UTC)

    @property
    def fresh(self) -> bool:
        return clock.now() - self.arrived < STILL


def folder(agency_id: uuid.UUID) -> Path | None:
    """Of that agency, whether it is there or not; None where the settings name none."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.snapshot_folder:
        return None
    return Path(settings.snapshot_folder).resolve() / str(agency_id)


def listed(agency_id: uuid.UUID) -> list[Delivered] | None:
    """The newest first; None where the folder is not there, or cannot be read."""
    there = folder(agency_id)
    if there is None or there.is_symlink():
        return None
    try:
        found = [_seen(each) for each in there.iterdir()]
    except OSError:
        return None
    files = [each for each in found if each]
    return sorted(files, key=lambda each: (each.changed_ns, each.name), reverse=True)[:MOST]


def look(agency_id: uuid.UUID, name: str) -> Delivered:
    """The file of that name as it is now. Raises SheetWrong."""
    there = folder(agency_id)
    plain = name not in ("", ".", "..") and not {"/", "\\", "\0"} & set(name)
    found = _seen(there / name) if there and plain and not there.is_symlink() else None
    if found is None:
        raise SheetWrong("文件夹里没有这个文件了，可能已被移走或改名；请刷新后重新选")
    return found


def _seen(path: Path) -> Delivered | None:
    """None of a link, of what is no plain file, and of a name that is no text."""
    if path.name.startswith(".") or path.suffix.lower() != ENDING:
        return None
    try:
        path.name.encode()
        found = path.lstat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Delivered(path, found.st_size, found.st_mtime_ns)
