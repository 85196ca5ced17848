"""What of this slice can be imported."""

from __future__ import annotations

from backend.core.auth import Role
from backend.imports import Column, Kind
from backend.subjects import bulk, past_results, sheet

SUBJECTS = Kind(
    name="subjects",
    title="监管对象",
    columns=sheet.COLUMNS,
    read=sheet.read,
    check=bulk.check,
    apply=bulk.apply,
    roles=(Role.REGISTER_ADMIN,),
    identity=sheet.identity,
    known=bulk.known,
)
PAST_RESULTS = Kind(
    name="past_results",
    title="以往检查结果（补录）",
    columns=past_results.COLUMNS,
    read=past_results.read,
    check=past_results.check,
    apply=past_results.apply,
    roles=(Role.REGISTER_ADMIN, Role.SECTION_HEAD),
    identity=past_results.identity,
)
# What differs in a daily snapshot: for the program that compares (snapshot.py), not for people.
SNAPSHOT = Kind(
    name="subject_snapshot",
    title="全量快照",
    columns=(*sheet.COLUMNS, Column("row_hash", "行指纹"), Column("gone", "移除")),
    read=bulk.read_snapshot,
    check=bulk.check_snapshot,
    apply=bulk.apply_snapshot,
    roles=(),
)
KINDS = (SUBJECTS, PAST_RESULTS, SNAPSHOT)
