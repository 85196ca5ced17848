"""The data of a document from what was done on site, the same as miniapp compose.ts.

A source is {me, task, checklist, inspection, number, now}: GET /me, a task, its checklist with
sections, the inspection's state, {number, verify_url} reserved for this document, and the moment
for a preview before the conclusion. Once concluded, the data depends on nothing else, so that a
phone that was killed composes the same bytes again. All values are strings, but `demo`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import rfc8785

from backend import checklists
from backend.documents import formats
from backend.documents.remedies import remedies

Source = Mapping[str, Any]
Data = dict[str, Any]

RESULTS = {
    1: "未发现问题",
    2: "未按规定公示应当公示的信息",
    3: "公示信息隐瞒真实情况、弄虚作假",
    4: "通过登记的住所（经营场所）无法联系",
    5: "发现问题已责令改正",
    6: "不配合检查情节严重",
    7: "未发现开展本次抽查涉及的经营活动",
    8: "发现问题待后续处理",
}


def compose(kind: str, source: Source) -> Data:
    """The document's data. Raises KeyError for an unknown kind or an incomplete source."""
    return common(source) | COMPOSERS[kind](source)


def data_sha256(kind: str, version: int, data: Data) -> str:
    """What is signed: SHA-256 (hex) of the canonical template name, version and data."""
    signed: Any = {"template": kind, "version": version, "data": data}
    return hashlib.sha256(rfc8785.dumps(signed)).hexdigest()


def statement(source: Source) -> dict[str, str]:
    """What the officers say to the party before they begin: {credentials, avoidance}."""
    task, agency = source["task"], agency_of(source)["name"]
    return {
        "credentials": (
            f"您好，我们是{agency}的执法人员{_named(_officers(source))}，"
            f"现在依法对{task['subject']['name']}进行{task['kind_in_words']}，"
            f"检查事项是{source['checklist']['title']}。这是我们的执法证件，请过目。"
            "不出示执法证件的，您有权拒绝检查。请您如实回答询问，并协助检查。"
        ),
        "avoidance": (
            "您认为检查人员与检查事项有直接利害关系，或者有其他关系可能影响公正执法的，"
            "有权申请回避。您是否申请回避？"
        ),
    }


def agency_of(source: Source) -> Mapping[str, Any]:
    """In whose name it is done: an entrusted body acts in that of the agency that entrusted it
    (行政处罚法 第二十条). A task that a phone has kept since before this was told says nothing."""
    agency: Mapping[str, Any] = source["task"].get("agency") or source["me"]["agency"]
    return agency


def common(source: Source) -> Data:
    me, subject = source["me"], source["task"]["subject"]
    party = (source["inspection"].get("conclusion") or {}).get("party") or {}
    return {
        "agency_name": agency_of(source)["name"],
        "number": source["number"]["number"],
        "verify_url": source["number"]["verify_url"],
        "demo": bool(me["demo"]),
        "subject": {name: subject.get(name) or "" for name in SUBJECT},
        "officers": _officers(source),
        "party": {
            "name": party.get("name") or (NONE_HERE if _nobody(source) else ""),
            "role": party.get("role") or (NONE_HERE if _nobody(source) else ""),
        },
        "date": _ended_at(source)[:10],
    }


NONE_HERE = "无人在场"
SUBJECT = ("name", "uscc", "address", "legal_rep")


def _record(source: Source) -> Data:
    task, inspection = source["task"], source["inspection"]
    conclusion = inspection.get("conclusion") or {}
    party = conclusion.get("party") or {}
    note = f"任务说明：{sentence(task['note'])}" if task.get("note") else ""
    return {
        "reason": f"根据检查任务（编号：{task['number']}）实施{task['kind_in_words']}。{note}",
        "matter": source["checklist"]["title"],
        "place": task["subject"].get("address") or "",
        "kind_in_words": task["kind_in_words"],
        "started_at": _at(inspection.get("checked_in_at")),
        "ended_at": _ended_at(source),
        "recorder": source["me"]["name"],
        "party": common(source)["party"]
        | {
            "phone": formats.mask(party.get("phone") or ""),
        },
        "credentials_statement": _credentials(source),
        "avoidance_statement": _avoidance(source),
        "checks": list(_checks(source)),
        "result": RESULTS.get(conclusion.get("result") or 0, ""),
        "dispositions": list(_dispositions(source)),
        "opinion": conclusion.get("opinion") or "",
    }


