"""What of this slice can be imported."""

from __future__ import annotations

from backend.core.auth import Role
from backend.imports import Column, Kind, Row
from backend.organization import rules, sheets


def identity(row: Row) -> str:
    """A person may stand in several rows, each with another certificate."""
    person = row.get("id_number") or f"{row.get('agency', '')} {row.get('name', '')}"
    return rules.plain_number(f"{person} {row.get('number', '')}")


OFFICERS = Kind(
    name="officers",
    title="执法人员",
    columns=tuple(Column(*each) for each in sheets.COLUMNS),
    read=sheets.read,
    check=sheets.check,
    apply=sheets.take,
    roles=(Role.REGISTER_ADMIN,),
    identity=identity,
)
