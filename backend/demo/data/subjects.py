"""5,000 made-up subjects of supervision, the same on every machine.

USCCs pass both check characters; their serials begin with MAX, MAY or MBX, which the register does
not give out for many years yet. The first ones (named.csv) are those of the design's pictures.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from backend.core.coordinates import Point
from backend.demo.data.ids import Dice, rising, table, uid
from backend.demo.data.places import Town, somewhere, towns
from backend.organization.regions import full_name
from backend.subjects.identifiers import compose_uscc

SEED = 330602
COUNT = 5000
SERIALS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
KIND_OF_CODE = {"91": "企业", "92": "个体工商户", "12": "事业单位", "52": "民办非企业单位"}
STATES, STATE_WEIGHTS = ("存续", "注销", "吊销", "迁出"), rising([94, 4, 1.5, 0.5])
CREDITS, CREDIT_WEIGHTS = "ABCD", rising([25, 55, 17, 3])
RISKS, RISK_WEIGHTS = "ABCD", rising([30, 42, 22, 6])
RESULTS, RESULT_WEIGHTS = (1, 5, 8, 4, 7), rising([60, 30, 6, 2, 2])
FIRST_PAST, LAST_PAST = date(2024, 1, 8), date(2026, 10, 30)
FIRST_WORDS = "鑫宏盛恒瑞祥福嘉德和泰安康越兰若镜柯云锦润禾沁悦雅乐君顺永金新东大万天聚盈春秋"
SECOND_WORDS = "源达隆丰华兴和福宝美轩苑城家味香园庭阁坊源泉林川海辰星禾月诚信通宇博创优尚佳宁"
SURNAMES = "王陈张李林吴周徐胡朱杨黄郑叶俞沈赵金章孙方蒋何钱潘应董程毛罗余钟傅许楼冯高姚丁戴裘鲁"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂建国华文玉红海燕飞鹏宇浩欣怡雨婷佳琪俊凯晓东"
OFFICES = {
    "market": "市场监督管理局",
    "fire": "消防救援大队",
    "health": "卫生健康局",
    "culture": "文化广电旅游局",
    "safety": "应急管理局",
    "ecology": "生态环境局",
}
OFFICES_OF_TAG = {
    "餐饮": ("market", "market", "health"),
    "食品销售": ("market",),
    "人员密集场所": ("fire", "fire", "culture"),
    "电梯使用单位": ("market",),
    "工贸企业": ("safety", "ecology"),
}


def subjects(seed: int = SEED, count: int = COUNT) -> list[dict[str, Any]]:
    """{id, uscc, name, kind, state, region_code, address, industry_code, industry_name, credit,
    risk, legal_rep, phone, longitude, latitude, tags, established, past, fictitious}.

    Coordinates are WGS-84 degrees as float, six decimals. `past` is [{day, agency_name, result,
    open}], the newest first, `result` one of the eight national types.
    """
    dice = Dice(seed)
    places = {town.region: town for town in towns()}
    found = [_named(row, n, places, dice) for n, row in enumerate(table("named.csv"))]
    names = {each["name"] for each in found}
    trades = table("trades.csv")
    by_trade = rising([float(trade["weight"]) for trade in trades])
    by_town = rising([town.weight for town in towns()])
    while len(found) < count:
        trade, town = dice.weighted(trades, by_trade), dice.weighted(towns(), by_town)
        subject = _subject(len(found), trade, town, dice)
        if subject["name"] not in names:
            names.add(subject["name"])
            found.append(subject)
    return found[:count]


@cache
def subject_ids() -> dict[str, Any]:
    """The id of each by its name."""
    return {each["name"]: each["id"] for each in subjects()}


def _named(row: dict[str, str], number: int, places: dict[str, Town], dice: Dice) -> dict[str, Any]:
    town = places[row["region_code"]]
    code = next(code for code, kind in KIND_OF_CODE.items() if kind == row["kind"])
    told = [each.split(":") for each in row["past"].split()]
    past = [
        {
            "day": date.fromisoformat(day),
            "agency_name": office(town.county, key),
            "result": int(result),
            "open": bool(rest),
        }
        for day, key, result, *rest in told
    ]
    return _whole(
        row | {"uscc": row["uscc"] or _uscc(code, town.county, number)},
        number=number,
        town=town,
        point=somewhere(town, dice),
        tags=row["tags"].split(),
        past=past,
        dice=dice,
    )


def _subject(number: int, trade: dict[str, str], town: Town, dice: Dice) -> dict[str, Any]:
    shop = dice.chance(float(trade["individual"]))
    code = "92" if shop else trade["code"]
    words = trade["shop_words" if shop else "company_words"].split()
    legal_rep = _person(dice)
    asked = [tag for tag in trade["tags"].split() if not tag.endswith("?") or dice.chance(0.4)]
    tags = [tag.rstrip("?") for tag in asked]
    street, door = dice.pick(town.streets), dice.number(1, 480)
    floor = 1 if shop else dice.number(2, 12)
    inside = f"{dice.number(1, 12)}幢{floor}{dice.number(1, 16):02d}室"
    room = inside if code in ("91", "92") and dice.chance(0.25) else ""
    told = {
        "uscc": _uscc(code, town.county, number),
        "name": _name(shop, trade["code"], dice.pick(words), town, legal_rep, dice),
        "kind": KIND_OF_CODE[code],
        "state": dice.weighted(STATES, STATE_WEIGHTS),
        "address": f"{street}{door}号{room}",
        "industry_code": trade["industry_code"],
        "industry_name": trade["industry_name"],
        "credit": dice.weighted(CREDITS, CREDIT_WEIGHTS),
        "risk": dice.weighted(RISKS, RISK_WEIGHTS),
        "legal_rep": legal_rep,
        "phone": "",
    }
    past = _past(tags, town, dice) if dice.chance(0.35) else []
    point = somewhere(town, dice)
    return _whole(told, number=number, town=town, point=point, tags=tags, past=past, dice=dice)


def _whole(
    told: dict[str, str],
    *,
    number: int,
    town: Town,
    point: Point,
    tags: list[str],
    past: list[dict[str, Any]],
    dice: Dice,
) -> dict[str, Any]:
    established = date(2004, 1, 5) + timedelta(days=dice.number(0, 20 * 365))
    return told | {
        "id": uid("subject", told["uscc"]),
        "region_code": town.region,
        "address": f"浙江省{full_name(town.region)}{told['address']}",
        "phone": told["phone"] or f"1990000{number:04d}",
        "longitude": point.longitude,
        "latitude": point.latitude,
        "tags": tags,
        "established": established,
        "past": past,
        "fictitious": True,
    }


def _uscc(code: str, county: str, number: int) -> str:
    head = {"91": "MAX", "92": "MAY"}.get(code, "MBX")
    rest, serial = (number * 387_420_489 + 12_345) % 31**5, ""
    for _ in range(5):
        rest, digit = divmod(rest, 31)
        serial = SERIALS[digit] + serial
    return compose_uscc(code, county, head + serial)


def _name(shop: bool, code: str, word: str, town: Town, legal_rep: str, dice: Dice) -> str:
    trade_name = dice.pick(FIRST_WORDS) + dice.pick(SECOND_WORDS)
    if dice.chance(0.15):
        trade_name += dice.pick(SECOND_WORDS)
    if shop or code != "91":
        if shop and dice.chance(0.3):
            trade_name = dice.pick((f"阿{legal_rep[-1]}", f"老{legal_rep[0]}", f"{legal_rep[0]}记"))
            trade_name += dice.pick(SECOND_WORDS) if dice.chance(0.5) else ""
        return f"{county_name(town.county)}{trade_name}{word}"
    short = county_name(town.county).removeprefix("绍兴市")[:-1]
    place = dice.pick((f"绍兴{short}", "绍兴", "绍兴", "浙江", short if len(short) > 1 else "绍兴"))
    return f"{place}{trade_name}{word}有限公司"


def _person(dice: Dice) -> str:
    given = dice.pick(GIVEN) + (dice.pick(GIVEN) if dice.chance(0.8) else "")
    return dice.pick(SURNAMES) + given


def _past(tags: list[str], town: Town, dice: Dice) -> list[dict[str, Any]]:
    keys = [key for tag in tags for key in OFFICES_OF_TAG.get(tag, ())] or ["market"]
    span = (LAST_PAST - FIRST_PAST).days
    found = []
    for _ in range(dice.number(1, 4)):
        result = dice.weighted(RESULTS, RESULT_WEIGHTS)
        found.append(
            {
                "day": _weekday(FIRST_PAST + timedelta(days=dice.number(0, span))),
                "agency_name": office(town.county, dice.pick(keys)),
                "result": result,
                "open": result in (5, 8) and dice.chance(0.08),
            }
        )
    return sorted(found, key=lambda each: (each["day"], each["agency_name"]), reverse=True)


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def county_name(county: str) -> str:
    """绍兴市越城区, but 诸暨市 and 新昌县 without 绍兴市, as names of businesses have it."""
    name = full_name(county)
    return name if name.endswith("区") else name.removeprefix("绍兴市")


def office(county: str, key: str) -> str:
    """The name of a county's agency, such as 诸暨市市场监督管理局."""
    return county_name(county) + OFFICES[key]
