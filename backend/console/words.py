"""How the console says things: states with tone and icon, moments, actions of the audit trail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from backend.core import clock, workdays
from backend.core.auth import IN_WORDS as ROLES
from backend.core.auth import Caller
from backend.core.crypto import mask_phone

WEEKDAYS = "一二三四五六日"

# State to (tone, icon). Tones are the status colours of the design tokens.
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
    "done": ("done", "okc"),
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
NUMBERS = {"reserved": "文号已预留", "issued": "已签发", "voided": "已作废"}
ORIGINS = {"camera": "现场拍摄", "import": "从相册选取"}
KINDS = {"photo": "照片", "paper": "纸质签名页", "signature": "签名图", "strokes": "签名笔迹"}
PRINTED = {"done": "完成", "stopped": "中途停止", "unknown": "结果不明"}
ANSWERS = {"none": "未答复", "accepted": "已接收", "declined": "已退回"}

# Every action that the slices write to the audit trail about a task, with its tone.
ACTIONS = {
    "task.assign": ("派出任务", "idle"),
    "task.reassign": ("改派给另一组", "warn"),
    "task.withdraw": ("撤回任务", "warn"),
    "task.accept": ("接收任务", "idle"),
    "task.decline": ("退回任务", "warn"),
    "task.confirm_presence": ("在自己手机上确认到场", "active"),
    "inspection.check_in": ("到场，开始检查", "active"),
    "inspection.show_credentials": ("出示执法证件", "active"),
    "inspection.ask_avoidance": ("告知并询问是否申请回避", "active"),
    "inspection.presence_receipt": ("登记另一名执法人员的到场码", "active"),
    "inspection.answer": ("记录检查项", "active"),
    "inspection.conclude": ("写下检查结果和处置", "active"),
    "inspection.submit": ("提交检查", "done"),
    "document.sign": ("文书签名完成", "active"),
    "document.printed": ("打印文书", "active"),
    "import.snapshot": ("比对全量快照", "idle"),
    "import.upload": ("上传导入文件", "idle"),
    "import.mend": ("改导入文件里的错误行", "idle"),
    "import.wrong_rows": ("下载错误行", "warn"),
    "import.confirm": ("确认导入", "active"),
    "import.cancel": ("停止导入", "warn"),
    "import.resume": ("继续导入", "active"),
    "import.done": ("导入完成", "done"),
    "evidence.keep": ("原件送达并回执", "done"),
}
COMMANDS = ACTIONS | {"inspection.confirm_presence": ("在自己手机上确认到场", "active")}


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
            said = f"{given['item']} {VALUES.get(given['value'], '')}"
        case "inspection.presence_receipt":
            said = "核验通过" if given["good"] else "核验未通过"
        case "document.sign":
            said = given["number"]
        case "document.printed":
            said = f"第 {given['copy']} 份，{PRINTED[given['outcome']]}"
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


def masked(phone: str) -> str:
    return mask_phone(phone) if phone else ""


def roles(by: Caller) -> str:
    return "、".join(ROLES[role] for role in ROLES if role in by.roles)