def _order(source: Source) -> Data:
    problems: list[dict[str, str]] = []
    deadlines: list[Mapping[str, Any]] = []
    for code, item, answer in failed(source):
        order = _ordered(source, code)
        if order and order["deadline"]:
            problems.append(
                {
                    "no": str(len(problems) + 1),
                    "facts": sentence(facts_of(item, answer)),
                    "basis": basis_of(item),
                    "measure": sentence(order["measure"] or item.get("measure") or ""),
                }
            )
            deadlines.append(order["deadline"])
    dates = sorted({one["date"] for one in deadlines})
    several = len({_deadline(one) for one in deadlines}) > 1
    words = [
        f"第{formats.ordinal(str(n))}项，{_deadline(one)}改正。"
        for n, one in enumerate(deadlines, 1)
    ]
    text = "按各项所列期限" if several else "".join(_deadline(one) for one in deadlines[:1])
    day, kind = formats.date(_ended_at(source)[:10]), source["task"]["kind_in_words"]
    return {
        "lead_in": f"经查，你单位在{day}的{kind}中存在下列问题：",
        "problems": problems,
        "deadline": {"text": text, "date": dates[-1] if dates else ""},
        "deadlines": words if several else [],
        "remedies": remedies("rectification_order", agency_of(source)),
    }


COMPOSERS: dict[str, Callable[[Source], Data]] = {"record": _record, "rectification_order": _order}


def _officers(source: Source) -> list[dict[str, str]]:
    """The lead first; once the certificates were shown, those who showed theirs."""
    shown = (source["inspection"].get("credentials") or {}).get("officer_ids")
    team = [one for one in source["task"]["team"] if shown is None or one["officer_id"] in shown]
    return [
        {"name": one["name"], "certificate": one["certificate_number"] or ""}
        for one in sorted(team, key=lambda one: not one["lead"])
    ]


def _named(officers: list[dict[str, str]]) -> str:
    return "、".join(f"{one['name']}（执法证号：{one['certificate']}）" for one in officers)


def _at(moment: str | None) -> str:
    return formats.shanghai(moment) if moment else ""


def _ended_at(source: Source) -> str:
    conclusion = source["inspection"].get("conclusion") or {}
    return formats.shanghai(conclusion.get("at") or source["now"])


def _credentials(source: Source) -> str:
    shown = source["inspection"].get("credentials")
    if not shown:
        return "现场没有当事人，未能出示执法证件。" if _nobody(source) else ""
    means = {"physical": "行政执法证件", "electronic": "电子行政执法证件"}[shown["means"]]
    told = "，表明身份，并告知检查事项和当事人的权利、义务" if shown["read_out"] else "，表明身份"
    return (
        f"{formats.moment(_at(shown['at']))}，检查人员{_named(_officers(source))}"
        f"主动向当事人出示{means}{told}。"
    )


def _avoidance(source: Source) -> str:
    asked = source["inspection"].get("avoidance")
    if not asked:
        return "现场没有当事人，未能告知和询问。" if _nobody(source) else ""
    told = (
        "检查人员告知当事人：认为检查人员与检查事项有直接利害关系，"
        "或者有其他关系可能影响公正执法的，有权申请回避。"
    )
    if asked["answer"] == "none":
        return f"{told}当事人表示不申请回避。"
    team = {one["officer_id"]: one["name"] for one in source["task"]["team"]}
    who = team.get(asked.get("target_officer_id") or "", "检查人员")
    reason = f"，理由：{_bare(asked['reason'])}" if asked.get("reason") else ""
    return (
        f"{told}当事人申请{who}回避{reason}。检查人员已记录，"
        "报行政机关负责人决定；决定作出之前，不停止检查。"
    )


