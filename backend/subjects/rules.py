"""What the fields of a subject must be, told beside each field. Pure.

Nothing is corrected but full width, blanks, case and what nobody sees. A code of old times that
fails today's check is read, and marked, so that who keeps the register can accept it with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from backend.core.coordinates import SYSTEMS
from backend.core.unseen import visible
from backend.subjects import identifiers
from backend.subjects.identifiers import HALF_WIDTH, Reading, Verdict

STATES = ("存续", "注销", "吊销", "迁出")
GRADES = ("A", "B", "C", "D")
# Known by 统一社会信用代码, by 身份证号, by a number of our own.
CODED = (
    *("企业", "个体工商户", "农民专业合作社", "机关", "事业单位", "社会团体"),
    *("民办非企业单位", "其他组织"),
)
PERSON = "个人"
UNLICENSED = "无证无照"
NUMBERED = (UNLICENSED, "场所", "设备", "工程项目")
KINDS = (*CODED, PERSON, *NUMBERED)
USUAL_TAGS = (
    *("餐饮", "食品销售", "人员密集场所", "电梯使用单位", "工贸企业", "重点监管", "无事不扰"),
    *("经营异常名录", "严重违法失信名单"),
)
ABNORMAL_TAGS = frozenset({"经营异常名录", "严重违法失信名单"})
MOST_TAGS = 20

SOON = timedelta(days=30)
FIRST_DAY = date(1949, 10, 1)
SOUTH, NORTH, WEST, EAST = 3.0, 54.0, 73.0, 136.0  # degrees, the country with its seas

PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{9,11}|[0-9]{7,8}|[48]00[0-9]{7}")
INDUSTRY = re.compile(r"[A-T]([0-9]{2,4})?")
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
# Letters and digits only: （） in a name are written as the register has them.
LETTERS_AND_DIGITS = {
    code: plain
    for code, plain in HALF_WIDTH.items()
    if chr(plain).isascii() and chr(plain).isalnum()
}


class Wrong(ValueError):
    """Its words stand beside the field."""


@dataclass
class Checked:
    """`values` as they are to be kept; `wrong` is {field: words}; `legacy` marks an old code."""

    values: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    legacy: bool = False


class Standing(StrEnum):
    VALID = "valid"
    SOON = "soon"
    EXPIRED = "expired"


def check(
    given: Mapping[str, Any], *, today: date, before: Mapping[str, Any] | None = None
) -> Checked:
    """`given` is all of a new subject, or what is to change of one that is as `before` says."""
    found = Checked()
    for name, told in given.items():
        value = visible(told) if isinstance(told, str) else told
        reader = READERS.get(name)
        try:
            found.values[name] = reader(value, today) if reader else value
        except Wrong as wrong:
            found.wrong[name] = str(wrong)
    whole = {**(before or {}), **found.values}
    if before is None:
        for name, words in REQUIRED.items():
            if not whole.get(name):
                found.wrong.setdefault(name, words)
    if not found.wrong.keys() & IDENTITY and (before is None or found.values.keys() & IDENTITY):
        found.wrong |= _identity(whole)
    if given.get("uscc") and "uscc" not in found.wrong:
        found.legacy = identifiers.read_uscc(given["uscc"]).verdict is Verdict.WARN_LEGACY
    _position(found)
    return found


def check_licence(given: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by field."""
    names = (("kind", "请写证件名称"), ("number", "请写证号"), ("issuer", "请写发证机关"))
    wrong = {name: words for name, words in names if not given.get(name)}
    start, end = given.get("valid_from"), given.get("valid_to")
    if start and end and end < start:
        wrong["valid_to"] = "截止日期早于起始日期"
    return wrong


def check_credit(month: str, grade: str, today: date) -> dict[str, str]:
    wrong = {}
    if not MONTH.fullmatch(month):
        wrong["month"] = "月份写成 2026-10 这样"
    elif month > f"{today:%Y-%m}":
        wrong["month"] = "还没到这个月"
    if grade not in GRADES:
        wrong["grade"] = "信用等级是 A、B、C、D 之一"
    return wrong


def standing(valid_to: date | None, today: date) -> Standing:
    """How a licence stands today; one without a term is always valid."""
    if valid_to is None or valid_to - today > SOON:
        return Standing.VALID
    return Standing.EXPIRED if valid_to < today else Standing.SOON


def needs_number(values: Mapping[str, Any]) -> bool:
    """Whether it is known by neither code nor ID number."""
    return not values.get("uscc") and not values.get("id_number")


def phone(text: str) -> str:
    """Digits only, as it is hashed. Raises Wrong."""
    plain = identifiers.normalise(text).replace("-", "").removeprefix("+86")
    if plain and not PHONE.fullmatch(plain):
        raise Wrong("电话号码不对：手机 11 位，固定电话带区号")
    return plain


