"""行政区划 of Zhejiang down to the towns, as read from regions.csv. Pure: no database.

Codes are GB/T 2260 (six digits) and the nine digits of the statistical code for towns, state of
November 2024. 绍兴滨海新区 is an agency without a code of its own and does not stand here.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("regions.csv")
CITY, COUNTY = 4, 6  # digits that tell a city, a county


@cache
def regions() -> tuple[dict[str, str], ...]:
    """{code, name, level: province|city|county|town, parent}, parents before their children."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _names() -> dict[str, str]:
    return {each["code"]: each["name"] for each in regions()}


def lies_in(place: str, region: str) -> bool:
    """Whether a place is of that province, city or county: 330602002 lies in 330602 and 330600."""
    if region[CITY:COUNTY] != "00":
        return place.startswith(region)
    return place.startswith(region[:CITY] if region[2:CITY] != "00" else region[:2])


def full_name(code: str) -> str:
    """绍兴市越城区府山街道 for 330602002, 绍兴市诸暨市 without 浙江省. Raises KeyError."""
    names = _names()
    parts = [names[code]]
    if len(code) > COUNTY:
        parts.insert(0, names[code[:COUNTY]])
    if code[CITY:COUNTY] != "00" and code[:CITY] + "00" in names:
        parts.insert(0, names[code[:CITY] + "00"])
    return "".join(parts)
