"""What stands in one cell, as text; and what Excel did to it on the way. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

FIRST_SERIAL = date(1899, 12, 30)  # day 0 of Excel's calendar of 1900
SERIALS = (10_000, 80_000)  # 1927 to 2119: outside it is rather a code or an amount
EXACT = 10**15  # Excel keeps 15 digits of a number
NOISE = re.compile(r"[+-]?\d(\.\d+)?[Ee][+-]?\d{1,3}", re.ASCII)
ERRORS = (
    *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"),
    *("#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#EXTERNAL!"),
)
UNCALCULATED = "#公式没有值"  # stands where a formula has no value yet
DAYS = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
)


def as_text(value: Any) -> str:
    """As a person would have typed it. A number beyond Excel's 15 digits shows that it is one."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "是" if value else "否"
        case int() | float():
            return _number(value)
        case datetime():
            midnight = value.time() == time(0)
            return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value).strip()


def _number(value: float) -> str:
    whole = isinstance(value, int) or value.is_integer()
    if whole and abs(value) < EXACT:
        return str(int(value))
    return f"{value:.14E}" if abs(value) >= EXACT else repr(value)


def damage(text: str, *, code: bool = False) -> str:
    """What Excel made of a cell, in words; or nothing. `code`: every digit must be there."""
    if text == UNCALCULATED:
        return "这一格是公式，没有算出的值：在 Excel 里打开、保存一次再导入"
    if text[:1] == "#" and text in ERRORS:
        return f"这一格是 Excel 的错误值 {text}，请改成真实内容"
    if code and NOISE.fullmatch(text):
        return "Excel 把号码当成了数字，后面几位已经丢失；请把这一列设为“文本”后重新填写"
    return ""


def as_day(text: str) -> date | None:
    """2026-01-05, 2026/1/5, 2026年1月5日, 20260105, or the number that Excel keeps for that day;
    in full width too."""
    text = unicodedata.normalize("NFKC", text)
    for form in DAYS:
        if found := form.fullmatch(text):
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                return None
    whole = text.removesuffix(".0")
    if len(whole) == 5 and whole.isascii() and whole.isdecimal():
        serial = int(whole)
        if SERIALS[0] <= serial < SERIALS[1]:
            return FIRST_SERIAL + timedelta(days=serial)
    return None
