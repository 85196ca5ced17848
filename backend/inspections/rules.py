"""What an inspection becomes by what the officers do. Pure: no database, no web.

`apply` folds one command into the record; `state_of` reads the state off it; `flaws` names the
legal rules that turn out broken once everything has arrived. The phone does the same in
miniapp/src/store/inspection.ts, and both run tests/cases/inspection.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from backend import checklists

Record = dict[str, Any]


class State(StrEnum):
    ON_SITE = "on_site"
    CHECKING = "checking"
    CONCLUDED = "concluded"
    SIGNED = "signed"
    REVIEW = "review"
    DONE = "done"


IN_WORDS = {
    State.ON_SITE: "已到场",
    State.CHECKING: "检查中",
    State.CONCLUDED: "待签名",
    State.SIGNED: "已签名",
    State.REVIEW: "待复核",
    State.DONE: "已办结",
}

RECTIFY = "D2"
DISPOSITION_IN_WORDS = {
    "D0": "未发现问题",
    "D1": "当场改正",
    "D2": "责令限期改正",
    "D4": "移送办案机构",
    "D5": "移交其他部门",
    "D8": "教育提醒",
}

PRESENT = "confirmed"
REPORTED = "reported"


def begin(
    *,
    at: str,
    officer: str,
    position: Mapping[str, Any] | None,
    reason: str,
    scanned: str = "",
) -> Record:
    """到场: the first entry. `at` is a moment with its zone, as the phone wrote it; `scanned` the
    code of the subject at its door (扫码入企), where one was."""
    return {
        **({"scanned": scanned} if scanned else {}),
        "checked_in_at": at,
        "checked_in_by": officer,
        "position": dict(position) if position else None,
        "no_position_reason": reason,
        "presence": {officer: {"state": PRESENT, "at": at}},
        "credentials": None,
        "avoidance": None,
        "answers": {},
        "conclusion": None,
        "documents": {},
        "evidence": [],
        "submitted_at": None,
        "finished_at": None,
    }


def apply(record: Record, kind: str, payload: Mapping[str, Any], *, at: str) -> Record:
    """A new record with one command folded in; what came first for 亮证 and 回避 stays first."""
    fold = _FOLDS[kind]
    return {**record, **fold(record, payload, at)}


def _credentials(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    if record["credentials"]:
        return {}
    keys = ("officer_ids", "means", "read_out")
    return {"credentials": {"at": at} | {key: payload[key] for key in keys}}


def _avoidance(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    keys = ("answer", "target_officer_id", "reason")
    return {"avoidance": {"at": at} | {key: payload[key] for key in keys}}


def _answer(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    before = record["answers"].get(payload["item"])
    first = before["first_at"] if before else at
    entry = {key: payload[key] for key in ("value", "note", "finding")}
    return {"answers": record["answers"] | {payload["item"]: entry | {"at": at, "first_at": first}}}


def _conclude(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    keys = ("party", "result", "dispositions", "opinion")
    return {"conclusion": {"at": at} | {key: payload[key] for key in keys}, "finished_at": at}


def _sign(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    return {"documents": record["documents"] | {payload["kind"]: payload["document_id"]}}


def _report(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    seen = record["presence"].get(payload["officer_id"], {})
    if seen.get("state") == PRESENT:
        return {}
    entry = {"state": REPORTED, "at": at}
    return {"presence": record["presence"] | {payload["officer_id"]: entry}}


def _submit(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    return {"evidence": sorted(payload["evidence"]), "submitted_at": record["submitted_at"] or at}


_FOLDS = {
    "inspection.show_credentials": _credentials,
    "inspection.ask_avoidance": _avoidance,
    "inspection.answer": _answer,
    "inspection.conclude": _conclude,
    "inspection.presence_receipt": _report,
    "inspection.submit": _submit,
    "document.sign": _sign,
}


def needed_documents(record: Record) -> list[str]:
    """现场检查笔录 always (L5); an order where something must be corrected by a date."""
    conclusion = record["conclusion"] or {"dispositions": []}
    kinds = {each["kind"] for each in conclusion["dispositions"]}
    return ["record", "rectification_order"] if RECTIFY in kinds else ["record"]


def unsigned(record: Record) -> list[str]:
    return [kind for kind in needed_documents(record) if kind not in record["documents"]]


def named_evidence(record: Record) -> set[str]:
    """Every hash that the record itself names, whatever the submission lists."""
    answers = record["answers"].values()
    findings = [each["finding"] for each in answers if each["finding"]]
    dispositions = (record["conclusion"] or {"dispositions": []})["dispositions"]
    named = {sha for finding in findings for sha in finding["photos"]}
    named |= {sha for each in answers for sha in checklists.named(each["value"])}
    named |= {sha for each in dispositions for sha in each["photos_after"]}
    return named | set(record["evidence"])


def state_of(record: Record, missing: Iterable[str]) -> State:
    """`missing` are the hashes named but not yet arrived: complete only without them."""
    if record["submitted_at"] and not unsigned(record) and not list(missing):
        return State.REVIEW
    if record["conclusion"] and not unsigned(record):
        return State.SIGNED
    if record["conclusion"]:
        return State.CONCLUDED
    return State.CHECKING if record["answers"] else State.ON_SITE


def flaws(record: Record, *, team: Mapping[str, bool], unanswered: int) -> dict[str, str]:
    """Rules broken on the way, by id, each with what was found. Never a reason to refuse.

    `team` says of each officer whether the certificate was valid on the day; `unanswered` is how
    many items of the checklist were shown, had to be answered and were not.
    """
    found: dict[str, str] = {}
    present = [o for o, p in record["presence"].items() if p["state"] == PRESENT and o in team]
    if len(present) < 2:
        found["L1"] = f"只确认了 {len(present)} 名执法人员到场"
    if not all(team.values()):
        found["L2"] = "检查当日有执法证不在有效期内"
    first = min((a["first_at"] for a in record["answers"].values()), default=None)
    shown, asked = record["credentials"], record["avoidance"]
    if shown is None or (first and _later(shown["at"], first)):
        found["L3"] = "开始检查前没有记录出示执法证件"
    if asked is None or (first and _later(asked["at"], first)):
        found["L4"] = "开始检查前没有记录询问是否申请回避"
    if unanswered:
        found["L6"] = f"检查表有 {unanswered} 项没有结论"
    return found


def _later(one: str, other: str) -> bool:
    return datetime.fromisoformat(one) > datetime.fromisoformat(other)
