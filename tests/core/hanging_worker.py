"""A worker process whose only kind of job tells when it began and then waits to be let go on.

    python -m tests.core.hanging_worker DATABASE_URL FOLDER

It prints `began` inside an open transaction and reads a line before it commits.
"""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event

from sqlalchemy.orm import Session

from backend.app import create_app
from backend.core.database import perform
from backend.core.records import audit
from backend.core.settings import Settings
from backend.core.worker import work

database_url, folder = sys.argv[1], Path(sys.argv[2])
app = create_app(
    Settings(
        environment="test",
        database_url=database_url,
        storage_folder=folder,
        dingtalk_api_base="http://127.0.0.1:9",
    )
)
stop = Event()


def mark(name: str) -> None:
    def use(session: Session) -> None:
        audit(session, None, "test.marked", "job", None, name=name)
        session.flush()
        print("began", flush=True)
        sys.stdin.readline()

    perform(use)
    print("done", flush=True)
    stop.set()


app.extensions["job_handlers"] = {"test.mark": mark}
app.extensions["hourly_jobs"] = ()
work(app, stop)
