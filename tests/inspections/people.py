"""Managers who act through use cases: what the console does, without its pages."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from backend import organization
from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem
from tests.cast import named


def manager(app: Flask, key: str, *roles: Role) -> Caller:
    """The account of the cast, with other roles where they are named."""
    with app.app_context(), unit_of_work(writes=False) as session:
        by = organization.load_caller(session, named(f"account {key}"), 1, uuid.UUID(int=1))
    assert by is not None
    return Caller(**(vars(by) | {"roles": frozenset(roles) or by.roles}))


def act(app: Flask, use_case: Any, by: Caller, **given: Any) -> Any:
    with app.app_context():
        return perform(use_case, by=by, **given)


def at_once(app: Flask, *acts: tuple[Any, Caller, dict[str, Any]]) -> list[str]:
    """Each in a thread of its own at the same moment: "won", or the code of the refusal, sorted."""
    barrier = Barrier(len(acts))

    def one(use_case: Any, by: Caller, given: dict[str, Any]) -> str:
        barrier.wait()
        try:
            act(app, use_case, by, **given)
        except Problem as problem:
            return problem.code
        return "won"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(lambda each: one(*each), acts))


def now() -> dict[str, Any]:
    return {"at": clock.now()}
