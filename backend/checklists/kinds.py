"""What an item can be answered with, the same as miniapp/src/checklists/kinds.ts.

A value is a text, a list of texts, or for tables, signatures and places an object of texts;
numbers are decimal texts exactly as typed ("6.50"), so that what is signed never depends on how a
language writes a double. Nothing (null) takes an answer back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

Item = Mapping[str, Any]
Answer = Mapping[str, Any]

# 检查结论: the fixed answers, in the order in which they are offered.
LABELS: dict[str, dict[str, str]] = {
    "pass_fail_na": {"pass": "符合", "fail": "不符合", "na": "不适用"},
    "grade3": {"pass": "符合", "basic": "基本符合", "fail": "不符合"},
    "national": {"pass": "合格", "fail": "不合格", "unchecked": "未检查", "absent": "合理缺项"},
    "yes_no_na": {"yes": "是", "no": "否", "na": "不适用"},
}
FAILS = {
    "pass_fail_na": ["fail"],
    "grade3": ["fail"],
    "national": ["fail"],
    "yes_no_na": ["no"],
}
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,4})?")
SHA256 = re.compile(r"[0-9a-f]{64}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
COORDINATE = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,10})?")
TEXT_MOST = 500
CELL_MOST = 200
SCAN_MOST = 500
ROWS_MOST = 20
PHOTOS_MOST = 20


def kind_of(item: Item) -> str:
    """The type's name: of a fixed answer, or of the object."""
    answer = item["answer"]
    return answer if isinstance(answer, str) else str(answer["type"])


def options_of(item: Item) -> dict[str, str]:
    """The words of what may be chosen, by value, in their order; empty where nothing is chosen."""
    if isinstance(item["answer"], str):
        return LABELS[item["answer"]]
    return {each["value"]: each["label"] for each in item["answer"].get("options", [])}


def accepts(item: Item, value: Any) -> bool:
    """Whether a value is one that this item can have. A photo short of its count still is."""
    if value is None:
        return True
    kind = kind_of(item)
    if kind in LABELS:
        return isinstance(value, str) and value in LABELS[kind]
    return _ACCEPTS[kind](item["answer"], value)


def answered(item: Item, value: Any) -> bool:
    """Whether the answer is whole."""
    if value is None:
        return False
    if kind_of(item) == "photo":
        return len(value) >= int(item["answer"].get("min", 1))
    return True


def meant(item: Item, value: Any) -> Any:
    """The value as a rule reads it: a number for what is typed as one."""
    return float(value) if kind_of(item) == "number" and value is not None else value


def named(value: Any) -> list[str]:
    """The hashes of originals that an answer itself names, whatever its item is: the shape tells,
    as no option is that long."""
    if isinstance(value, dict):
        value = list(value.values()) if set(value) == {"image", "strokes"} else []
    if not isinstance(value, list):
        return []
    return [each for each in value if isinstance(each, str) and SHA256.fullmatch(each)]


def words(item: Item, value: Any) -> str:
    """The answer in plain Chinese, for paper and screen."""
    if value is None:
        return ""
    options = options_of(item)
    if isinstance(value, str) and options:
        return options[value]
    if isinstance(value, list) and options:
        return "、".join(text for each, text in options.items() if each in value)
    return _WORDS[kind_of(item)](item["answer"], value)


def _number(answer: Answer, value: Any) -> bool:
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        return False
    if len(value.partition(".")[2]) > answer.get("decimals", 0):
        return False
    low, high = answer.get("min"), answer.get("max")
    number = float(value)
    return bool((low is None or number >= low) and (high is None or number <= high))


def _single(answer: Answer, value: Any) -> bool:
    return any(each["value"] == value for each in answer["options"])


def _multi(answer: Answer, value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    known = [each["value"] for each in answer["options"]]
    return all(each in known for each in value) and all(value.count(each) == 1 for each in value)


def _day(value: Any) -> bool:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _text(most: int) -> Callable[[Answer, Any], bool]:
    def fits(answer: Answer, value: Any) -> bool:
        longest = answer.get("max", most)
        return isinstance(value, str) and bool(value.strip()) and _units(value) <= longest

    return fits


def _units(text: str) -> int:
    """As a phone counts: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _photo(_: Answer, value: Any) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= PHOTOS_MOST:
        return False
    hashes = all(isinstance(each, str) and SHA256.fullmatch(each) for each in value)
    return hashes and len(set(value)) == len(value)


def _signature(_: Answer, value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"image", "strokes"}:
        return False
    return all(isinstance(each, str) and SHA256.fullmatch(each) for each in value.values())


def _table(answer: Answer, value: Any) -> bool:
    most = answer.get("max_rows", ROWS_MOST)
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        return False
    return all(_row(answer["columns"], row) for row in value)


def _row(columns: list[Answer], row: Any) -> bool:
    if not isinstance(row, dict) or set(row) != {each["key"] for each in columns}:
        return False
    if not any(row.values()):
        return False
    return all(_cell(each["type"], row[each["key"]]) for each in columns)


def _cell(kind: str, cell: Any) -> bool:
    if not isinstance(cell, str) or _units(cell) > CELL_MOST:
        return False
    if not cell or kind == "text":
        return True
    return bool(DECIMAL.fullmatch(cell)) if kind == "number" else _day(cell)


def _location(_: Answer, value: Any) -> bool:
    keys = {"latitude", "longitude", "crs", "accuracy", "provider", "mock", "at"}
    if not isinstance(value, dict) or set(value) != keys or not isinstance(value["mock"], bool):
        return False
    texts = [value[key] for key in sorted(keys - {"mock"})]
    if not all(isinstance(each, str) and len(each) <= 40 for each in texts):
        return False
    placed = [COORDINATE.fullmatch(value[key]) for key in ("latitude", "longitude")]
    return all(placed) and value["crs"] in ("WGS84", "GCJ02")


def _table_words(answer: Answer, value: Any) -> str:
    rows = []
    for number, row in enumerate(value, 1):
        cells = [
            f"{each['label']}{_cell_words(each['type'], row[each['key']])}"
            for each in answer["columns"]
            if row[each["key"]]
        ]
        rows.append(f"第{number}行：{'，'.join(cells)}")
    return "；".join(rows)


def _cell_words(kind: str, cell: str) -> str:
    return _day_words({}, cell) if kind == "date" else cell


def _day_words(_: Answer, value: Any) -> str:
    year, month, day = value.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def _location_words(_: Answer, value: Any) -> str:
    mock = "，模拟定位" if value["mock"] else ""
    at = f"纬度{value['latitude']}，经度{value['longitude']}"
    return f"{at}（{value['crs']}，误差{value['accuracy']}米{mock}）"


_ACCEPTS: dict[str, Callable[[Answer, Any], bool]] = {
    "number": _number,
    "single": _single,
    "multi": _multi,
    "date": lambda _, value: _day(value),
    "text": _text(TEXT_MOST),
    "photo": _photo,
    "signature": _signature,
    "scan": _text(SCAN_MOST),
    "table": _table,
    "location": _location,
}
_WORDS: dict[str, Callable[[Answer, Any], str]] = {
    "number": lambda answer, value: f"{value}{answer.get('unit', '')}",
    "date": _day_words,
    "text": lambda _, value: str(value),
    "photo": lambda _, value: f"照片{len(value)}张",
    "signature": lambda _, __: "已签名",
    "scan": lambda _, value: str(value),
    "table": _table_words,
    "location": _location_words,
}
