"""How the console says things: states with tone and icon, moments, actions of the audit trail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from backend import organization
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
    "inspection.presence_receipt": ("登记另一名执法人员到场", "active"),
    "inspection.answer": ("记录检查项", "active"),
    "inspection.conclude": ("写下检查结果和处置", "active"),
    "inspection.submit": ("提交检查", "done"),
    "inspection.unable": ("记录无法检查", "active"),
    "inspection.approve": ("复核通过", "done"),
    "inspection.return": ("退回修改", "warn"),
    "task.export": ("导出任务清单", "warn"),
    "inspection.export": ("导出检查清单", "warn"),
    "flaw.decide": ("处理程序瑕疵", "active"),
    "preservation.ask": ("申请先行登记保存", "active"),
    "preservation.approved": ("批准先行登记保存", "active"),
    "preservation.refused": ("不批准先行登记保存", "warn"),
    "preservation.decide": ("对保存物品作出处理决定", "active"),
    "document.correct": ("更正文书，形成新版本", "warn"),
    "document.sign": ("文书签名完成", "active"),
    "document.printed": ("打印文书", "active"),
    "document.issue": ("制作文书", "active"),
    "notices.begin": ("批量出通知书", "active"),
    "document.serve": ("登记送达", "active"),
    "document.served": ("登记送达结果", "done"),
    "import.snapshot": ("比对全量快照", "idle"),
    "import.upload": ("上传导入文件", "idle"),
    "import.mend": ("改导入文件里的错误行", "idle"),
    "import.wrong_rows": ("下载错误行", "warn"),
    "import.confirm": ("确认导入", "active"),
    "import.cancel": ("停止导入", "warn"),
    "import.resume": ("继续导入", "active"),
    "import.done": ("导入完成", "done"),
    "evidence.keep": ("原件送达并回执", "done"),
    "subject.reveal": ("查看完整号码", "warn"),
}
# Those about hand-overs.
ACTIONS |= {
    "task.pass_on": ("签收转派，接替检查组成员", "active"),
    "task.take_over": ("接收转来的任务", "active"),
    "handover.send": ("移交", "active"),
    "handover.approve": ("批准移送公安机关", "done"),
    "handover.refuse": ("不批准移送公安机关", "warn"),
    "handover.transfer": ("送达公安机关", "active"),
    "handover.receive": ("签收移交", "done"),
    "handover.return": ("退回移交", "warn"),
    "handover.resend": ("补充后再移交", "active"),
    "handover.withdraw": ("撤回移交", "warn"),
    "handover.read": ("打开移交的原件", "idle"),
    "handover.export": ("导出移交清单", "warn"),
    "alert.close": ("关闭预警", "idle"),
    "alert.threshold": ("改预警设置", "warn"),
    "alert.export": ("导出预警清单", "warn"),
}
# Those about officers, agencies and accounts.
ACTIONS |= {
    "officer.added": ("登记人员", "idle"),
    "officer.changed": ("改人员信息", "idle"),
    "officer.moved": ("调动岗位", "active"),
    "officer.left": ("办理离岗", "warn"),
    "officer.returned": ("办理返岗", "active"),
    "officer.leave": ("登记请假", "idle"),
    "officer.cancel_leave": ("取消请假", "idle"),
    "officer.declare_avoidance": ("申报回避", "warn"),
    "officer.end_avoidance": ("解除回避", "idle"),
    "officer.export": ("导出人员名录", "warn"),
    "certificate.add": ("登记执法证", "active"),
    "certificate.revoke": ("注销执法证", "warn"),
    "account.open": ("开通账号", "active"),
    "account.close": ("关闭账号", "warn"),
    "account.roles": ("改岗位权限", "warn"),
    "account.identity": ("改绑钉钉用户", "warn"),
    "agency.add": ("登记单位", "idle"),
    "agency.change": ("改单位信息", "idle"),
    "agency.entrust": ("登记委托", "active"),
    "agency.end_entrustment": ("终止委托", "warn"),
}
# Those about matters and checklists.
ACTIONS |= {
    "matter.enter": ("登记事项", "idle"),
    "approval.ask": ("报负责人批准", "idle"),
    "approval.decide": ("负责人审批", "done"),
    "approval.delegate": ("委托审批", "idle"),
    "approval.end_delegation": ("收回委托", "warn"),
    "approval.export": ("导出审批清单", "warn"),
    "task.start": ("发起检查", "active"),
    "plan.create": ("拟定计划", "idle"),
    "plan.submit": ("送审批", "active"),
    "plan.publish": ("公布计划", "done"),
    "plan.withdraw": ("撤销计划", "warn"),
    "plan.export": ("导出检查计划", "warn"),
    "cap.enter": ("登记频次上限", "idle"),
    "cap.publish": ("公布频次上限", "done"),
    "cap.end": ("终止频次上限", "warn"),
    "cap.export": ("导出检查次数", "warn"),
    "counting.change": ("修改计数规则", "warn"),
    "counting.export": ("导出计数规则", "warn"),
    "body.publish": ("公布执法主体", "done"),
    "body.end": ("终止主体公布", "warn"),
    "body.export": ("导出执法主体", "warn"),
    "merge.answer": ("答复合并建议", "idle"),
    "merge.export": ("导出合并建议", "warn"),
    "matter.change": ("修改事项", "idle"),
    "matter.publish": ("公布事项", "done"),
    "matter.retire": ("事项失效", "warn"),
    "matter.implement": ("编制实施清单", "idle"),
    "checklist.begin": ("开始编写", "idle"),
    "checklist.submit": ("送审", "active"),
    "checklist.take_back": ("撤回送审", "warn"),
    "checklist.send_back": ("退回修改", "warn"),
    "checklist.publish": ("审核通过并发布", "done"),
    "checklist.withdraw": ("停用", "warn"),
    "checklist.discard": ("删除草稿", "warn"),
}
# Those about orders to correct.
ACTIONS |= {
    "rectification.arise": ("发出责令改正", "idle"),
    "rectification.report": ("交整改报告", "active"),
    "rectification.recheck": ("安排复查", "active"),
    "rectification.rechecked": ("复查有了结果", "done"),
    "rectification.extend": ("同意延期", "warn"),
    "rectification.escalate": ("转立案", "warn"),
    "rectification.export": ("导出问题与整改", "warn"),
}
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
COMMANDS = ACTIONS | {
    "inspection.confirm_presence": ("在自己手机上确认到场", "active"),
    "preservation.approve": ("批准先行登记保存", "active"),
    "preservation.refuse": ("不批准先行登记保存", "warn"),
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
    page = ALERT_PAGES.get(row["target"])
    return f"/console/{page}/{row['target_id']}" if page else ""


def masked(phone: str) -> str:
    return mask_phone(phone) if phone else ""


def roles(by: Caller) -> str:
    return "、".join(ROLES[role] for role in ROLES if role in by.roles)
