"""Notifications in the words of the field, within the platform's limits. Pure."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend.platforms.interfaces import Message

MESSAGE_BYTES = 2048
TITLE_CHARACTERS = 64
BUTTON_CHARACTERS = 20
LINK_CHARACTERS = 500

_CHINA = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = "一二三四五六日"
# What Markdown would act on becomes its full-width twin: a name must not make a link.
_MARKS = str.maketrans("[]<>*_#`|", "［］＜＞＊＿＃｀｜")


def task_received(
    *,
    user_ids: Sequence[str],
    number: str,
    subject: str,
    checklist: str,
    deadline: date,
    assigned_by: str,
    assigned_at: datetime,
    link: str,
) -> Message:
    """A new task. Number and minute make it unlike any other that day, or it is not delivered."""
    lines = [
        f"### {_plain(subject, 60)}",
        f"- 任务编号：{_plain(number, 60)}",
        f"- 检查内容：{_plain(checklist, 60)}",
        f"- 检查期限：{_day(deadline)}",
        f"- {_plain(assigned_by, 30)} {_moment(assigned_at)} 派发",
    ]
    title = f"新的检查任务：{_plain(subject, 60)}"
    return _message(user_ids, title, lines, "查看任务", link)


def task_declined(
    *,
    user_ids: Sequence[str],
    number: str,
    subject: str,
    reason: str,
    declined_at: datetime,
    link: str,
) -> Message:
    """A task given back, to whoever assigned it. The minute tells a second time from the first."""
    lines = [
        f"### {_plain(subject, 60)}",
        f"- 任务编号：{_plain(number, 60)}",
        f"- {_moment(declined_at)} 退回，原因：{_plain(reason, 200)}",
    ]
    return _message(user_ids, f"任务被退回：{_plain(subject, 60)}", lines, "改派或撤回", link)


def avoidance_declared(
    *, user_ids: Sequence[str], officer: str, number: str, subject: str, why: str, link: str
) -> Message:
    """An officer of a team must keep away, to whoever sent them."""
    lines = [
        f"### {_plain(subject, 60)}",
        f"- 任务编号：{_plain(number, 60)}",
        f"- {_plain(officer, 30)}{_plain(why, 220)}",
        "- 请换一名没有利害关系的执法人员",
    ]
    return _message(user_ids, f"要换人：{_plain(subject, 60)}", lines, "去换人", link)


def deadline_tomorrow(
    *, user_ids: Sequence[str], number: str, subject: str, deadline: date, link: str
) -> Message:
    """The day before a task must be done."""
    lines = [
        f"### {_plain(subject, 60)}",
        f"- 任务编号：{_plain(number, 60)}",
        f"- 明天到期：{_day(deadline)}",
    ]
    return _message(user_ids, f"明天到期：{_plain(subject, 60)}", lines, "去办理", link)


def certificate_ending(
    *,
    user_ids: Sequence[str],
    name: str,
    number: str,
    valid_to: date,
    left: int,
    today: date,
    link: str,
) -> Message:
    """An officer's certificate that will end. The day makes it unlike the reminder before it."""
    when = f"还有 {left} 天" if left else "就是今天"
    lines = [
        f"### {_plain(name, 30)}的执法证快到期",
        f"- 证号：{_plain(number, 60)}",
        f"- 有效期至：{_day(valid_to)}，{when}",
        "- 到期后不能作为检查人员，请尽早办理换证，换好后由名录库管理员登记新证",
        f"- {_day(today)} 提醒",
    ]
    title = (
        f"{_plain(name, 30)}的执法证还有 {left} 天到期"
        if left
        else f"{_plain(name, 30)}的执法证今天到期"
    )
    return _message(user_ids, title, lines, "查看", link)


def approval_asked(
    *,
    user_ids: Sequence[str],
    title: str,
    asked_by: str,
    asked_at: datetime,
    reason: str,
    due: datetime | None,
    link: str,
) -> Message:
    """A wish that waits for the head; an emergency says by when it must be made up."""
    lines = [
        f"### {_plain(title, 80)}",
        f"- {_plain(asked_by, 30)} {_moment(asked_at)} 提交",
        *([f"- 理由：{_plain(reason, 200)}"] if reason else []),
        *([f"- 已先行检查，请在 {_moment(due)} 前补批"] if due else []),
    ]
    said = "待补批" if due else "待审批"
    return _message(user_ids, f"{said}：{_plain(title, 58)}", lines, "去审批", link)


