"""What the register knows beside the subjects themselves: licences, credit by month, other
addresses, two that stand twice, and some that have no code. All made up, from a seed of its own, so
that subjects() stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from backend.demo.data.ids import Dice, rising, uid
from backend.demo.data.places import Town, somewhere, towns
from backend.demo.data.subjects import CREDIT_WEIGHTS, CREDITS, office
from backend.organization.regions import full_name
from backend.subjects.identifiers import registration_check, resident_check

SEED = 330602_2
MONTHS = 6
TERM = 5 * 365
# Tag to (name, head of the number, whose office, whether it has a term).
LICENCES = {
    "餐饮": ("食品经营许可证", "JY2", "market", True),
    "食品销售": ("食品经营许可证", "JY1", "market", True),
    "人员密集场所": ("公众聚集场所消防安全检查合格证", "XF", "fire", False),
    "电梯使用单位": ("特种设备使用登记证", "TS", "market", False),
    "工贸企业": ("排污许可证", "PW", "ecology", True),
}
ENDS = (12, -45)  # days from today, of the first two shops: one soon, one gone


def licences(subjects: Iterable[Mapping[str, Any]], today: date) -> list[dict[str, Any]]:
    """{id, subject_id, kind, number, issuer, valid_from, valid_to}."""
    dice, found = Dice(SEED), []
    for place, subject in enumerate(subjects):
        county = subject["region_code"][:6]
        names = set()
        for tag in subject["tags"]:
            name, head, key, ends = LICENCES.get(tag, ("", "", "market", False))
            if not name or name in names or not (place < 20 or dice.chance(0.9)):
                continue
            names.add(name)
            days = ENDS[place] if ends and place < len(ENDS) else dice.number(-120, 1700)
            until = today + timedelta(days=days)
            number = f"{head}{county}{place:07d}"
            found.append(
                {
                    "id": uid("licence", number),
                    "subject_id": subject["id"],
                    "kind": name,
                    "number": number,
                    "issuer": office(county, key),
                    "valid_from": until - timedelta(days=TERM),
                    "valid_to": until if ends else None,
                }
            )
    return found


def credits(subjects: Iterable[Mapping[str, Any]], today: date) -> list[dict[str, Any]]:
    """{subject_id, month, grade, source}: six months, the newest one as the subject has it."""
    dice, found = Dice(SEED + 1), []
    months = [_month(today, back) for back in range(1, MONTHS + 1)]
    for subject in subjects:
        grade = subject["credit"]
        for month in months:
            row = {"subject_id": subject["id"], "month": month, "grade": grade}
            found.append(row | {"source": "企业信用分级分类（演示）"})
            if dice.chance(0.12):
                grade = dice.weighted(CREDITS, CREDIT_WEIGHTS)
    return found


def operating_addresses(subjects: Iterable[Mapping[str, Any]]) -> list[str]:
    """One for each subject, mostly empty."""
    dice = Dice(SEED + 2)
    return [
        each["address"].rpartition("号")[0] + f"号旁{dice.number(1, 60)}号铺"
        if "号" in each["address"] and dice.chance(0.06)
        else ""
        for each in subjects
    ]


def uncoded(subjects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Subjects known by no code: two old entries of the first shops, stalls, places, a person.

    `uscc` is None; all but the person are to be given a number of our own.
    """
    dice = Dice(SEED + 3)
    town = next(each for each in towns() if each.region == "330602002")
    found = [_old_entry(subjects[place], place) for place in (0, 3)]
    for kind, name, industry in (
        ("无证无照", "府山街道青藤弄口夜宵摊", "小吃服务"),
        ("场所", "城市广场地下停车场", "停车场服务"),
        ("设备", "迪荡湖公园观光电梯", ""),
        ("工程项目", "若耶路雨污分流改造工程", "市政道路工程建筑"),
    ):
        found.append(_plain(kind, name, industry, town, dice))
    person = _plain("个人", "沈阿毛", "其他农业", town, dice)
    first = f"33060019680214{dice.number(100, 999)}"
    found.append(person | {"id_number": first + resident_check(first), "legal_rep": "沈阿毛"})
    return found


def _old_entry(subject: Mapping[str, Any], place: int) -> dict[str, Any]:
    first = f"33060260{place:06d}"
    return {
        **subject,
        "id": uid("subject", f"old {place}"),
        "uscc": None,
        "legacy_number": first + registration_check(first),
        "name": subject["name"].removeprefix("绍兴市越城区"),
        "phone": subject["phone"],
        "past": [],
    }


def _plain(kind: str, name: str, industry: str, town: Town, dice: Dice) -> dict[str, Any]:
    point = somewhere(town, dice)
    street, door = dice.pick(town.streets), dice.number(1, 300)
    return {
        "id": uid("subject", name),
        "uscc": None,
        "name": name,
        "kind": kind,
        "state": "存续",
        "address": f"浙江省{full_name(town.region)}{street}{door}号",
        "region_code": town.region,
        "industry_code": "",
        "industry_name": industry,
        "credit": "",
        "risk": dice.weighted("ABCD", rising([1, 2, 3, 1])),
        "legal_rep": "",
        "phone": "",
        "longitude": point.longitude,
        "latitude": point.latitude,
        "tags": [],
        "established": None,
        "past": [],
        "fictitious": True,
    }


def _month(today: date, back: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return f"{year}-{month + 1:02d}"