def _standing(source: Source) -> checklists.Standing:
    return checklists.evaluate(source["checklist"], source["inspection"]["answers"])


def _checks(source: Source) -> Iterator[str]:
    """The count first, then each problem, what was measured and noted, and the score."""
    unable = (source["inspection"].get("conclusion") or {}).get("unable")
    if unable:
        yield from _unable(unable)
        return
    standing = _standing(source)
    given = list(standing.verdicts.values())
    checked = {code for code, verdict in standing.verdicts.items() if verdict != "unchecked"}
    keys = sum(1 for item in _items(source) if item["key"] and item["code"] in checked)
    words = f"经检查，共检查{len(checked)}项（其中重点项{keys}项）：符合{given.count('pass')}项"
    if "basic" in given:
        words += f"，基本符合{given.count('basic')}项"
    words += f"，不符合{given.count('fail')}项，不适用{given.count('na')}项"
    words += f"，另记录{given.count('noted')}项。" if "noted" in given else "。"
    if len(checked) < len(standing.visible):
        words += f"检查表单另有{len(standing.visible) - len(checked)}项未检查。"
    found = list(failed(source))
    yield words + ("发现以下问题：" if found else "检查中未发现问题。")
    for number, (_, item, answer) in enumerate(found, 1):
        photos = len((answer["finding"] or {}).get("photos") or [])
        taken = f"现场拍照{photos}张。" if photos else ""
        facts = sentence(facts_of(item, answer))
        yield f"{number}. {facts}检查内容：{_bare(item['text'])}。{taken}"
    yield from _records(source, standing)
    if standing.score:
        yield _score(standing.score)


def _unable(unable: Mapping[str, Any]) -> Iterator[str]:
    yield f"现场无法实施检查（{UNABLE[unable['how']]}）。{sentence(unable['facts'])}"
    visits = f"这是第{unable['visits']}次到场。" if unable["visits"] > 1 else ""
    mailed = "曾向登记的住所邮寄函件，被退回或者无人签收。" if unable["mailed"] else ""
    photos = f"现场拍照{len(unable['photos'])}张。" if unable["photos"] else ""
    if visits or mailed or photos:
        yield f"{visits}{mailed}{photos}"


UNABLE = {"closed": "关闭或者停业", "unreachable": "无法联系", "refused": "当事人拒绝"}
NOBODY = ("closed", "unreachable")


def _nobody(source: Source) -> bool:
    """无法检查 with nobody there to show a certificate to."""
    conclusion = source["inspection"].get("conclusion") or {}
    unable = conclusion.get("unable")
    return unable is not None and unable["how"] in NOBODY and not conclusion["party"]["name"]


def _records(source: Source, standing: checklists.Standing) -> Iterator[str]:
    """What was answered in other words than a conclusion, in the order of the form."""
    answers, number = source["inspection"]["answers"], 0
    for item in _items(source):
        if item["code"] in standing.verdicts and checklists.kind_of(item) not in checklists.LABELS:
            if not number:
                yield "检查中记录的情况："
            number += 1
            said = sentence(checklists.words(item, answers[item["code"]]["value"]))
            yield f"（{number}）{_bare(item['text'])}：{said}"


def _score(score: checklists.Score) -> str:
    got, possible = checklists.in_words(score.got), checklists.in_words(score.possible)
    words = f"按检查表单计分，得{got}分，应得{possible}分"
    if score.standard is not None:
        words += f"，标化分{checklists.in_words(score.standard)}分"
    return words + ("；有重点项不符合，整体不合格。" if score.fails_whole else "。")


def _items(source: Source) -> Iterator[Mapping[str, Any]]:
    return checklists.items_of(source["checklist"])


