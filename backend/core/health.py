"""/healthz: the process lives. /readyz: it can serve, and a worker was seen lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.core import clock, installation
from backend.core.database import unit_of_work
from backend.core.jobs import last_beat

LATE = timedelta(minutes=1)
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> tuple[dict[str, Any], int]:
    try:
        with unit_of_work(writes=False) as session:
            version = session.scalar(text("SELECT version_num FROM alembic_version"))
        beat = last_beat()
        installation.check()
    except SQLAlchemyError:
        return {"status": "no database", "worker": "unknown"}, 503
    except installation.WrongInstallation:
        return {"status": "wrong database", "worker": "unknown"}, 503
    worker = "ok" if beat and clock.now() - beat < LATE else "late"
    parts = {name: ask() for name, ask in current_app.extensions["readiness"].items()}
    return {"status": "ok", "schema": version, "worker": worker, **parts}, 200
