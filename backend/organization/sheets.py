"""Officers as sheets: the columns that people know, read row by row, and written back masked.

`COLUMNS`, `read`, `check` and `take` are what an import of officers is made of. A row is a person
with one certificate; who holds several has several rows. Rows are matched by ID number, and
without one by agency and name.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.crypto import Keys
from backend.core.records import audit
from backend.core.sheets import as_day, workbook, writing
from backend.organization import certificates, listing, officers, rules
from backend.organization.models import Agency, Certificate, Officer
from backend.organization.rules import IN_WORDS_OF_STANDING
from backend.organization.service import agencies_of

MOST = 20_000  # officers in one exported sheet
LONGEST = {"name": 30, "post": 60, "position": 60, "issuer": 60}
YES = frozenset({"是", "1", "Y", "YES", "TRUE", "√"})
NO = frozenset({"", "否", "0", "N", "NO", "FALSE", "×"})


class Column(NamedTuple):
    key: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    code: bool = False  # every digit counts
    personal: bool = False


COLUMNS = (
    Column("agency", "单位", ("执法单位", "所在单位", "单位名称"), True, "写单位全称"),
    Column("name", "姓名", ("人员姓名",), True),
    Column(
        "id_number",
        "身份证号",
        ("公民身份号码", "身份证号码"),
        False,
        "18 位",
        True,
        True,
    ),
    Column("phone", "手机号", ("手机", "联系电话"), False, "11 位，加密保存", True, True),
    Column("post", "部门", ("科室", "所属科室"), True),
    Column("position", "职务", ("职位",)),
    Column("auxiliary", "辅助人员", ("是否辅助人员",), False, "是或否；不写当作否"),
    Column("expert", "专家类别", ("专家", "是否专家"), False, "几类之间用顿号隔开"),
    Column("matters", "可执法事项", ("执法事项范围",), False, "领域或事项编码；不写为本单位全部"),
    Column("number", "执法证号", ("证号", "执法证件号"), False, "一人多证就写多行", True),
    Column("issuer", "发证机关", ("发证单位",), False, "有证号就要写"),
    Column("valid_from", "有效期起", ("发证日期",), False, "如 2024-01-01"),
    Column("valid_to", "有效期止", ("有效期至",), False, "如 2028-12-31"),
    Column("scope", "证件范围", ("执法领域",), False, "领域，几项之间用顿号隔开"),
)
TITLES = {column.key: column.title for column in COLUMNS}
WRITTEN = ("name", "post", "position", "auxiliary", "expert", "matters")
CERTIFICATE = ("number", "issuer", "valid_from", "valid_to")


def read(row: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """(values, {column: what is wrong}) of one row by itself, without the database."""
    values: dict[str, Any] = {key: row.get(key, "").strip() for key in TITLES}
    values["given"] = sorted(row)  # a column that the file has not leaves what is there
    wrong = {
        column.key: f"{column.title}必填"
        for column in COLUMNS
        if column.required and not values[column.key]
    }
    for key, longest in LONGEST.items():
        if len(values[key]) > longest:
            wrong[key] = f"{TITLES[key]}不能超过 {longest} 字"
    values["id_number"] = rules.plain_number(values["id_number"])
    values["phone"] = rules.plain_phone(values["phone"])
    if values["id_number"] and not rules.resident_number_is_good(values["id_number"]):
        wrong["id_number"] = "身份证号不对，请核对位数、出生日期和最后一位"
    if values["phone"] and not rules.phone_is_good(values["phone"]):
        wrong["phone"] = "手机号应为 11 位"
    for key in ("expert", "matters", "scope"):
        values[key] = rules.listed_in(values[key])
    if values["auxiliary"].upper() not in YES | NO:
        wrong["auxiliary"] = "只能写是或否"
    values["auxiliary"] = values["auxiliary"].upper() in YES
    wrong |= _certificate_wrong(values)
    return values, wrong


def _certificate_wrong(values: dict[str, Any]) -> dict[str, str]:
    """What is wrong with the certificate; its days become days."""
    given = [key for key in CERTIFICATE if values[key]]
    if not given:
        return {}
    wrong = {
        key: f"写了{TITLES[given[0]]}，{TITLES[key]}也要写"
        for key in CERTIFICATE
        if not values[key]
    }
    values["number"] = rules.plain_number(values["number"])
    if values["number"] and not rules.number_is_good(values["number"]):
        wrong["number"] = "执法证号应为 6 到 20 位的数字、大写字母或短横，前面可以有一个汉字"
    for key in ("valid_from", "valid_to"):
        if values[key]:
            day = as_day(values[key])
            if day is None:
                wrong[key] = "日期读不懂，写成 2026-01-31 这样"
            values[key] = day
    if not wrong and values["valid_to"] < values["valid_from"]:
        wrong["valid_to"] = "有效期止早于有效期起"
    if values["auxiliary"]:
        wrong["auxiliary"] = "有执法证的不是辅助人员，两处请核对"
    return wrong


def check(
    session: Session, by: Caller | None, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, str]]:
    """{column: what is wrong} of each row against the register, in a fixed number of queries."""
    assert by is not None  # a person brings officers in, no program does
    known = _Known(session, by, rows)
    return [known.wrong(row) for row in rows]


def take(
    session: Session, by: Caller | None, source: str, rows: Sequence[Mapping[str, Any]]
) -> Counter[str]:
    """Into the register, with history and audit as by hand; counts in words of
    what was done. Repeating it changes nothing. Raises what the single acts raise."""
    assert by is not None
    known = _Known(session, by, rows)
    counts: Counter[str] = Counter()
    today = clock.today()
    for row in rows:
        values = {key: row[key] for key in WRITTEN if key in row["given"]}
        values |= {"agency_id": known.agencies[row["agency"]]}
        values |= {key: row[key] for key in ("id_number", "phone") if row[key]}
        officer = known.officer(row)
        if officer is None:
            officer = officers.add(
                session, by=by, values=values, valid_from=today, reason=f"导入：{source}"
            )
            known.remember(row, officer)
            counts["新增"] += 1
        else:
            before = officer.version
            officers.change(
                session,
                by=by,
                officer_id=officer.id,
                version=before,
                values=values,
                valid_from=today,
                reason=f"导入：{source}",
            )
            counts["没有变化" if officer.version == before else "更新"] += 1
        if row["number"]:
            certificates.add(
                session,
                by=by,
                officer_id=officer.id,
                matters=row["scope"],
                **{key: row[key] for key in CERTIFICATE},
            )
            counts["登记证件"] += 1
    return counts


class _Known:
    """What the register says about the agencies, people and certificates of some rows."""

    def __init__(self, session: Session, by: Caller, rows: Sequence[Mapping[str, Any]]) -> None:
        self._keys: Keys = current_app.extensions["keys"]
        named = {row["agency"] for row in rows}
        agencies = session.execute(
            select(Agency.id, Agency.name).where(
                Agency.name.in_(named), Agency.id.in_(agencies_of(by))
            )
        )
        self.agencies = {row.name: row.id for row in agencies}
        hashes = [self._hash(row) for row in rows]
        names = [row["name"] for row in rows]
        people = session.scalars(
            select(Officer).where(
                Officer.id_number_hash.in_([each for each in hashes if each])
                | (Officer.name.in_(names) & Officer.agency_id.in_(self.agencies.values()))
            )
        ).all()
        self._of_hash = {each.id_number_hash: each for each in people if each.id_number_hash}
        self._of_name: dict[tuple[uuid.UUID, str], list[Officer]] = {}
        for each in people:
            self._of_name.setdefault((each.agency_id, each.name), []).append(each)
        self._in_scope = set(session.scalars(agencies_of(by)))
        numbers = session.scalars(
            select(Certificate).where(Certificate.number.in_([row["number"] for row in rows]))
        )
        self._numbers = {(each.issuer, each.number): each for each in numbers}

    def officer(self, row: Mapping[str, Any]) -> Officer | None:
        found = self._of_hash.get(self._hash(row) or "")
        if found is not None:
            return found
        same = self._same_name(row)
        return same[0] if len(same) == 1 else None

    def remember(self, row: Mapping[str, Any], officer: Officer) -> None:
        if officer.id_number_hash:
            self._of_hash[officer.id_number_hash] = officer
        self._of_name.setdefault((officer.agency_id, officer.name), []).append(officer)

    def wrong(self, row: Mapping[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        if row["agency"] and row["agency"] not in self.agencies:
            found["agency"] = "没有这个单位，或不在您管理的范围里；请写全称"
        officer = self.officer(row)
        if officer is not None and officer.agency_id not in self._in_scope:
            found["id_number"] = "这个人登记在别的单位，请由共同的上级名录库管理员调动"
        if officer is not None and officer.left_on is not None:
            found["name"] = f"这个人已在 {officer.left_on} 离岗，先办理返岗"
        if officer is None and len(self._same_name(row)) > 1:
            found["id_number"] = "本单位有几个同名的人，请写身份证号"
        known = self._numbers.get((row["issuer"], row["number"]))
        if known is not None and (officer is None or known.officer_id != officer.id):
            found["number"] = "这个证号已登记给别人"
        elif known is not None and (known.valid_from, known.valid_to) != (
            row["valid_from"],
            row["valid_to"],
        ):
            found["valid_to"] = f"这个证号登记的有效期是 {known.valid_from} 至 {known.valid_to}"
        return found

    def _hash(self, row: Mapping[str, Any]) -> str | None:
        return self._keys.lookup_hash(row["id_number"]) if row["id_number"] else None

    def _same_name(self, row: Mapping[str, Any]) -> list[Officer]:
        """Of that name at that agency; who is known by an ID number is not found by another."""
        agency = self.agencies.get(row["agency"])
        if agency is None:
            return []
        same = self._of_name.get((agency, row["name"]), [])
        return [each for each in same if not (row["id_number"] and each.id_number_hash)]


def export(session: Session, /, *, by: Caller, **asked: Any) -> tuple[bytes, int]:
    """An .xlsx of who the list shows, a row for each certificate, personal data masked; and how
    many people. At most 20,000. The act is audited."""
    found = listing.everybody(session, by=by, most=MOST, **asked)
    people = found[:MOST]
    facts = {key: str(value) for key, value in asked.items() if value not in (None, "", False)}
    audit(session, by, "officer.export", "agency", by.agency_id, count=len(people), **facts)
    headers = [*TITLES.values(), "证件状态", "账号"]
    rows = (row for person in people for row in _exported(person))
    cut = [writing.cut_short(MOST)] if len(found) > MOST else []
    return workbook("执法人员", headers, chain(rows, cut)), len(people)


def _exported(person: Mapping[str, Any]) -> Iterable[list[str]]:
    officer: Officer = person["officer"]
    masked = officers.masked(officer)
    first = [
        *(person["agency_name"], officer.name, masked["id_number"], masked["phone"]),
        *(officer.post, officer.position, "是" if officer.auxiliary else "否"),
        *("、".join(officer.expert), "、".join(officer.matters)),
    ]
    account = "已开通" if person["account"] else "未开通"
    for each in person["certificates"] or [None]:
        held = _held(each) if each else [""] * 5
        yield [*first, *held, IN_WORDS_OF_STANDING[_standing(each)], account]


def _held(each: Certificate) -> list[str]:
    days = (each.valid_from.isoformat(), each.valid_to.isoformat())
    return [each.number, each.issuer, *days, "、".join(each.matters)]


def _standing(each: Certificate | None) -> rules.Standing:
    today: date = clock.today()
    return rules.standing(each, today)
