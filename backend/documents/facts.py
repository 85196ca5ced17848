"""What a template may take from the record, and what it asks of the officer; same as facts.ts.

A template names the paths of KNOWN (取自) and the keys that the officer fills in (填写), so that a
new template needs no code. What may change after it was signed, such as the list of the other
documents, is never taken but proposed (预填) and then stands as the officer left it.

Beyond what compose reads, an inspection has preservations: [{state, things: [{name, spec,
quantity}]}]; what is not there is empty and may be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backend import checklists
from backend.documents import formats
from backend.documents.compose import (
    COMPOSERS,
    Data,
    Source,
    agency_of,
    basis_of,
    common,
    compose,
    facts_of,
    failed,
    sentence,
)
from backend.documents.remedies import remedies, rules

FINDING = ("no", "facts", "basis", "measure")
PHOTO = ("sha256", "taken_at", "place", "by", "proves")
GOODS = ("name", "spec", "quantity", "note")
KNOWN = {
    "agency_name": "机关名称",
    "number": "本文书的文号",
    "verify_url": "查验网址",
    "date": "检查日期",
    "now": "做这份文书的时间",
    "subject.name": "当事人名称",
    "subject.uscc": "统一社会信用代码",
    "subject.address": "住所",
    "subject.legal_rep": "法定代表人",
    "officers": "检查人员，各项有 name、certificate",
    "recorder": "记录人",
    "party.name": "现场人员姓名",
    "party.role": "现场人员身份",
    "party.phone": "现场人员电话（遮盖）",
    "task_number": "任务编号",
    "reason": "检查事由",
    "matter": "检查事项",
    "laws": "检查表单里的法律法规",
    "place": "检查地点",
    "kind_in_words": "检查类别",
    "task_deadline": "任务期限",
    "started_at": "开始时间",
    "ended_at": "结束时间",
    "credentials_statement": "出示证件情况",
    "avoidance_statement": "回避告知与答复",
    "checks": "检查情况，一条一段",
    "result": "检查结果",
    "dispositions": "处理情况，一条一段",
    "opinion": "当事人意见",
    "findings": "不符合项，各项有 no、facts、basis、measure",
    "findings_text": "不符合项的事实，连成一段",
    "findings_basis": "不符合项违反的条款",
    "lead_in": "责令改正的引言",
    "problems": "责令限期改正的问题，各项有 no、facts、basis、measure",
    "deadline.text": "改正期限",
    "deadline.date": "期限届满日",
    "deadlines": "分项期限，一条一段",
    "stop_text": "责令停止的内容",
    "education_text": "教育提醒的内容",
    "goods": "先行登记保存的物品，各项有 name、spec、quantity、note",
    "penalty.amount": "当场罚款数额",
    "penalty.basis": "处罚依据",
    "penalty.kind": "当场处罚的种类，警告或罚款",
    "penalty.defence": "当事人的陈述申辩",
    "penalty.payment": "缴款方式，银行或电子支付、当场收缴",
    "penalty.cash_reason": "当场收缴的法定理由",
    "photos": "现场照片，各项有 sha256、taken_at、place、by、proves",
    "papers": "检查的各份文书，各项有 title、number",
    "record_number": "检查笔录的文号",
    "order_number": "责令改正通知书的文号",
    "remedies.review.days": "复议期限",
    "remedies.review.authority": "行政复议机关",
    "remedies.suit.months": "起诉期限",
    "remedies.suit.court": "管辖法院",
}

_IDENTITY = re.compile(r"[0-9]{17}[0-9Xx]")
_PHONE = re.compile(r"1[0-9]{10}")


def composed(program: Mapping[str, Any], source: Source) -> Data:
    """The data of a document: what its fields take, and `filled` from source["filled"].

    Raises KeyError for an incomplete source.
    """
    kind = program["kind"]
    data = compose(kind, source) if kind in COMPOSERS else common(source)
    known = facts(kind, source)
    for path in program["fields"]:
        if not path.startswith("filled."):
            _set(data, path, value_at(known, path))
    if any("ask" in field for field in program["fields"].values()):
        data["filled"] = filled(program, source.get("filled") or {})
    return data


def facts(kind: str, source: Source) -> Data:
    """Everything that KNOWN names, for a document of this kind."""
    found = list(_findings(source))
    numbers = source["task"].get("numbers") or {}
    nothing = {"review": {"days": "", "authority": ""}, "suit": {"months": "", "court": ""}}
    told = kind in rules()["documents"]
    return (
        compose("rectification_order", source)
        | compose("record", source)
        | {
            "now": formats.shanghai(source["now"]),
            "task_number": source["task"]["number"],
            "task_deadline": source["task"].get("deadline") or "",
            "laws": "、".join(_laws(source)),
            "findings": found,
            "findings_text": "".join(_numbered(found)),
            "findings_basis": "、".join(dict.fromkeys(one["basis"] for one in found)),
            "stop_text": _measures(source, "D3"),
            "education_text": _measures(source, "D8"),
            "goods": list(_goods(source)),
            "penalty": penalty(source),
            "photos": list(_photos(source)),
            "papers": list(_papers(kind, source)),
            "record_number": (numbers.get("record") or {}).get("number", ""),
            "order_number": (numbers.get("rectification_order") or {}).get("number", ""),
            "remedies": remedies(kind, agency_of(source)) if told else nothing,
        }
    )


def filled(program: Mapping[str, Any], given: Mapping[str, Any]) -> Data:
    """What the officer wrote, by key: plain text of one line, or lists of such."""
    made: Data = {}
    for path, field in program["fields"].items():
        if "ask" in field:
            key = path[len("filled.") :]
            made[key] = _answer(field["ask"], given.get(key))
    return made


def proposed(program: Mapping[str, Any], source: Source) -> Data:
    """What stands in the fields before an officer has touched them, by key."""
    known = facts(program["kind"], source)
    made: Data = {}
    for path, field in program["fields"].items():
        if "ask" in field:
            prefill = field["ask"].get("prefill")
            value = value_at(known, prefill) if prefill else None
            if field["ask"]["as"] == "choice" and value not in field["ask"]["options"]:
                value = None
            made[path.removeprefix("filled.")] = _answer(field["ask"], value)
    return made


def _answer(ask: Mapping[str, Any], value: Any) -> Any:
    if "members" not in ask:
        return _masked(ask["as"], value)
    entries = value if isinstance(value, list) else []
    if ask["members"][0][0] == "":
        return [formats.clean(one) for one in entries if isinstance(one, str)]
    return [
        {key: _masked("line", entry.get(key)) for key, _ in ask["members"]}
        for entry in entries
        if isinstance(entry, Mapping)
    ]


def _masked(style: str, value: Any) -> str:
    """An identity number or a mobile phone in full never enters a document."""
    text = formats.clean(value) if isinstance(value, str) else ""
    whole = {"identity": _IDENTITY, "phone": _PHONE}.get(style)
    return formats.mask(text) if whole and whole.fullmatch(text) else text


def value_at(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for name in path.split("."):
        value = value[name]
    return value


def _set(data: Data, path: str, value: Any) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        data = data.setdefault(parent, {})
    data[name] = value


def _findings(source: Source) -> Iterator[dict[str, str]]:
    for number, (_, item, answer) in enumerate(failed(source), 1):
        yield {
            "no": str(number),
            "facts": sentence(facts_of(item, answer)),
            "basis": basis_of(item),
            "measure": sentence(item.get("measure") or ""),
        }


def _numbered(found: list[dict[str, str]]) -> Iterator[str]:
    for one in found:
        yield f"{one['no']}. {one['facts']}" if len(found) > 1 else one["facts"]


def _laws(source: Source) -> list[str]:
    read = [
        f"《{basis.get('title') or basis['law']}》"
        for item in checklists.items_of(source["checklist"])
        for basis in item["basis"]
        if basis["checked"]
    ]
    return list(dict.fromkeys(read))


def _measures(source: Source, kind: str) -> str:
    dispositions = (source["inspection"].get("conclusion") or {}).get("dispositions") or []
    told = [one.get("measure") or "" for one in dispositions if one["kind"] == kind]
    return "".join(sentence(one) for one in told)


def _goods(source: Source) -> Iterator[dict[str, str]]:
    """What is kept as evidence (先行登记保存), unless the head refused it."""
    for one in source["inspection"].get("preservations") or []:
        if one.get("state") != "refused":
            for thing in one["things"]:
                yield {name: str(thing.get(name) or "") for name in GOODS}


CASH_LIMIT = 100  # yuan, collected on the spot without another reason
GROUNDS = {"hard": "不当场收缴事后难以执行", "remote": "交通不便，当事人提出"}


def penalty(source: Source) -> dict[str, str]:
    """当场处罚 as it was entered, in the words that a decision offers."""
    fine = (source["inspection"].get("conclusion") or {}).get("fine") or {}
    amount, cash = fine.get("amount"), fine.get("cash")
    small = "一百元以下罚款" if (amount or 0) <= CASH_LIMIT else ""
    return {
        "amount": str(amount or ""),
        "basis": fine.get("basis") or "",
        "kind": "" if not fine else "罚款" if amount else "警告",
        "defence": sentence(fine.get("statement") or ""),
        "payment": "" if not amount else "当场收缴" if cash else "银行或电子支付",
        "cash_reason": (small or GROUNDS.get(fine.get("ground") or "", "")) if cash else "",
    }


def _photos(source: Source) -> Iterator[dict[str, str]]:
    """Those of the problems, in the order of the form, with what each shows."""
    kept = {one["sha256"]: one for one in source["inspection"].get("evidence") or []}
    for _, item, answer in failed(source):
        for sha256 in (answer["finding"] or {}).get("photos") or []:
            taken = (kept.get(sha256) or {}).get("taken_at")
            yield {
                "sha256": sha256,
                "taken_at": formats.shanghai(taken) if taken else "",
                "place": source["task"]["subject"].get("address") or "",
                "by": source["me"]["name"],
                "proves": sentence(facts_of(item, answer)),
            }


RECEIPT = "service_receipt"


def _papers(kind: str, source: Source) -> Iterator[dict[str, str]]:
    """What was corrected stays in the file; what is handed over is the version that counts."""
    for one in source["inspection"].get("documents") or []:
        if kind == RECEIPT and one.get("superseded"):
            continue
        which = f"（{one['about']}）" if one.get("about") else ""
        yield {"title": f"{one.get('title') or ''}{which}", "number": one.get("number") or ""}
