"""The people of the demo: 60 officers with certificates, two auxiliaries, four who never inspect.

Names, ID numbers and phones are made up. ID numbers carry 330600, a code that no person is given,
with a right check digit; phones lie in 199 0000, which nobody has.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from backend.demo.data.agencies import agencies
from backend.demo.data.ids import Dice, table, uid
from backend.subjects.identifiers import resident_check

SEED = 20261124
TERM = 5 * 365  # days a certificate runs
OF_THE_PROVINCE = "浙江省人民政府"
OF_THE_FIELD = {
    "市场监管": "浙江省市场监督管理局",
    "消防救援": "浙江省消防救援总队",
    "应急管理": "浙江省应急管理厅",
}
CHECKLISTS = {
    "食品监管科": ("food-catering",),
    "食品经营监管处": ("food-catering",),
    "特种设备监管科": ("equipment-elevator",),
}
CHECKLISTS_OF_FIELD = {
    "市场监管": ("food-catering", "equipment-elevator"),
    "消防救援": ("fire-crowded",),
}


def officer_id(userid: str) -> uuid.UUID:
    return uid("officer", userid)


def account_id(userid: str) -> uuid.UUID:
    return uid("account", userid)


def people(today: date) -> list[dict[str, Any]]:
    """{account_id, officer_id, agency_id, agency_key, name, sex, post, position, auxiliary, roles,
    dingtalk_user_id, phone, id_number, certificates, matters, remark, fictitious}.

    `officer_id` is None for who stands in no 执法检查人员名录库; `matters` are the codes of the
    checklists an officer may use. Certificates: {id, number, issuer, valid_from, valid_to,
    revoked_on, matters}, dated from `today`, so that some have run out and some soon will.
    """
    dice = Dice(SEED)
    offices = {each["key"]: each for each in agencies()}
    return [
        _person(row, number, offices[row["agency"]], dice, today)
        for number, row in enumerate(table("people.csv"), start=1)
    ]


def directory(today: date) -> dict[str, Any]:
    """What the fake 钉钉 knows of them: {departments, users}."""
    departments = [{"dept_id": 1, "name": "绍兴演示组织", "parent_id": 0, "agency": False}]
    offices = {}
    for place, each in enumerate(agencies(), start=10):
        offices[each["key"]] = place
        above = {"dept_id": place, "name": each["name"], "parent_id": 1, "agency": True}
        departments.append(above)
    posts: dict[tuple[str, str], int] = {}
    users = []
    for person in people(today):
        post = (person["agency_key"], person["post"])
        if post not in posts:
            posts[post] = 100 + len(posts)
            parent = offices[person["agency_key"]]
            below = {"dept_id": posts[post], "name": person["post"], "parent_id": parent}
            departments.append(below | {"agency": False})
        users.append(
            {
                "userid": person["dingtalk_user_id"],
                "unionid": f"demo-{person['dingtalk_user_id']}",
                "name": person["name"],
                "title": person["position"],
                "remark": person["remark"],
                "dept_id_list": [posts[post]],
                "active": bool(person["roles"]),  # auxiliaries have no account
            }
        )
    return {"departments": departments, "users": users}


def _person(
    row: dict[str, str], number: int, office: dict[str, Any], dice: Dice, today: date
) -> dict[str, Any]:
    certificates, remark = _certificates(row, number, office, dice, today)
    inspects = row["certificate"] not in ("none", "auxiliary")
    by_field = CHECKLISTS_OF_FIELD.get(office["field"], ())
    return {
        "account_id": account_id(row["userid"]),
        "officer_id": None if row["certificate"] == "none" else officer_id(row["userid"]),
        "agency_id": office["id"],
        "agency_key": row["agency"],
        "name": row["name"],
        "sex": row["sex"],
        "post": row["post"],
        "position": row["position"],
        "auxiliary": row["certificate"] == "auxiliary",
        "roles": row["roles"].split(),
        "dingtalk_user_id": row["userid"],
        "phone": f"1990000{8000 + number}",
        "id_number": _id_number(row["sex"], dice),
        "certificates": certificates,
        "matters": list(CHECKLISTS.get(row["post"], by_field)) if inspects else [],
        "remark": remark,
        "fictitious": True,
    }


def _certificates(
    row: dict[str, str], number: int, office: dict[str, Any], dice: Dice, today: date
) -> tuple[list[dict[str, Any]], str]:
    """Those of one person, and what the preview says about them."""
    state = row["certificate"]
    long, soon, gone = dice.number(200, 1500), dice.number(5, 28), dice.number(10, 200)
    if state in ("none", "auxiliary"):
        return [], "辅助人员，不计入执法人员" if state == "auxiliary" else ""
    region = office["region_code"] or "330600"
    ends = {"soon": soon, "expired": -gone}.get(state, long)
    revoked = today - timedelta(days=40) if state == "revoked" else None
    first = _certificate(row["userid"], f"{region}18{number:03d}", OF_THE_PROVINCE, today, ends)
    found = [first | {"revoked_on": revoked}]
    if state == "second-soon" or (state == "valid" and number % 5 == 0):
        ends = 12 if state == "second-soon" else long // 2 + 60
        issuer = OF_THE_FIELD.get(office["field"], OF_THE_PROVINCE)
        found.append(_certificate(row["userid"], f"{region}47{number:03d}", issuer, today, ends))
    remark = {
        "soon": f"执法证 {soon} 天后到期",
        "second-soon": "两张执法证，一张 12 天后到期",
        "expired": "执法证已过期",
        "revoked": "执法证已注销",
    }.get(state, "")
    return [each | {"matters": [office["field"]]} for each in found], remark


def _certificate(userid: str, number: str, issuer: str, today: date, ends: int) -> dict[str, Any]:
    until = today + timedelta(days=ends)
    return {
        "id": uid("certificate", f"{userid}:{number}"),
        "number": number,
        "issuer": issuer,
        "valid_from": until - timedelta(days=TERM),
        "valid_to": until,
        "revoked_on": None,
    }


def _id_number(sex: str, dice: Dice) -> str:
    born = date(1968, 1, 1) + timedelta(days=dice.number(0, 33 * 365))
    sequence = dice.number(0, 499) * 2 + (sex == "男")
    first = f"330600{born:%Y%m%d}{sequence:03d}"
    return first + resident_check(first)
