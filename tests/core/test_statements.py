"""Statements that are built once, when their module is read."""

from __future__ import annotations

import sys

from sqlalchemy import Executable
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import NullType

from backend.app import create_app


def test_a_statement_built_once_knows_the_type_of_whatever_it_is_asked_with() -> None:
    """A column that refers to a table of a slice above has no type yet when the module is read:
    what is compared with it then would reach the database as it is."""
    assert create_app
    untyped = [
        f"{name}.{key}: {bind.key}"
        for name, module in list(sys.modules.items())
        if name.startswith("backend.")
        for key, found in vars(module).items()
        if isinstance(found, Executable) and isinstance(found, ClauseElement)
        for bind in found.compile().binds.values()
        if isinstance(bind.type, NullType)
    ]
    assert untyped == []