def failed(source: Source) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    problems = _standing(source).problems
    for item in _items(source):
        if item["code"] in problems:
            yield item["code"], item, source["inspection"]["answers"][item["code"]]


def facts_of(item: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    facts = (answer["finding"] or {}).get("facts") or answer.get("note")
    return facts or f"“{_bare(item['text'])}”一项不符合要求"


def _dispositions(source: Source) -> Iterator[str]:
    numbers = {code: number for number, (code, _, _) in enumerate(failed(source), 1)}
    for one in (source["inspection"].get("conclusion") or {}).get("dispositions") or []:
        if one["kind"] == "D0":
            continue
        about = "、".join(str(numbers[code]) for code in one["items"] if code in numbers)
        problems = f"对第{about}项问题，" if about else ""
        measure = sentence(one["measure"]) if one.get("measure") else ""
        photos = len(one.get("photos_after") or [])
        after = f"改正后拍照{photos}张。" if photos else ""
        if one["kind"] == "D1":
            yield f"{problems}当事人已当场改正。{measure}{after}"
        elif one["kind"] == "D2" and one["deadline"]:
            yield f"{problems}责令{_deadline(one['deadline'])}改正。{measure}"
        else:
            to = f"（{_bare(one['to'])}）" if one.get("to") else ""
            reason = sentence(one["reason"]) if one.get("reason") else ""
            yield f"{problems}{WAYS[one['kind']]}{to}。{reason}{measure}"
    if fine := (source["inspection"].get("conclusion") or {}).get("fine"):
        yield _fine(fine)


def _fine(fine: Mapping[str, Any]) -> str:
    """当场处罚, with what the party said before it."""
    heard = "已告知拟作出的处罚及事实、理由、依据和依法享有的权利，" if fine["heard"] else ""
    said = f"当事人陈述申辩：{sentence(fine['statement'])}" if fine.get("statement") else ""
    what = "警告" if fine["amount"] is None else f"罚款{fine['amount']}元"
    return f"{heard}当场作出{what}的行政处罚，依据：{_bare(fine['basis'])}。{said}"


WAYS = {
    "D2": "责令改正",
    "D3": "责令停止",
    "D4": "移送本机关办案机构调查处理",
    "D5": "移交有管辖权的部门处理",
    "D6": "涉嫌犯罪，移送公安机关",
    "D7": "对有关物品先行登记保存",
    "D8": "对当事人进行教育提醒",
    "D9": "依法纳入信用管理",
}


def _ordered(source: Source, code: str) -> Mapping[str, Any] | None:
    conclusion = source["inspection"].get("conclusion") or {}
    for one in conclusion.get("dispositions") or []:
        if one["kind"] == "D2" and code in one["items"]:
            found: Mapping[str, Any] = one
            return found
    return None


def _deadline(deadline: Mapping[str, Any]) -> str:
    """The date stands absolute on paper, whatever a later calendar says."""
    until = f"{formats.date(deadline['date'])}前（含当日）"
    counted = {"date": "", "days": "日内", "workdays": "个工作日内"}[deadline["mode"]]
    return f"在{deadline['days']}{counted}，即{until}" if counted else f"在{until}"


def basis_of(item: Mapping[str, Any]) -> str:
    """What was read in a copy of the law; only where there is none, what is still to be read."""
    read = [one for one in item["basis"] if one["checked"]]
    cited: list[str] = []
    before = ""
    for one in read or item["basis"]:
        law = one.get("title") or one["law"]
        mark = "" if read else "（待核）"
        cited.append(f"{'' if law == before else f'《{law}》'}{one.get('article') or ''}{mark}")
        before = law
    return "、".join(cited)


def _bare(text: str) -> str:
    return formats.clean(text).rstrip("。；;. ")


def sentence(text: str) -> str:
    bare = formats.clean(text)
    return bare if not bare or bare[-1] in "。！？" else f"{_bare(bare)}。"
