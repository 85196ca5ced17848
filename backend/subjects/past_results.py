"""数据补录: results from before this system, entered in bulk and marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.sheets import as_day
from backend.imports import Column, Counts, Errors, Row, Values
from backend.subjects import entry
from backend.subjects.identifiers import Verdict, normalise, read_uscc
from backend.subjects.models import PastInspection, Subject
from backend.subjects.service import RESULT_IN_WORDS

FIRST_DAY = date(2000, 1, 1)
YES, NO = ("是", "1", "true", "有"), ("否", "0", "false", "无", "")

COLUMNS = (
    Column(
        "uscc",
        "统一社会信用代码",
        ("信用代码", "社会信用代码"),
        required=True,
        code=True,
        help="名录里已有的对象；没有代码的填内部编号",
    ),
    Column("name", "名称", ("对象名称", "主体名称"), help="用来核对，可以不填"),
    Column("day", "检查日期", ("检查时间", "日期"), required=True, help="如 2023-05-01"),
    Column("agency_name", "检查单位", ("执法单位", "检查机关"), required=True),
    Column(
        "result",
        "检查结果",
        ("结果", "检查结果代码"),
        required=True,
        help="1–8 的代码，或公示用的结果原文",
    ),
    Column("open", "尚未整改", ("未整改", "待整改"), help="是、否；不填为否"),
    Column("note", "备注", ("说明",)),
)


def identity(row: Row) -> str:
    parts = [normalise(row.get(key, "")) for key in ("uscc", "day", "agency_name")]
    return "|".join(parts) if all(parts) else ""


def read(row: Row) -> tuple[Values, Errors]:
    values: Values = {"note": row.get("note", "")[:200], "name": row.get("name", "")}
    errors: Errors = {}
    for key, reader in READERS.items():
        try:
            values[key] = reader(row.get(key, ""))
        except ValueError as wrong:
            errors[key] = str(wrong)
    return values, errors


def check(session: Session, by: Caller | None, rows: Sequence[Values]) -> list[Errors]:
    there = _subjects(session, rows)
    twins = _entered(session, [each.id for each in there.values()])
    area = (entry.area(session, by) or "-") if by else ""
    found = []
    for row in rows:
        subject = there.get(str(row["uscc"]))
        errors: Errors = {}
        if subject is None:
            errors["uscc"] = "名录里没有这个对象，请先登记或导入"
        elif not subject.region_code.startswith(area):
            errors["uscc"] = "不在本单位辖区，请由当地单位补录"
        elif row["name"] and "".join(str(row["name"]).split()) != subject.name:
            errors["name"] = f"名录里这个代码是“{subject.name}”，请核对"
        elif (subject.id, row["day"], row["agency_name"]) in twins:
            errors["day"] = "这次检查已经录过"
        found.append(errors)
    return found


def apply(session: Session, by: Caller | None, source: str, rows: Sequence[Values]) -> Counts:
    there = _subjects(session, rows)
    made = [
        {
            "subject_id": there[str(row["uscc"])].id,
            "source": source,
            "entered_by": by.name if by else "系统",
            "entered_at": clock.now(),
        }
        | {key: row[key] for key in ("day", "agency_name", "result", "open", "note")}
        for row in rows
    ]
    if made:
        session.execute(insert(PastInspection), made)
    return {"补录": len(made)}


def _subjects(session: Session, rows: Sequence[Values]) -> dict[str, Subject]:
    codes = [str(row["uscc"]) for row in rows]
    query = select(Subject).where(Subject.uscc.in_(codes) | Subject.internal_number.in_(codes))
    return {each.uscc or each.internal_number or "": each for each in session.scalars(query)}


def _entered(session: Session, ids: Sequence[Any]) -> set[tuple[Any, Any, Any]]:
    return {
        (row.subject_id, row.day, row.agency_name)
        for row in session.execute(
            select(PastInspection.subject_id, PastInspection.day, PastInspection.agency_name).where(
                PastInspection.subject_id.in_(ids)
            )
        )
    }


def _code(text: str) -> str:
    if not text:
        raise ValueError("统一社会信用代码必须填")
    found = read_uscc(text)
    if len(found.value) == 18 and found.verdict is Verdict.INVALID:
        raise ValueError(found.in_words)
    return found.value if len(found.value) == 18 else text


def _day(text: str) -> date:
    found = as_day(text)
    if found is None:
        raise ValueError("没有这一天，请写成 2023-05-01 这样" if text else "检查日期必须填")
    if not FIRST_DAY <= found <= clock.today():
        raise ValueError("日期不对：不能晚于今天")
    return found


def _result(text: str) -> int:
    words = {said: code for code, said in RESULT_IN_WORDS.items()}
    words |= {str(code): code for code in RESULT_IN_WORDS}
    found = words.get("".join(text.split()))
    if found is None:
        raise ValueError("只有 1–8 八种结果，或与之相同的文字" if text else "检查结果必须填")
    return found


def _agency(text: str) -> str:
    if not text:
        raise ValueError("检查单位必须填")
    return text[:100]


def _open(text: str) -> bool:
    if text.lower() not in YES + NO:
        raise ValueError("填是或否")
    return text.lower() in YES


READERS: dict[str, Any] = {
    "uscc": _code,
    "day": _day,
    "agency_name": _agency,
    "result": _result,
    "open": _open,
}
