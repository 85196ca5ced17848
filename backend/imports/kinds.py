"""What can be imported, as data that other slices hand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flask import Flask, current_app
from sqlalchemy.orm import Session

from backend.core.auth import Caller, Role
from backend.imports.models import Import
from backend.imports.problems import ImportMissing

Row = dict[str, str]  # the cells by the key of their column, only columns that the file has
Values = dict[str, object]
Errors = dict[str, str]  # what is wrong by the key of the column; "" is the row as a whole
READING = "import.read"
Counts = dict[str, int]  # what was done: words that a reader knows (新增, 更新) to how often


@dataclass(frozen=True)
class Column:
    """`code`: every digit counts, so what Excel made a number of is refused. `personal`: masked
    where others than who uploaded it look. `inner`: a program's own, in no sheet."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    code: bool = False
    personal: bool = False
    inner: bool = False


@dataclass(frozen=True)
class Kind:
    """`read` looks at one row alone; `check` and `known` look rows up in the database, many at
    once; `apply` writes them, in the transaction that also moves the import on.

    `identity` of a row may come once in a file ("" says nothing of it). `reading` is the job that
    stages the lines: with one of its own a kind is begun elsewhere, and no file is uploaded for it.
    `guard` is asked before anything is written or gone on with, with the reason that was given; it
    raises the Problem that stands against it. `ready` is told, in the same transaction, of each
    import that was checked to the end, or in which nothing is to be written.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    read: Callable[[Row], tuple[Values, Errors]]
    check: Callable[[Session, Caller | None, Sequence[Values]], list[Errors]]
    apply: Callable[[Session, Caller | None, str, Sequence[Values]], Counts]
    roles: tuple[Role, ...]
    identity: Callable[[Row], str] = field(default=lambda _row: "")
    known: Callable[[Session, Sequence[Values]], int] | None = None
    reading: str = READING
    guard: Callable[[Session, Import, str], None] | None = None
    ready: Callable[[Session, Import], None] | None = None

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(each.key for each in self.columns if each.code)

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.key == key)


def init_app(app: Flask, kinds: Iterable[Kind]) -> None:
    app.extensions["imports"] = {each.name: each for each in kinds}


def kind_of(name: str) -> Kind:
    """Raises ImportMissing."""
    kinds: dict[str, Kind] = current_app.extensions["imports"]
    if name not in kinds:
        raise ImportMissing(kind=name)
    return kinds[name]


def kinds_of(by: Caller) -> list[Kind]:
    """Those that the caller may see and act on."""
    kinds: dict[str, Kind] = current_app.extensions["imports"]
    return [each for each in kinds.values() if by.has(*each.roles)]


def uploads_of(by: Caller) -> list[Kind]:
    """Those of which the caller may upload a file."""
    return [each for each in kinds_of(by) if each.reading == READING]