def approval_decided(
    *,
    user_ids: Sequence[str],
    title: str,
    decision: str,
    decided_by: str,
    decided_at: datetime,
    remarks: str,
    link: str,
) -> Message:
    """To who asked. The minute tells a second decision from the first."""
    lines = [
        f"### {_plain(title, 80)}",
        f"- {_plain(decided_by, 30)} {_moment(decided_at)}：{decision}",
        *([f"- 意见：{_plain(remarks, 200)}"] if remarks else []),
    ]
    return _message(user_ids, f"{decision}：{_plain(title, 58)}", lines, "查看", link)


def rectification_due(
    *,
    user_ids: Sequence[str],
    about: str,
    number: str,
    subject: str,
    items: int,
    due: date,
    at: datetime,
    recheck_by: date,
    link: str,
) -> Message:
    """An order to correct, before its date, after it, and when it is time to go and look; `about`
    is soon, tomorrow, late, recheck or reported. The moment makes it unlike the one before it."""
    head, button = {
        "soon": ("改正期限快到", "查看"),
        "tomorrow": ("改正期限就在下个工作日", "查看"),
        "late": ("改正期限已过，还没有收到整改报告", "安排复查"),
        "recheck": ("到了该复查的日子", "安排复查"),
        "reported": ("收到当事人的整改报告", "去看"),
    }[about]
    lines = [
        f"### {_plain(subject, 60)}",
        f"- 文号：{_plain(number, 60)}，{items} 项",
        f"- 改正期限：{_day(due)}",
        f"- 最迟复查：{_day(recheck_by)}",
        f"- {_moment(at)} 提醒",
    ]
    return _message(user_ids, f"{head}：{_plain(subject, 60)}", lines, button, link)


def handover_moved(
    *,
    user_ids: Sequence[str],
    way: str,
    subject: str,
    act: str,
    sender: str,
    reason: str,
    due: str,
    at: datetime,
    link: str,
) -> Message:
    """What was done to a hand-over. The minute tells one step from the next."""
    lines = [
        f"### {_plain(subject, 60)}",
        f"- {_plain(way, 30)}：{_moment(at)} {_plain(act, 30)}",
        f"- 移交方：{_plain(sender, 60)}",
        f"- 原因：{_plain(reason, 200)}",
    ]
    if due:
        lines.append(f"- 请在 {_plain(due, 30)} 前办理")
    return _message(user_ids, f"{way}{act}：{_plain(subject, 60)}", lines, "查看移交", link)


def action_card(message: Message) -> dict[str, Any]:
    """The vendor's form of a message, its texts cut to their limits between characters.

    Raises ValueError for a link of more than 500 characters: cut, it would lead elsewhere.
    """
    if len(message.link) > LINK_CHARACTERS:
        raise ValueError("a link of more than 500 characters")
    text = message.text
    if _size(_card(message, text)) > MESSAGE_BYTES:
        lengths = range(len(text) + 1)
        fits = bisect_right(
            lengths, MESSAGE_BYTES, key=lambda length: _size(_card(message, text[:length] + "…"))
        )
        text = text[: max(0, fits - 1)] + "…"
    return _card(message, text)


def _card(message: Message, text: str) -> dict[str, Any]:
    return {
        "msgtype": "action_card",
        "action_card": {
            "title": _cut(message.title, TITLE_CHARACTERS),
            "markdown": text,
            "single_title": _cut(message.button, BUTTON_CHARACTERS),
            "single_url": message.link,
        },
    }


def _size(card: dict[str, Any]) -> int:
    """Bytes on the wire, in the form in which the SDK writes JSON."""
    return len(json.dumps(card, ensure_ascii=False).encode())


def _message(
    user_ids: Sequence[str], title: str, lines: list[str], button: str, link: str
) -> Message:
    return Message(tuple(user_ids), title, "\n".join(lines), button, link)


def _plain(text: str, longest: int) -> str:
    return _cut(" ".join(text.split()).translate(_MARKS), longest)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


def _moment(at: datetime) -> str:
    local = at.astimezone(_CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
