"""Statements that are built once, when their module is read."""

from __future__ import annotations

import sys
from typing import Any

from sqlalchemy import BindParameter, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

import backend.app as _every_slice  # noqa: F401


def test_a_statement_built_once_knows_the_type_of_whatever_it_is_asked_with() -> None:
    """A column that refers to a table of a slice above has no type yet when the module is read:
    what is compared with it then would reach the database as it is."""
    untyped = [
        f"{name}.{key}: {bind.key}"
        for name, module in list(sys.modules.items())
        if name.startswith("backend.")
        for key, found in vars(module).items()
        if isinstance(found, Select)
        for bind in _binds(found)
        if isinstance(bind.type, NullType)
    ]
    assert untyped == []


def _binds(statement: Select[*tuple[Any, ...]]) -> list[BindParameter[Any]]:
    compiled = statement.compile()
    assert isinstance(compiled, SQLCompiler)
    return list(compiled.binds.values())
