"""What people are warned of: each rule with its threshold and what is to be done about it. Pure:
what the rules look at is gathered elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from backend.core import clock, workdays


class Rule(StrEnum):
    CERTIFICATE = "certificate"
    TASK_DUE = "task_due"
    RECHECK = "recheck"
    APPROVAL = "approval"
    CAP = "cap"
    REPEATED = "repeated"
    ABNORMAL = "abnormal"
    LICENCE = "licence"
    HANDOVER = "handover"
    UNSENT = "unsent"
    SNAPSHOT = "snapshot"


class Urgency(StrEnum):
    """The gravest first. One that was closed with a reason comes again when it gets graver."""

    LATE = "late"
    URGENT = "urgent"
    SOON = "soon"


class Target(StrEnum):
    """The page on which one acts."""

    TASK = "task"
    SUBJECT = "subject"
    HANDOVER = "handover"
    OFFICER = "officer"
    OUTBOX = "outbox"
    ORDER = "order"
    APPROVAL = "approval"
    SNAPSHOT = "snapshot"


class How(StrEnum):
    """How an alert ended."""

    ACTED = "acted"  # what it warned of is no more
    REASON = "reason"  # somebody wrote why it may stay


@dataclass(frozen=True)
class About:
    title: str
    threshold: int
    unit: str
    means: str  # what the threshold says
    to_do: str


@dataclass(frozen=True)
class Seen:
    """How one thing stands by its rule: when it is to be warned of, and in which words."""

    urgency: Urgency
    words: str
    due: date | None = None


ABOUT: dict[Rule, About] = {
    Rule.CERTIFICATE: About(
        *("执法证到期", 30, "天"),
        "到期前多少天提醒",
        "尽早换证，换好后由名录库管理员登记；到期后不能作为检查人员",
    ),
    Rule.TASK_DUE: About(
        *("任务期限", 2, "个工作日"),
        "到期前多少个工作日提醒",
        "去检查，或退回、转派；来不及的请派任务的人改期",
    ),
    Rule.RECHECK: About(
        *("整改和复查", 3, "个工作日"),
        "改正期限前多少个工作日提醒",
        "看整改报告，到期安排复查；不能按期改好的办延期",
    ),
    Rule.APPROVAL: About(
        *("待补批", 24, "小时"),
        "补批期限前多少小时提醒",
        "负责人尽快审批；理由不成立的写明意见退回",
    ),
    Rule.CAP: About(
        *("年度频次", 1, "次"),
        "离上限还剩几次时提醒",
        "能合并的合并；确需去的写明投诉举报等原因",
    ),
    Rule.REPEATED: About(
        *("重复检查", 30, "天"),
        "多少天内又有检查就提醒",
        "能合并的合并，能不去的不去；确需去的写明原因",
    ),
    Rule.ABNORMAL: About(
        *("主体异常", 1, "级"),
        "列入异常或登记状态不是存续就提醒",
        "去之前先核实还有没有经营、能不能联系上",
    ),
    Rule.LICENCE: About(
        *("许可证到期", 30, "天"),
        "到期前多少天提醒",
        "检查时提醒当事人办理延续；已到期的核实是否仍在经营",
    ),
    Rule.HANDOVER: About(
        *("移交没有答复", 2, "个工作日"),
        "期限前多少个工作日提醒",
        "签收或退回；超期的催对方办理",
    ),
    Rule.UNSENT: About(
        *("没有发送", 1, "天"),
        "手机里存了多少天还没发出就提醒",
        "连上网络打开一次掌上执法；发不出的在发件箱里处理",
    ),
    Rule.SNAPSHOT: About(
        *("今天的全量快照没有送到", 26, "小时"),
        "用过全量快照的来源，上一份送到后多少小时没有新的就提醒",
        "请数据共享平台补送；送到后在电脑上的“全量快照”里比对、确认",
    ),
}
URGENCY_IN_WORDS = {
    Urgency.LATE: "已逾期",
    Urgency.URGENT: "今天要办",
    Urgency.SOON: "快到了",
}
RANK = {urgency: place for place, urgency in enumerate(Urgency)}
HOW_IN_WORDS = {How.ACTED: "已办", How.REASON: "说明原因后关闭"}
LONGEST = 365


def certificate(valid_to: date, today: date, days: int) -> Seen | None:
    left = (valid_to - today).days
    if left > days:
        return None
    if left < 0:
        return Seen(Urgency.LATE, f"执法证已于 {valid_to} 到期，现在不能作为检查人员", valid_to)
    urgency = Urgency.URGENT if left <= 7 else Urgency.SOON
    when = f"还有 {left} 天到期" if left else "今天到期"
    return Seen(urgency, f"执法证{when}（{valid_to}）", valid_to)


def task_due(deadline: date, today: date, days: int) -> Seen | None:
    if deadline < today:
        return Seen(Urgency.LATE, f"任务已过期限 {deadline}", deadline)
    left = workdays.working_days_between(today, deadline)
    if left > days:
        return None
    if left == 0 or deadline == today:
        return Seen(
            Urgency.URGENT,
            "任务今天到期" if deadline == today else "任务下个工作日前到期",
            deadline,
        )
    return Seen(Urgency.SOON, f"任务还剩 {left} 个工作日（{deadline}）", deadline)


def recheck(number: str, due: date, until: date, today: date, days: int) -> Seen | None:
    """An order to correct by `due`; who ordered it looks again by `until`."""
    if until < today:
        return Seen(Urgency.LATE, f"{number} 改正期限 {due} 已过，最迟 {until} 就该复查", until)
    if due < today:
        return Seen(Urgency.URGENT, f"{number} 改正期限 {due} 已过，最迟 {until} 复查", until)
    left = workdays.working_days_between(today, due)
    return Seen(Urgency.SOON, f"{number} 改正期限 {due}", due) if left <= days else None


def near_cap(counted: int, cap: int, left: int) -> Seen | None:
    """A subject that is to be checked once more this year."""
    if counted >= cap:
        words = f"今年已查 {counted} 次，年度上限 {cap} 次，再去要有不受上限的理由"
        return Seen(Urgency.URGENT, words)
    if cap - counted > left:
        return None
    words = f"今年已查 {counted} 次，年度上限 {cap} 次，查完这次还剩 {cap - counted - 1} 次"
    return Seen(Urgency.SOON, words)


def unapproved(due: datetime, now: datetime, hours: int) -> Seen | None:
    """An emergency whose approval has to be made up by then."""
    if due < now:
        return Seen(Urgency.LATE, "紧急检查的补批已过期限", due.date())
    if due - now > timedelta(hours=hours):
        return None
    return Seen(Urgency.URGENT, "紧急检查等负责人补批", due.date())


def repeated(visits: Sequence[tuple[date, str]], today: date, days: int) -> Seen | None:
    """`visits` are (day, agency) of other inspections of the subject that is to be checked."""
    recent = [agency for day, agency in visits if timedelta(0) <= today - day <= timedelta(days)]
    if not recent:
        return None
    agencies = "、".join(dict.fromkeys(recent))
    return Seen(
        Urgency.URGENT, f"{days} 天内{agencies}已查过 {len(recent)} 次，去之前先看能不能合并"
    )


def abnormal(state: str, tags: Collection[str], listed: Collection[str]) -> Seen | None:
    if state != "存续":
        return Seen(Urgency.URGENT, f"登记状态是{state}，去之前先核实还有没有经营")
    found = [tag for tag in tags if tag in listed]
    return Seen(Urgency.SOON, f"已列入{'、'.join(found)}") if found else None


def licence(name: str, valid_to: date | None, today: date, days: int) -> Seen | None:
    if valid_to is None:
        return None
    left = (valid_to - today).days
    if left > days:
        return None
    if left < 0:
        return Seen(Urgency.LATE, f"{name} 已于 {valid_to} 到期", valid_to)
    when = f"还有 {left} 天" if left else "今天"
    urgency = Urgency.URGENT if left <= 7 else Urgency.SOON
    return Seen(urgency, f"{name} {when}到期（{valid_to}）", valid_to)


def unanswered(waits_for: str, until: date, today: date, days: int) -> Seen | None:
    """A hand-over that waits for an answer until that day."""
    if until < today:
        return Seen(Urgency.LATE, f"等{waits_for}，已超过 {until}", until)
    left = workdays.working_days_between(today, until)
    if left > days:
        return None
    urgency = Urgency.URGENT if left <= 1 else Urgency.SOON
    return Seen(urgency, f"等{waits_for}，{until} 前要办", until)


def untransferred(until: datetime, now: datetime) -> Seen:
    """第五条: 24 hours from the approval, so that there is nothing to wait for."""
    if until < now:
        return Seen(Urgency.LATE, "批准移送已超过 24 小时，还没有送达公安机关", until.date())
    return Seen(Urgency.URGENT, "已批准移送，24 小时内要送达公安机关", until.date())


def unsent(oldest: datetime, count: int, now: datetime, days: int) -> Seen | None:
    if now - oldest < timedelta(days=days):
        return None
    whole = (now - oldest).days
    return Seen(Urgency.URGENT, f"手机里有 {count} 条存了 {whole} 天还没发出")


def undelivered(last: datetime, now: datetime, hours: int) -> Seen | None:
    """A source that delivers every day, and whose newest file came then."""
    silent = now - last
    if silent < timedelta(hours=hours):
        return None
    urgency = Urgency.LATE if silent >= 2 * timedelta(hours=hours) else Urgency.URGENT
    local, whole = last.astimezone(clock.CHINA), int(silent / timedelta(hours=1))
    since = f"{whole} 小时" if whole < 72 else f"{whole // 24} 天"
    words = f"上一份是 {local.month} 月 {local.day} 日 {local:%H:%M} 送到的，已有 {since}没有新的"
    return Seen(urgency, words, (last + timedelta(hours=hours)).astimezone(clock.CHINA).date())
