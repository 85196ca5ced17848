"""The columns of a sheet of subjects, and how one row of it is read. No database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import Any

from backend import organization
from backend.core import clock, coordinates
from backend.core.coordinates import Point
from backend.core.sheets import as_day
from backend.imports import Column, Errors, Row, Values
from backend.subjects.identifiers import (
    Reading,
    Verdict,
    normalise,
    read_registration_number,
    read_resident_id,
    read_uscc,
)

STATES = ("存续", "注销", "吊销", "迁出")
GRADES = ("A", "B", "C", "D")
# As people write it, without hyphens and the word for a map.
SYSTEMS = {each: each for each in coordinates.SYSTEMS}
SYSTEMS |= {"2000": "CGCS2000", "国家2000": "CGCS2000", "天地图": "CGCS2000", "WGS1984": "WGS84"}
SYSTEMS |= dict.fromkeys(("高德", "腾讯", "钉钉", "火星坐标", "GCJ02LL"), "GCJ02")
SYSTEMS |= dict.fromkeys(("百度", "BD09LL"), "BD09")
STATE_WORDS = {"在业": "存续", "开业": "存续", "在营": "存续", "正常": "存续", "在营(开业)": "存续"}
KIND_OF_CODE = {"91": "企业", "92": "个体工商户", "93": "农民专业合作社", "12": "事业单位"}
KIND_OF_CODE |= {"11": "机关", "51": "社会团体", "52": "民办非企业单位"}
PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}|\d{7,8}|[48]00\d{7}", re.ASCII)
INDUSTRY = re.compile(r"[A-T](\d{2,4})?", re.ASCII)
BOX = (26.9, 31.4, 117.8, 123.6)  # south, north, west, east of Zhejiang with its islands
SEPARATORS = re.compile(r"[、,，;；|/\s]+")
MOST_TAGS = 20
FIRST_DAY = date(1949, 10, 1)

COLUMNS = (
    Column(
        "uscc",
        "统一社会信用代码",
        ("信用代码", "社会信用代码", "统一代码", "统一社会信用代码/注册号"),
        code=True,
        help="18 位；没有的填身份证号或内部编号",
    ),
    Column(
        "name",
        "名称",
        ("主体名称", "企业名称", "单位名称", "对象名称", "监管对象", "监管对象名称", "字号名称"),
        required=True,
        help="营业执照上的全称",
    ),
    Column("kind", "主体类型", ("类型", "市场主体类型", "企业类型"), help="不填时按代码判断"),
    Column("state", "登记状态", ("状态", "经营状态", "主体状态"), help="存续、注销、吊销、迁出"),
    Column("address", "住所", ("地址", "注册地址", "住所地", "经营场所", "住所（经营场所）")),
    Column(
        "operating_address", "经营地址", ("实际经营地址", "生产经营地址"), help="和住所不同时填"
    ),
    Column(
        "region_code",
        "行政区划",
        ("所属区划", "区划代码", "所在街道", "乡镇街道", "所属街道", "行政区划代码", "所属区域"),
        help="区划代码，或“越城区府山街道”这样的名称",
    ),
    Column("industry_code", "行业代码", ("国民经济行业代码", "行业门类代码"), help="如 H6210"),
    Column("industry_name", "行业", ("行业名称", "所属行业", "国民经济行业")),
    Column("credit", "信用等级", ("公共信用等级", "信用评价"), help="A、B、C、D"),
    Column("risk", "风险等级", ("风险分级",), help="A、B、C、D"),
    Column(
        "legal_rep", "法定代表人", ("负责人", "经营者", "法定代表人（负责人）", "法人", "法人代表")
    ),
    Column("phone", "联系电话", ("电话", "手机", "手机号", "手机号码"), code=True, personal=True),
    Column("liaison", "联络员", ("联系人",)),
    Column("liaison_phone", "联络员电话", ("联系人电话",), code=True, personal=True),
    Column("established", "成立日期", ("注册日期", "登记日期"), help="如 2020-05-01"),
    Column("longitude", "经度", ("lng", "lon"), help="十进制度，坐标系写在“坐标系”列"),
    Column("latitude", "纬度", ("lat",)),
    Column("crs", "坐标系", help="不填为 WGS84；高德、腾讯填 GCJ02，百度填 BD09，自动换算"),
    Column("tags", "专项库标签", ("标签", "专项库"), help="几个标签用顿号隔开"),
    Column("legacy_number", "注册号", ("营业执照注册号", "旧注册号"), code=True),
    Column("id_number", "身份证号", ("身份证", "公民身份号码"), code=True, personal=True),
    Column("internal_number", "内部编号", ("编号", "对象编号"), help="既无代码也无身份证号的填"),
)


def identity(row: Row) -> str:
    """What a row is about; a file may say it once."""
    for key in ("uscc", "id_number", "internal_number"):
        if text := row.get(key):
            return f"{key}:{normalise(text)}"
    return ""


def read(row: Row) -> tuple[Values, Errors]:
    """An empty cell says nothing: it leaves what the register has."""
    values: Values = {}
    errors: Errors = {}
    for key, text in row.items():
        if not text:
            continue
        reader = READERS.get(key)
        try:
            values[key] = reader(text) if reader else text
        except ValueError as wrong:
            errors[key] = str(wrong)
    if not row.get("name"):
        errors["name"] = "名称必须填"
    if not (row.get("uscc") or row.get("id_number") or row.get("internal_number")):
        errors["uscc"] = "信用代码、身份证号、内部编号至少填一个"
    _position(values, errors)
    return values, errors


def _position(values: Values, errors: Errors) -> None:
    longitude, latitude = values.pop("longitude", None), values.pop("latitude", None)
    if longitude is None and latitude is None:
        values.pop("crs", None)  # of no coordinates: those that are known keep their own
        return
    missing = "longitude" if longitude is None else "latitude" if latitude is None else ""
    if missing and missing not in errors:
        errors[missing] = "经度、纬度要么都填，要么都不填"
    if missing or "crs" in errors:
        return
    assert isinstance(longitude, float)
    assert isinstance(latitude, float)
    if not _inside(latitude, longitude):
        swapped = _inside(longitude, latitude)
        errors["longitude"] = "经度、纬度像是填反了" if swapped else "不在浙江省范围内，请核对"
        return
    system = str(values.get("crs", "WGS84"))
    values |= {"raw_longitude": longitude, "raw_latitude": latitude, "position_source": "导入"}
    if system in ("GCJ02", "BD09"):
        there = coordinates.to_wgs84(Point(longitude, latitude), system)
        longitude, latitude = round(there.longitude, 6), round(there.latitude, 6)
    values |= {"longitude": longitude, "latitude": latitude, "crs": system}


def _inside(latitude: float, longitude: float) -> bool:
    return BOX[0] <= latitude <= BOX[1] and BOX[2] <= longitude <= BOX[3]


def _degrees(text: str) -> float:
    try:
        return round(float(unicodedata.normalize("NFKC", text)), 8)
    except ValueError:
        raise ValueError("应为十进制度，如 120.5834") from None


def _number(read_it: Callable[[str], Reading]) -> Callable[[str], str]:
    def reader(text: str) -> str:
        found = read_it(text)
        if found.verdict is Verdict.WARN_LEGACY:
            raise ValueError(f"{found.in_words}；请在名录里单独登记")
        if found.verdict is Verdict.INVALID:
            raise ValueError(found.in_words)
        return found.value

    return reader


def _resident(text: str) -> str:
    found = read_resident_id(text, today=clock.today())
    if found.verdict is Verdict.INVALID:
        raise ValueError(found.in_words)
    return found.value


def _name(text: str) -> str:
    if len(text) < 2:
        raise ValueError("名称至少两个字")
    return _bounded(100)(text)


def _bounded(longest: int) -> Callable[[str], str]:
    def reader(text: str) -> str:
        if len(text) > longest:
            raise ValueError(f"不能超过 {longest} 字")
        return text

    return reader


def _state(text: str) -> str:
    found = STATE_WORDS.get(text, text)
    if found not in STATES:
        raise ValueError("只有存续、注销、吊销、迁出四种")
    return found


def _grade(text: str) -> str:
    if text in GRADES:
        return text
    found = normalise(text).removesuffix("级")
    if found not in GRADES:
        raise ValueError("只有 A、B、C、D 四级")
    return found


def _phone(text: str) -> str:
    found = normalise(text).replace("-", "").removeprefix("+86")
    if not PHONE.fullmatch(found):
        raise ValueError("电话号码不对：手机 11 位，固定电话带区号")
    return found


def _industry(text: str) -> str:
    found = normalise(text)
    if not INDUSTRY.fullmatch(found):
        raise ValueError("写成 H6210 这样，门类字母加二至四位数字")
    return found


@lru_cache(100_000)
def _day(text: str) -> date:
    found = as_day(text)
    if found is None:
        raise ValueError("没有这一天，请写成 2020-05-01 这样")
    if not FIRST_DAY <= found <= clock.today():
        raise ValueError("日期不对：不能晚于今天")
    return found


def _system(text: str) -> str:
    plain = normalise(text).replace("-", "")
    found = SYSTEMS.get(plain) or SYSTEMS.get(plain.removesuffix("地图").removesuffix("坐标"))
    if found is None:
        raise ValueError("写明是 WGS84、CGCS2000、GCJ02（高德、腾讯）还是 BD09（百度）")
    return found


def _tags(text: str) -> list[str]:
    found = list(dict.fromkeys(each for each in SEPARATORS.split(text) if each))
    if len(found) > MOST_TAGS or any(len(each) > 16 for each in found):
        raise ValueError(f"最多 {MOST_TAGS} 个标签，每个不超过 16 字")
    return found


def _region(told: str) -> str:
    text = unicodedata.normalize("NFKC", told)
    if text.isascii() and text.isdecimal():
        code = text[:9] if len(text) == 12 else text
        if code not in _codes():
            raise ValueError(f"没有区划代码 {text}")
        return code
    found = _names().get("".join(text.split()).removeprefix("浙江省"))
    if not found:
        raise ValueError(f"没有“{text}”这个区划，请核对名称")
    if len(found) > 1:
        raise ValueError(f"叫“{text}”的有 {len(found)} 处，请写到县（市、区）")
    return found[0]


@cache
def _codes() -> frozenset[str]:
    return frozenset(each["code"] for each in organization.regions())


@cache
def _names() -> dict[str, list[str]]:
    """{绍兴市越城区府山街道, 越城区府山街道, 府山街道: [code]}."""
    found: dict[str, list[str]] = {}
    by_code = {each["code"]: each for each in organization.regions()}
    for code, each in by_code.items():
        parent = by_code.get(each["parent"])
        inside = parent["name"] + each["name"] if parent else each["name"]
        for name in {organization.full_name(code), inside, each["name"]}:
            found.setdefault(name.removeprefix("浙江省"), []).append(code)
    return found


READERS: dict[str, Callable[[str], Any]] = {
    "uscc": _number(read_uscc),
    "id_number": _resident,
    "legacy_number": _number(read_registration_number),
    "internal_number": _bounded(40),
    "name": _name,
    "kind": _bounded(20),
    "state": _state,
    "address": _bounded(200),
    "operating_address": _bounded(200),
    "region_code": lru_cache(10_000)(_region),
    "industry_code": lru_cache(10_000)(_industry),
    "industry_name": _bounded(60),
    "credit": _grade,
    "risk": _grade,
    "legal_rep": _bounded(60),
    "phone": _phone,
    "liaison": _bounded(60),
    "liaison_phone": _phone,
    "established": _day,
    "longitude": _degrees,
    "latitude": _degrees,
    "crs": _system,
    "tags": _tags,
}
