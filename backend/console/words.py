"""How the console says things: states with tone and icon, moments, actions of the audit trail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from backend import organization
from backend.console.actions import ACTIONS, COMMANDS
from backend.core import clock, workdays
from backend.core.auth import IN_WORDS as ROLES
from backend.core.auth import Caller
from backend.core.crypto import mask_phone

PRACTICE = {"demo": "演示", "test": "演示", "training": "培训"}  # environments that do not count
WEEKDAYS = "一二三四五六日"

# State to (tone, icon). Tones are the status colours of the design tokens.
SYSTEMS = {  # of coordinates, with the maps that they come from
    "WGS84": "WGS-84（手机定位）",
    "CGCS2000": "CGCS2000（天地图）",
    "GCJ02": "GCJ-02（高德、腾讯）",
    "BD09": "BD-09（百度）",
}
TASK_CHIPS = {
    "pending": ("pending", "inbox"),
    "accepted": ("idle", "clock"),
    "declined": ("warn", "undo"),
    "active": ("active", "play"),
    "review": ("review", "eye"),
    "done": ("done", "okc"),
    "withdrawn": ("idle", "undo"),
    "late": ("late", "alarm"),
}
INSPECTION_CHIPS = {
    "on_site": ("active", "play"),
    "checking": ("active", "play"),
    "concluded": ("active", "pen"),
    "signed": ("active", "pen"),
    "review": ("review", "eye"),
    "returned": ("warn", "undo"),
    "done": ("done", "okc"),
}
URGENCY_CHIPS = {
    "late": ("late", "alarm"),
    "urgent": ("warn", "tri"),
    "soon": ("pending", "clock"),
    "closed": ("idle", "okc"),
}
# The pages on which one acts; what is on a phone has none here.
ALERT_PAGES = {"task": "tasks", "subject": "subjects", "handover": "handovers"}
ALERT_PAGES |= {"officer": "officers", "order": "rectifications", "approval": "approvals"}
HANDOVER_CHIPS = {
    "reported": ("review", "eye"),
    "approved": ("pending", "clock"),
    "refused": ("warn", "stop"),
    "sent": ("pending", "inbox"),
    "received": ("done", "okc"),
    "returned": ("warn", "undo"),
    "withdrawn": ("idle", "undo"),
}
HANDOVER_DOTS = {
    "send": "active",
    "approve": "done",
    "refuse": "warn",
    "transfer": "active",
    "receive": "done",
    "return": "warn",
    "resend": "active",
    "withdraw": "warn",
}
WAY_HINTS = {
    "unit": "还没开始的任务，由上下级或同系统的单位另派检查组",
    "clue": "不属于本单位职责的问题，移交有权处理的单位",
    "copy": "告知相关单位，由其按职责处理",
    "case": "发现案件线索，固定证据后移送办案机构",
    "police": "先报本机关负责人审批，批准后 24 小时内移送",
}
RATING_CHIPS = {
    "satisfied": ("done", "okc"),
    "fair": ("idle", "check"),
    "dissatisfied": ("warn", "tri"),
}
DECISIONS = {"valid": ("done", "okc"), "mended": ("done", "check"), "rejected": ("late", "x")}
PRESERVATIONS = {
    "asked": ("warn", "clock"),
    "approved": ("active", "clock"),
    "refused": ("idle", "x"),
    "decided": ("done", "okc"),
}
FINED = {"citizen": "公民", "organisation": "法人或者其他组织"}
GROUNDS = {"hard": "不当场收缴事后难以执行", "remote": "边远、水上、交通不便地区，当事人提出"}
VERDICTS = {
    "pass": ("done", "okc"),
    "basic": ("done", "okc"),
    "fail": ("late", "x"),
    "na": ("idle", "info"),
    "unchecked": ("idle", "clock"),
    "noted": ("idle", "pen"),
}
VALUES = {"pass": "符合", "fail": "不符合", "na": "不适用"}
MEANS = {"physical": "实体执法证", "electronic": "官方电子证"}
SIGNATURES = {
    "signed": "已签名",
    "refused": "拒绝签名",
    "unable": "无法签名",
    "absent": "不在场",
    "read_out": "已宣读",
}
SIGNERS = {"officer": "执法人员", "party": "当事人", "witness": "见证人"}
PRESENCE = {"confirmed": "已确认到场", "reported": "待核验", "none": "没有确认到场"}
PRESENT_BY = {"code": "，到场数核验", "signed": "，本人手机签名的二维码"}
NUMBERS = {"reserved": "文号已预留", "issued": "已签发", "voided": "已作废"}
ORIGINS = {"camera": "现场拍摄", "import": "从相册选取", "party": "当事人提交"}
KINDS = {"photo": "照片", "paper": "纸质签名页", "signature": "签名图", "strokes": "签名笔迹"}
PRINTED = {"done": "完成", "stopped": "中途停止", "unknown": "结果不明"}
ANSWERS = {"none": "未答复", "accepted": "已接收", "declined": "已退回"}

ORDER_CHIPS = {
    "open": ("pending", "clock"),
    "reported": ("review", "inbox"),
    "recheck": ("active", "play"),
    "partial": ("warn", "tri"),
    "uncorrected": ("late", "x"),
    "closed": ("done", "okc"),
    "reordered": ("idle", "undo"),
    "case": ("late", "docs"),
    "late": ("late", "alarm"),
}
CHECKLIST_CHIPS = {
    "draft": ("idle", "pen"),
    "review": ("review", "eye"),
    "published": ("done", "okc"),
    "withdrawn": ("idle", "undo"),
    "recheck": ("idle", "hist"),
}


# How a certificate stands, with its icon.
STANDING_CHIPS = {
    "valid": ("done", "okc"),
    "soon": ("warn", "tri"),
    "expired": ("late", "stop"),
    "revoked": ("late", "stop"),
    "early": ("idle", "clock"),
    "none": ("late", "stop"),
}
CHANGE_CHIPS = {
    "added": "登记",
    "changed": "改信息",
    "moved": "调动",
    "left": "离岗",
    "returned": "返岗",
}
OFFICER_FIELDS = {
    "agency_id": "单位",
    "name": "姓名",
    "post": "部门",
    "position": "职务",
    "auxiliary": "辅助人员",
    "matters": "可执法事项",
    "expert": "专家类别",
    "phone": "手机号",
    "id_number": "身份证号",
}
STANDINGS = organization.rules.IN_WORDS_OF_STANDING
AGENCY_KINDS = organization.agencies.KIND_IN_WORDS


def changed(facts: dict[str, Any]) -> list[str]:
    """部门：食品科 改为 执法队, of the fields that a reader knows."""
    return [
        f"{OFFICER_FIELDS[name]}：{_plain(before) or '空'} 改为 {_plain(after) or '空'}"
        for name, (before, after) in facts.items()
        if name in OFFICER_FIELDS
    ]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, list) else str(value)


def rate(opened: int, all_of_them: int) -> str:
    """92.3%（12/13）: nobody need guess what was divided by what."""
    if not all_of_them:
        return "没有持证人员"
    return f"{100 * opened / all_of_them:.1f}%（{opened}/{all_of_them}）"


def roles_of(roles: list[str]) -> str:
    return "、".join(ROLES[role] for role in ROLES if role in roles)


def action(name: str) -> tuple[str, str]:
    """What was done, in Chinese, and its tone; an unknown one keeps its name."""
    return ACTIONS.get(name, (f"其他操作 {name}", "idle"))


def command(kind: str) -> str:
    return COMMANDS.get(kind, (f"其他操作 {kind}", ""))[0]


def facts(entry: dict[str, Any]) -> str:
    """The facts of an audit row that a reader needs, in one line."""
    given = entry["facts"]
    match entry["action"]:
        case "task.assign":
            said = f"任务 {given['number']}"
        case "inspection.answer" if "item" in given:
            said = f"{given['item']} {given.get('said') or VALUES.get(given['value'], '')}"
        case "inspection.presence_receipt":
            how = "扫码，" if given.get("how") == "signed" else ""
            said = how + ("核验通过" if given["good"] else "核验未通过")
        case "document.sign":
            said = given["number"]
        case "document.printed":
            said = f"第 {given['copy']} 份，{PRINTED[given['outcome']]}"
        case "rectification.arise":
            said = given["number"]
        case "rectification.report":
            said = f"{'当事人交来，' if given.get('origin') else ''}收据号 {given['receipt']}"
        case "rectification.recheck":
            said = f"任务 {given['number']}"
        case "rectification.rechecked":
            said = given["outcome"]
        case "rectification.extend":
            said = f"{given['before']} 改到 {given['due']}：{given['reason']}"
        case "matter.implement":
            said = given["agency"]
        case "checklist.begin":
            said = f"第 {given['version']} 版，{given['how']}"
        case "evidence.keep":
            said = short(given["sha256"])
        case _:
            said = given.get("reason", "")
    return str(said)


def folded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the trail where one person does the same thing on end, as one with its `rest`."""
    found: list[dict[str, Any]] = []
    for row in rows:
        last = found[-1] if found else None
        if last and (last["action"], last["name"]) == (row["action"], row["name"]):
            last["rest"].append(row)
        else:
            found.append(row | {"rest": []})
    return found


