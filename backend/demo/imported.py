"""Files on their way into the demo's register: one waits for its columns, one for mended rows."""

from __future__ import annotations

import io

from backend import imports
from backend.demo.register import keeper
from backend.subjects.identifiers import compose_uscc

SOURCE = "越城区登记库（演示）"
# As registers call their columns, and as none of the known names does.
STRANGE = "统一社会信用代码,字号,注册地址,所在街道,老板,店面宽度"
KNOWN = "统一社会信用代码,名称,住所,行政区划,联系电话,成立日期"
WORDS = ("早餐店", "水果店", "理发店", "修车铺", "文具店", "花店")
STREETS = ("府山街道", "塔山街道", "迪荡街道", "北海街道", "城南街道", "稽山街道")
SLIPS = {2: "1380000123", 4: "2026-02-30"}  # a phone that lacks a digit, a day that is none


def upload() -> None:
    """By the keeper of 越城; reading and checking is left to the worker, as always."""
    by = keeper()
    kind = next(each for each in imports.kinds_of(by) if each.name == "subjects")
    for filename, content in (("新设个体户.csv", _strange()), ("十月新设.csv", _slipped())):
        imports.upload(io.BytesIO(content.encode()), filename, by=by, kind=kind, source=SOURCE)


def _strange() -> str:
    rows = [
        f"{_code(place)},绍兴市越城区演示{word},绍兴市越城区{street}演示路{place + 1}号,"
        f"越城区{street},演示业主{place + 1},{place + 3}"
        for place, (word, street) in enumerate(zip(WORDS, STREETS, strict=True))
    ]
    return "\n".join([STRANGE, *rows])


def _slipped() -> str:
    rows = []
    for place, (word, street) in enumerate(zip(reversed(WORDS), STREETS, strict=True)):
        slip = SLIPS.get(place, "")
        phone = slip if slip.isdecimal() else f"1380000{place:04d}"
        day = slip if "-" in slip else f"2025-0{place + 1}-15"
        address = f"绍兴市越城区{street}示例路{place + 1}号"
        rows.append(
            f"{_code(place + 50)},绍兴市越城区示例{word},{address},越城区{street},{phone},{day}"
        )
    return "\n".join([KNOWN, *rows])


def _code(place: int) -> str:
    return compose_uscc("92", "330602", f"MAYC{place:04d}")
