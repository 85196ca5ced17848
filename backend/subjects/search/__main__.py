"""Keeps this node's search index: `python -m backend.subjects.search [--rebuild]`.

One process a node, besides the web server. With --rebuild it only asks the one that runs, or the
one that is started next, for a new index; searches go on meanwhile.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from threading import Event
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from backend.core.database import Busy
from backend.core.settings import Settings
from backend.core.worker import YIELDING
from backend.subjects.search.keeper import Held, Keeper

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.3
TROUBLE_SECONDS = 2.0


def keep(app: Flask, stop: Event) -> None:
    """Until `stop`. Raises Held when another one keeps this folder."""
    settings: Settings = app.extensions["settings"]
    keeper = Keeper(settings.index_folder)
    with app.app_context():
        try:
            while not stop.is_set():
                if not _tried(keeper, stop):
                    stop.wait(IDLE_SECONDS)
        finally:
            keeper.close()


def _tried(keeper: Keeper, stop: Event) -> bool:
    """What went wrong is said, and tried again: nothing is lost by it."""
    try:
        return keeper.step()
    except (SQLAlchemyError, Busy):
        log.exception("the database did not answer")
    except (OSError, ValueError):
        log.exception("the search index could not be written")
        keeper.give_up()
    stop.wait(TROUBLE_SECONDS)
    return False


def ask(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "rebuild").touch()


def main() -> int:
    from wsgi import app  # the settings, the engine and the keys

    os.umask(0o077)  # names of people are in it: for this account only
    reader = argparse.ArgumentParser(description="维护本机的搜索索引")
    reader.add_argument("--rebuild", action="store_true", help="重建索引（不影响查询）")
    if reader.parse_args().rebuild:
        ask(app.extensions["settings"].index_folder)
        return 0
    os.nice(YIELDING)
    stop = Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    try:
        keep(app, stop)
    except Held as folder:
        print(f"停：已有另一个进程在维护 {folder}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
