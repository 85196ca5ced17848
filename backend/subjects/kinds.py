"""What of this slice can be imported."""

from __future__ import annotations

from backend.core.auth import Role
from backend.imports import Column, Kind
from backend.subjects import bulk, past_results, replacing, sheet

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
# What differs in a daily snapshot: no file that is uploaded, but what the comparison found.
SNAPSHOT = Kind(
    name=replacing.KIND,
    title="全量快照",
    columns=(
        *sheet.COLUMNS,
        Column("row_hash", "行指纹", inner=True),
        Column("gone", "移除", inner=True),
    ),
    read=bulk.read_snapshot,
    check=bulk.check_snapshot,
    apply=bulk.apply_snapshot,
    roles=(Role.REGISTER_ADMIN,),
    reading=replacing.READING,
    guard=replacing.guard,
    ready=replacing.take_place,
)
KINDS = (SUBJECTS, PAST_RESULTS, SNAPSHOT)
