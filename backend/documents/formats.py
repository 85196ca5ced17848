"""How values are written on paper. Pure, and the same as miniapp/src/documents/formats.ts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))

# What a printer or a reader of PDF could take for an order, or what hides other characters:
# C0 and C1 controls, bidirectional overrides, zero-width marks, variation selectors, tags,
# lone surrogates.
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufe00-\ufe0f\ud800-\udfff\U000e0000-\U000e01ef]"
)

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})\+08:00")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,2}))?")
_COUNT = re.compile(r"0|[1-9][0-9]{0,3}")

_DIGITS = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def clean(text: str) -> str:
    """Plain text of one line: line breaks become a space, other control characters go."""
    return _HIDDEN.sub("", _BREAKS.sub(" ", text)).strip(" ")


def shanghai(moment: str) -> str:
    """A moment with any offset as "YYYY-MM-DDTHH:MM+08:00", seconds cut off.

    Raises ValueError when the text is no moment or carries no offset.
    """
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None:
        raise ValueError("时间没有时区")
    try:
        return read.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M+08:00")
    except OverflowError as error:
        raise ValueError("时间超出范围") from error


def date(text: str) -> str:
    """2026-11-05 or a moment of that day -> 2026年11月5日."""
    year, month, day = _match(_DATE, text[:10], "日期应写作 2026-11-30").groups()
    if len(text) > 10:
        _match(_MOMENT, text, "时间应写作 2026-11-30T14:05+08:00")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def moment(text: str) -> str:
    """2026-11-05T14:05+08:00 -> 2026年11月5日14时05分."""
    match = _match(_MOMENT, text, "时间应写作 2026-11-30T14:05+08:00")
    return f"{date(text[:10])}{match[4]}时{match[5]}分"


def ordinal(text: str) -> str:
    """12 -> 十二; from 0 to 9999."""
    number = int(_match(_COUNT, text, "序号应为 0 至 9999 的整数")[0])
    if number < 10:
        return "零" if number == 0 else _DIGITS[number]
    words, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[digit] + unit
        gap = False
    return words[1:] if words.startswith("一十") else words


def amount(text: str) -> str:
    """1234.50 -> 壹仟贰佰叁拾肆元伍角整; at most two decimals, less than 10^12 yuan."""
    match = _match(_AMOUNT, text, "金额应写作 1234.50")
    whole, cents = match[1], (match[2] or "").ljust(2, "0")
    jiao, fen = int(cents[0]), int(cents[1])
    yuan = _capital(int(whole))
    if not jiao and not fen:
        return f"{yuan or '零'}元整"
    words = f"{yuan}元" if yuan else ""
    if jiao:
        words += f"{_CAPITALS[jiao]}角"
    elif yuan:
        words += "零"
    return words + (f"{_CAPITALS[fen]}分" if fen else "整")


def _capital(number: int) -> str:
    words, gap = "", False
    groups = ((number // 10**8, "亿"), (number // 10**4 % 10**4, "万"), (number % 10**4, ""))
    for group, big in groups:
        if group == 0:
            gap = bool(words)
            continue
        for power, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
            digit = group // power % 10
            if digit == 0:
                gap = bool(words)
                continue
            words += ("零" if gap else "") + _CAPITALS[digit] + unit
            gap = False
        words += big
        gap = False
    return words


def mask(text: str) -> str:
    """An ID number keeps 6 and 4 characters, a phone 3 and 4, anything else its first."""
    if re.fullmatch(r"[0-9]{17}[0-9Xx]", text):
        return f"{text[:6]}********{text[14:]}"
    if re.fullmatch(r"[0-9]{11}", text):
        return f"{text[:3]}****{text[7:]}"
    return text[:1] + "*" * (len(text) - 1)


def listed(texts: list[str]) -> str:
    """甲、乙、丙."""
    return "、".join(texts)


FORMATS: dict[str, Callable[[str], str]] = {
    "date": date,
    "moment": moment,
    "amount": amount,
    "mask": mask,
    "ordinal": ordinal,
}
LIST_FORMATS: dict[str, Callable[[list[str]], str]] = {"listed": listed}


def _match(pattern: re.Pattern[str], text: str, wanted: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(f"{wanted}，不是“{text}”")
    return match
