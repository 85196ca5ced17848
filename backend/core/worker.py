"""The job worker: `python -m backend.core.worker`. Stops after the job at hand on SIGTERM."""

from __future__ import annotations

import os
import signal
import socket
from threading import Event
from types import FrameType

from flask import Flask

from backend.core.database import perform
from backend.core.jobs import ask_hourly, beat, run_next

IDLE_SECONDS = 0.5
BEAT_EVERY = 20  # rounds of waiting


def work(app: Flask, stop: Event) -> None:
    name = f"{socket.gethostname()}:{os.getpid()}"
    rounds = 0
    with app.app_context():
        while not stop.is_set():
            if rounds % BEAT_EVERY == 0:
                perform(beat, name)
                perform(ask_hourly)
            rounds += 1
            if not run_next():
                stop.wait(IDLE_SECONDS)


def main() -> None:
    from wsgi import app  # the whole application is needed, for it names the handlers

    stop = Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    work(app, stop)


if __name__ == "__main__":
    main()