def moment(value: datetime | str | None) -> str:
    """11-23 14:02 in China, with the year when it is another one."""
    if not value:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = at.astimezone(clock.CHINA)
    return local.strftime("%m-%d %H:%M" if local.year == clock.today().year else "%Y-%m-%d %H:%M")


def hour(value: datetime | str | None) -> str:
    """14:02 in China."""
    return moment(value)[-5:]


def day(value: date | str) -> str:
    """11-27, with the year when it is another one."""
    of = date.fromisoformat(value) if isinstance(value, str) else value
    return of.strftime("%m-%d" if of.year == clock.today().year else "%Y-%m-%d")


def weekday(value: date) -> str:
    return f"星期{WEEKDAYS[value.weekday()]}"


def left(deadline: date) -> str:
    """还剩 4 个工作日 / 今天到期 / 超 1 个工作日; empty where no calendar reaches."""
    today = clock.today()
    if deadline == today:
        return "今天到期"
    try:
        days = workdays.working_days_between(today, deadline)
    except ValueError:
        return ""
    if deadline > today:
        return f"还剩 {days} 个工作日" if days else "下个工作日前到期"
    return f"超 {-days} 个工作日" if days else "刚过期限"


def counted(deadline: date) -> dict[str, Any]:
    """How a deadline counts from today: {words, confirmed, strip}; strip only while it is short."""
    today = clock.today()
    if deadline < today or deadline - today > timedelta(days=366):
        return {"words": "", "confirmed": True, "strip": []}
    days = workdays.strip(today, deadline)
    worked = sum(each.count is not None for each in days)
    return {
        "words": f"{deadline.isoformat()} {weekday(deadline)}，今天起第 {worked} 个工作日",
        "confirmed": all(each.confirmed for each in days),
        "rests": not workdays.is_working_day(deadline),
        "strip": days if len(days) <= 22 else [],
    }


def short(sha256: str) -> str:
    """9c1e…07aa, for people to compare."""
    return f"{sha256[:4]}…{sha256[-4:]}"


def kilobytes(size: int) -> str:
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def alert_address(row: dict[str, Any]) -> str:
    """Where one acts on an alert; nowhere in the console for what is on a phone."""
    if row["target"] == "snapshot":
        return "/console/snapshots"
    page = ALERT_PAGES.get(row["target"])
    return f"/console/{page}/{row['target_id']}" if page else ""


def masked(phone: str) -> str:
    return mask_phone(phone) if phone else ""


def roles(by: Caller) -> str:
    return "、".join(ROLES[role] for role in ROLES if role in by.roles)
