"""What ordinary indexes of the database answer: codes, telephone numbers, and without the search
index also names from their start.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core.crypto import Keys
from backend.subjects.models import Subject
from backend.subjects.search.asking import Asked
from backend.subjects.search.folding import fold

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Lookup:
    """Ordered by one column and then the id, so that a page goes on behind the last row."""

    name: str
    where: ColumnElement[bool]
    by: Column

    def rows(
        self, session: Session, filters: Mapping[str, str], after: Sequence[Any], limit: int
    ) -> Iterator[tuple[list[Any], Subject]]:
        """With the place of each."""
        while True:
            query = self._query(filters, after).limit(limit)
            found = session.scalars(query).all()
            for subject in found:
                after = [getattr(subject, self.by.key), str(subject.id)]
                if is_there(subject) and _is_tagged(subject, filters.get("tag", "")):
                    yield after, subject
            if len(found) < limit:
                return

    def _query(self, filters: Mapping[str, str], after: Sequence[Any]) -> Select[Subject]:
        query = select(Subject).where(self.where, *_wanted(filters))
        if after:
            value, subject_id = after
            query = query.where(
                self.by >= value,
                or_(self.by > value, (self.by == value) & (Subject.id > uuid.UUID(subject_id))),
            )
        return query.order_by(self.by, Subject.id)


def is_there(subject: Subject) -> bool:
    """Looked at here and not in the query: nearly all are, and SQLite takes such a condition for a
    rare one and would begin with it.
    """
    return subject.merged_into is None and subject.removed_at is None


def _is_tagged(subject: Subject, tag: str) -> bool:
    return not tag or fold(tag) in map(fold, subject.tags)


def codes(asked: Asked) -> list[Lookup]:
    if asked.uscc:
        return [Lookup("uscc", Subject.uscc == asked.uscc, Subject.uscc)]
    found = []
    if asked.code:
        for name in ("uscc", "org_code", "legacy_number", "internal_number"):
            column: Column = getattr(Subject, name)
            code = _internal(asked.code) if name == "internal_number" else asked.code
            found.append(Lookup(name, _begins(column, code), column))
    if asked.phone:
        keys: Keys = current_app.extensions["keys"]
        number = keys.lookup_hash(asked.phone)
        for name in ("phone_hash", "liaison_phone_hash"):
            column = getattr(Subject, name)
            found.append(Lookup(name, column == number, column))
    return found


def names(text: str) -> list[Lookup]:
    """As typed: nothing is folded here."""
    begins = (Subject.name >= text) & (Subject.name < text + "\U0010fffd")
    exact = Subject.name.startswith(text, autoescape=True)
    return [Lookup("name", begins & exact, Subject.name)]


def _internal(code: str) -> str:
    """Our own numbers have a hyphen behind the county, N330602-000123; codes are asked without."""
    return f"{code[:7]}-{code[7:]}" if code.startswith("N") and len(code) > 7 else code


def _begins(column: Column, code: str) -> ColumnElement[bool]:
    """A range of an index in any collation: digits come before capitals in all of them."""
    end = _behind(code)
    return (column >= code) & (column < end) if end else column >= code


def _behind(code: str) -> str:
    """The first code behind all that begin with this one; "" when there is none."""
    head = code.rstrip("Z")
    return head and head[:-1] + ALPHABET[ALPHABET.index(head[-1]) + 1]


def _wanted(filters: Mapping[str, str]) -> list[ColumnElement[bool]]:
    starts: Mapping[str, Column] = {
        "region": Subject.region_code,
        "industry": Subject.industry_code,
    }
    exact: Mapping[str, Column] = {
        "kind": Subject.kind,
        "credit": Subject.credit,
        "risk": Subject.risk,
        "state": Subject.state,
    }
    return [
        *(starts[n].startswith(filters[n], autoescape=True) for n in starts if filters.get(n)),
        *(exact[n] == filters[n] for n in exact if filters.get(n)),
    ]
