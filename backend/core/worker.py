"""The job worker: `python -m backend.core.worker`. Stops after the job at hand on SIGTERM."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from threading import Event
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from backend.core import installation
from backend.core.database import Busy, perform
from backend.core.jobs import ask_hourly, beat, run_next, tick

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
YIELDING = 10  # as nice(2) has it: who waits at a screen goes first
BEAT_SECONDS = 10


def work(app: Flask, stop: Event) -> None:
    """Until `stop`. A database that went away is waited for, not died of."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    next_beat = 0.0
    with app.app_context():
        installation.check()
        while not stop.is_set():
            try:
                if time.monotonic() >= next_beat:
                    perform(beat, name)
                    perform(ask_hourly)
                    next_beat = time.monotonic() + BEAT_SECONDS
                more = tick()
                if run_next() or more:
                    continue
            except (SQLAlchemyError, Busy):
                log.exception("the database did not answer")
            stop.wait(IDLE_SECONDS)


def main() -> None:
    from wsgi import app  # the whole application is needed, for it names the handlers

    os.nice(YIELDING)
    stop = Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    work(app, stop)


if __name__ == "__main__":
    main()