def _name(value: str, today: date) -> str:
    plain = " ".join(value.translate(LETTERS_AND_DIGITS).split())
    if len(plain) < 2:
        raise Wrong("名称至少两个字")
    return plain


def _number(read: Callable[[str], Reading]) -> Callable[[str | None, date], str | None]:
    def reader(value: str | None, today: date) -> str | None:
        if not value:
            return None
        found = read(value)
        if found.verdict is Verdict.INVALID:
            raise Wrong(found.in_words)
        return found.value

    return reader


def _id_number(value: str | None, today: date) -> str:
    if not value:
        return ""
    found = identifiers.read_resident_id(value, today=today)
    if found.verdict is Verdict.INVALID:
        raise Wrong(found.in_words)
    return found.value


def _one_of(choices: tuple[str, ...], words: str) -> Callable[[str, date], str]:
    def reader(value: str, today: date) -> str:
        if value not in choices:
            raise Wrong(words)
        return value

    return reader


def _past(value: date | None, today: date) -> date | None:
    if value and not FIRST_DAY <= value <= today:
        raise Wrong("日期不对：不能晚于今天")
    return value


def _industry(value: str, today: date) -> str:
    plain = identifiers.normalise(value)
    if plain and not INDUSTRY.fullmatch(plain):
        raise Wrong("行业代码写成 H6210 这样，门类字母加二至四位数字")
    return plain


def _tags(value: list[str], today: date) -> list[str]:
    plain = list(dict.fromkeys(" ".join(each.split()) for each in value if each.strip()))
    if len(plain) > MOST_TAGS:
        raise Wrong(f"一家最多 {MOST_TAGS} 个标签")
    if any(len(each) > 16 for each in plain):
        raise Wrong("标签不能超过 16 字")
    return plain


def _identity(whole: Mapping[str, Any]) -> dict[str, str]:
    kind, code, person = whole.get("kind"), whole.get("uscc"), whole.get("id_number")
    if kind in CODED and person:
        return {"id_number": f"{kind}用统一社会信用代码登记，不填身份证号"}
    if kind in CODED and not (code or whole.get("legacy_number") or whole.get("org_code")):
        return {"uscc": f"{kind}要有统一社会信用代码；只有老证照的填注册号或组织机构代码"}
    if kind not in CODED and code:
        return {"uscc": f"{kind}没有统一社会信用代码；已经办照的请改主体类型"}
    if kind == PERSON and not person:
        return {"id_number": "个人要填身份证号"}
    if kind not in (PERSON, UNLICENSED) and person:
        return {"id_number": f"{kind}没有身份证号"}
    return {}


def _position(found: Checked) -> None:
    """A pair or nothing; bounds of the country, so that swapped ones are noticed."""
    if found.wrong.keys() & {"raw_latitude", "raw_longitude"}:
        return
    latitude, longitude = found.values.get("raw_latitude"), found.values.get("raw_longitude")
    if latitude is None and longitude is None:
        return
    if latitude is None:
        found.wrong["raw_latitude"] = "经度、纬度要一起填"
    elif longitude is None:
        found.wrong["raw_longitude"] = "经度、纬度要一起填"
    elif not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        swapped = SOUTH <= longitude <= NORTH and WEST <= latitude <= EAST
        found.wrong["raw_latitude"] = "经度和纬度填反了" if swapped else "不在国内，请核对经纬度"


IDENTITY = frozenset({"kind", "uscc", "id_number", "legacy_number", "org_code"})
REQUIRED = {
    "name": "请填名称",
    "kind": "请选主体类型",
    "state": "请选登记状态",
    "address": "请填住所或所在位置",
    "region_code": "请选所在镇街",
}
READERS: dict[str, Callable[[Any, date], Any]] = {
    "name": _name,
    "kind": _one_of(KINDS, "请选主体类型"),
    "state": _one_of(STATES, "登记状态是存续、注销、吊销、迁出之一"),
    "uscc": _number(identifiers.read_uscc),
    "org_code": _number(identifiers.read_organisation_code),
    "legacy_number": _number(identifiers.read_registration_number),
    "id_number": _id_number,
    "phone": lambda value, today: phone(value or ""),
    "liaison_phone": lambda value, today: phone(value or ""),
    "industry_code": _industry,
    "credit": _one_of((*GRADES, ""), "信用等级是 A、B、C、D 之一"),
    "risk": _one_of((*GRADES, ""), "风险等级是 A、B、C、D 之一"),
    "established": _past,
    "crs": _one_of(SYSTEMS, "坐标系是 WGS84、CGCS2000、GCJ02、BD09 之一"),
    "tags": _tags,
}
