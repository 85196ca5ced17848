"""What an inspection becomes by what the officers do. Pure: no database, no web.

`apply` folds one command into the record; `state_of` reads the state off it; MOVES are the ways
between states, each with the legal rule that it rests on. The phone does the same in
miniapp/src/store/inspection-reducer.ts, and both run tests/cases/inspection.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from backend import checklists
from backend.inspections import statements

Record = dict[str, Any]


class State(StrEnum):
    ON_SITE = "on_site"
    CHECKING = "checking"
    CONCLUDED = "concluded"
    SIGNED = "signed"
    REVIEW = "review"
    RETURNED = "returned"
    DONE = "done"


IN_WORDS = {
    State.ON_SITE: "已到场",
    State.CHECKING: "检查中",
    State.CONCLUDED: "待签名",
    State.SIGNED: "已签名",
    State.REVIEW: "待复核",
    State.RETURNED: "退回修改",
    State.DONE: "已办结",
}

# Each way between two states, with the rule of backend/gates that asks for it; None where the way
# is the agency's own order of work.
MOVES: dict[tuple[State | None, State], str | None] = {
    (None, State.ON_SITE): "L1",
    (State.ON_SITE, State.CHECKING): "L3",
    (State.ON_SITE, State.CONCLUDED): "L6",
    (State.CHECKING, State.CONCLUDED): "L6",
    (State.CONCLUDED, State.SIGNED): "L5",
    (State.SIGNED, State.CONCLUDED): "L5",
    (State.SIGNED, State.REVIEW): "L5",
    (State.REVIEW, State.RETURNED): None,
    (State.RETURNED, State.SIGNED): "L5",
    (State.REVIEW, State.DONE): None,
}

RECTIFY = "D2"
PRESERVE = "D7"
TOLD_BY = {RECTIFY: "rectification_order", "D3": "stop_order", PRESERVE: "preservation_notice"}
PENALTY = "on_spot_penalty"
DISPOSITION_IN_WORDS = {
    "D0": "未发现问题",
    "D1": "当场改正",
    "D2": "责令限期改正",
    "D3": "责令停止",
    "D4": "移送办案机构",
    "D5": "移交其他部门",
    "D6": "移送公安机关",
    "D7": "先行登记保存",
    "D8": "教育提醒",
    "D9": "信用联动",
}
# 无法检查, each with the result types that it can come to.
UNABLE_IN_WORDS = {"closed": "关闭或者停业", "unreachable": "无法联系", "refused": "拒绝检查"}
UNABLE_RESULTS = {"closed": (7,), "unreachable": (4,), "refused": (6, 8)}

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
        "returned": None,
        "approved_at": None,
    }


def apply(record: Record, kind: str, payload: Mapping[str, Any], *, at: str) -> Record:
    """A new record with one command folded in; what came first for 亮证 and 回避 stays first."""
    fold = _FOLDS[kind]
    return {**record, **fold(record, payload, at)}


def _credentials(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    if record["credentials"]:
        return {}
    keys = ("officer_ids", "means", "read_out")
    shown = {"at": at} | {key: payload[key] for key in keys}
    return {"credentials": shown | {"position": payload.get("position")}}


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
    concluded = {"at": at} | {key: payload[key] for key in keys}
    concluded |= {"fine": payload.get("fine"), "unable": None}
    return {"conclusion": concluded, "finished_at": at}


def _unable(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    """无法检查 is a conclusion of its own: there is a record to sign, but nothing was checked."""
    keys = ("how", "facts", "photos", "visits", "mailed")
    concluded = {
        "at": at,
        "party": payload["party"] or {"name": "", "role": "", "phone": ""},
        "result": payload["result"],
        "dispositions": [],
        "opinion": "",
        "fine": None,
        "unable": {key: payload[key] for key in keys},
    }
    return {"conclusion": concluded, "finished_at": at}


def _sign(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    return {"documents": record["documents"] | {payload["kind"]: payload["document_id"]}}


def _report(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    """A code that was typed says nothing of where the other phone was, a scanned line may."""
    seen = record["presence"].get(payload["officer_id"], {})
    if seen.get("state") == PRESENT:
        return {}
    said = statements.read(payload.get("statement") or "")
    entry = {"state": REPORTED, "at": at, "position": said and said.position}
    return {"presence": record["presence"] | {payload["officer_id"]: entry}}


def _submit(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    return {
        "evidence": sorted(payload["evidence"]),
        "submitted_at": record["submitted_at"] or at,
        "returned": None,
    }


def _return(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    """Open again for the team, with what the reviewer wants otherwise."""
    return {"returned": {"at": at, "remarks": payload["remarks"]}, "submitted_at": None}


def _approve(record: Record, payload: Mapping[str, Any], at: str) -> Record:
    return {"approved_at": at}


_FOLDS = {
    "inspection.show_credentials": _credentials,
    "inspection.ask_avoidance": _avoidance,
    "inspection.answer": _answer,
    "inspection.conclude": _conclude,
    "inspection.unable": _unable,
    "inspection.presence_receipt": _report,
    "inspection.submit": _submit,
    "inspection.return": _return,
    "inspection.approve": _approve,
    "document.sign": _sign,
    "document.correct": _sign,
}


def is_open(record: Record) -> bool:
    """Whether the team may still write in it: until it is handed in, and again once returned."""
    return record["submitted_at"] is None and not record.get("approved_at")


def needed_documents(record: Record) -> list[str]:
    """现场检查笔录 always (L5); what a disposition is told by, and a fine (L9)."""
    conclusion = record["conclusion"] or {"dispositions": []}
    kinds = {each["kind"] for each in conclusion["dispositions"]}
    told = [paper for disposition, paper in TOLD_BY.items() if disposition in kinds]
    return ["record", *told, *([PENALTY] if conclusion.get("fine") else [])]


def unsigned(record: Record) -> list[str]:
    return [kind for kind in needed_documents(record) if kind not in record["documents"]]


def holding_up(record: Record) -> list[str]:
    """Unsigned, and nothing is handed in without: their numbers lie on the phone. The others want
    a signal; without them it is taken, with a flaw."""
    return [kind for kind in unsigned(record) if kind in ("record", TOLD_BY[RECTIFY])]


def named_evidence(record: Record) -> set[str]:
    """Every hash that the record itself names, whatever the submission lists."""
    answers = record["answers"].values()
    findings = [each["finding"] for each in answers if each["finding"]]
    conclusion = record["conclusion"] or {"dispositions": []}
    named = {sha for finding in findings for sha in finding["photos"]}
    named |= {sha for each in answers for sha in checklists.named(each["value"])}
    for each in conclusion["dispositions"]:
        named |= {*each["photos_after"], *each.get("pledge", [])}
    named |= set((conclusion.get("unable") or {"photos": []})["photos"])
    return named | set(record["evidence"])


def state_of(record: Record, missing: Iterable[str]) -> State:
    """`missing` are the hashes named but not yet arrived: complete only without them."""
    if record.get("approved_at"):
        return State.DONE
    if record.get("returned"):
        return State.RETURNED
    if record["submitted_at"] and not holding_up(record) and not list(missing):
        return State.REVIEW
    if record["conclusion"] and not holding_up(record):
        return State.SIGNED
    if record["conclusion"]:
        return State.CONCLUDED
    return State.CHECKING if record["answers"] else State.ON_SITE
