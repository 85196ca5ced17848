"""How long searching takes while a worker takes in an import."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from backend import imports
from backend.core.database import perform, unit_of_work
from backend.imports import State
from backend.organization import Agency
from tests.bench import register
from tests.bench.imports import AGENCY, BY, add_agency, as_sheet, begin
from tests.bench.load import Act, Figures, User, measure

MOST_ROWS = 200_000
ROUND = 5.0  # seconds, of which as many are measured as the import takes
LONGEST = 200  # rounds


def search_beside_import(
    app: Flask, folder: Path, users: Sequence[User], act: Act, *, rows: int, think: float
) -> dict[str, Any]:
    """p99 with nothing else, while rows are checked, and while they are written. A worker and a
    keeper must be running."""
    count = min(MOST_ROWS, rows)
    file = folder / "more.csv"
    as_sheet(register.more(rows, count), file)
    quiet = measure(users, act, seconds=2 * ROUND, think=think)
    with app.app_context():
        perform(_add_agency)
        made = begin(file)
        checked = _while(made, (State.UPLOADED,), users, act, think)
        perform(imports.confirm, by=BY, import_id=made.id)
        written = _while(made, (State.CONFIRMED, State.APPLYING), users, act, think)
        found = _now(made)
    p99 = {
        name: round(figures.percentile(0.99), 1)
        for name, figures in (("quiet", quiet), ("checking", checked), ("writing", written))
    }
    during = Figures(checked.seconds + written.seconds, checked.waits + written.waits)
    return {
        "imported": count,
        "state": found.state,
        "seconds": round(during.seconds),
        **{f"p99_{name}": value for name, value in p99.items()},
        "p99_beside": round(during.percentile(0.99), 1),
        "goal_p99": round(1.5 * quiet.percentile(0.99), 1),
        "failures": quiet.failures + checked.failures + written.failures,
    }


def _while(
    made: imports.Import, states: Sequence[State], users: Sequence[User], act: Act, think: float
) -> Figures:
    whole = Figures(0.0)
    began = time.monotonic()
    for _ in range(LONGEST):
        part = measure(users, act, seconds=ROUND, think=think)
        whole.waits += part.waits
        whole.failures += part.failures
        if _now(made).state not in states:
            break
    whole.seconds = time.monotonic() - began
    return whole


def _now(made: imports.Import) -> imports.Import:
    with unit_of_work(writes=False) as session:
        return imports.find(session, by=BY, import_id=made.id)


def _add_agency(session: Session) -> None:
    if session.get(Agency, AGENCY) is None:
        add_agency(session)
