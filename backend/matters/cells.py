"""One entry of a check item as the text of a cell, and back. Pure.

What people write is short and in their words; what cannot be written so without loss stands in the
cell as JSON, which every reader here takes as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from backend.matters import laws
from backend.matters.rules import DISPOSITIONS

ANSWERS = {
    "pass_fail_na": "符合/不符合/不适用",
    "grade3": "符合/基本符合/不符合",
    "national": "合格/不合格/未检查/合理缺项",
    "yes_no_na": "是/否/不适用",
    "number": "数字",
    "single": "单选",
    "multi": "多选",
    "date": "日期",
    "text": "文字",
    "photo": "照片",
    "signature": "签名",
    "scan": "扫码",
    "table": "表格",
    "location": "定位",
}
CALLED = {  # by other names
    **dict.fromkeys(("是否", "是/否", "是非", "判断", "判断题"), "yes_no_na"),
    **dict.fromkeys(("符合/不符合", "符合性"), "pass_fail_na"),
    **dict.fromkeys(("数值", "填数"), "number"),
    **dict.fromkeys(("文本", "填空", "填空题", "简答"), "text"),
    **dict.fromkeys(("单选题", "单项选择"), "single"),
    **dict.fromkeys(("多选题", "多项选择"), "multi"),
    **dict.fromkeys(("拍照", "图片"), "photo"),
    **dict.fromkeys(("位置", "坐标"), "location"),
}
FIXED = ("pass_fail_na", "grade3", "national", "yes_no_na")
BOUNDS = {
    "min": "最小",
    "max": "最大",
    "decimals": "小数位",
    "unit": "单位",
    "max_rows": "最多行",
}
COLUMN_TYPES = {"text": "文字", "number": "数字", "date": "日期"}
YES = {"是", "yes", "y", "true", "1", "√", "重点", "重点项", "*", "★", "必填"}
NO = {"否", "no", "n", "false", "0", "×", "一般", "一般项"}
BASIS = re.compile(
    r"^《?(?P<law>[^《》（()）]+?)》?\s*(?:[（(](?P<version>\d{4}-\d{2}-\d{2})[）)])?\s*"
    r"(?P<article>第[^：:]+?)?\s*(?:[：:]\s*(?P<quoted>.+))?$"
)
UNREAD = re.compile(r"^待核[：:]\s*(.+)$")
DEADLINE = re.compile(r"^(\d{1,3})\s*(个工作日|工作日|日|天|个自然日|自然日)?$")
OPTION = re.compile(r"^([A-Za-z0-9_-]{1,32})\s*[=＝]\s*(.+)$")

Written = dict[str, Any]


def lossless(write: Callable[[Any], str], read: Callable[[str], Any]) -> Callable[[Any], str]:
    """`write`, or JSON where `read` would not find the same in it."""

    def written(value: Any) -> str:
        text = write(value)
        try:
            if read(text) == value:
                return text
        except ValueError:
            pass
        return json.dumps(value, ensure_ascii=False)

    return written


def _as_json(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("JSON 读不懂") from error


def lines(text: str) -> list[str]:
    """A list in a cell: by lines, or by ； where there is one line."""
    if (found := _as_json(text)) is not None:
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise ValueError("应当是一列文字")
        return found
    pieces = text.splitlines() if "\n" in text else re.split("[；;]", text)
    return [each.strip() for each in pieces if each.strip()]


def truth(text: str) -> bool:
    if text.strip().lower() in YES:
        return True
    if text.strip().lower() in NO or not text.strip():
        return False
    raise ValueError("请写“是”或“否”")


def number(text: str) -> int | float:
    try:
        value = float(text)
    except ValueError as error:
        raise ValueError(f"“{text}”不是数字") from error
    if not -1e9 < value < 1e9:
        raise ValueError(f"“{text}”太大")
    return int(value) if value == int(value) else value


def points(text: str) -> dict[str, Any]:
    found = _as_json(text)
    if isinstance(found, dict):
        return found
    given = {}
    for each in lines(text):
        match = OPTION.match(each)
        if not match:
            raise ValueError(f"“{each}”应写成 选项=分值")
        given[match[1]] = number(match[2])
    return given


def points_text(value: dict[str, Any]) -> str:
    return "；".join(f"{key}={each}" for key, each in value.items())


def options(text: str) -> list[dict[str, str]]:
    """value=words by line; bare words get values of their own."""
    found = []
    for place, each in enumerate(lines(text), 1):
        match = OPTION.match(each)
        value, label = (match[1], match[2]) if match else (f"o{place}", each)
        found.append({"value": value, "label": label.strip()})
    return found


def options_text(value: list[dict[str, str]]) -> str:
    return "\n".join(f"{each['value']}={each['label']}" for each in value)


def deadline(text: str) -> dict[str, Any] | None:
    if text.strip() in ("", "无", "没有"):
        return None
    match = DEADLINE.match(text.strip())
    if not match:
        raise ValueError("期限写成“15 日”或“10 个工作日”")
    mode = "workdays" if "工作日" in (match[2] or "") else "days"
    return {"mode": mode, "days": int(match[1])}


def deadline_text(value: dict[str, Any] | None) -> str:
    if value is None:
        return ""
    return f"{value['days']} {'个工作日' if value['mode'] == 'workdays' else '日'}"


def dispositions(text: str) -> list[str]:
    words = {words: code for code, words in DISPOSITIONS.items()}
    found = []
    for each in re.split(r"[\s、，,；;]+", text.strip()):
        code = each.upper() if each.upper() in DISPOSITIONS else words.get(each)
        if each and code is None:
            raise ValueError(f"没有“{each}”这种处置，可写：{'、'.join(words)}")
        if code and code not in found:
            found.append(code)
    return found


def dispositions_text(value: list[str]) -> str:
    return "、".join(DISPOSITIONS[each] for each in value)


def basis(text: str) -> list[Written]:
    found = _as_json(text)
    if isinstance(found, list):
        return found
    return [_basis(each.strip()) for each in text.splitlines() if each.strip()]


def _basis(line: str) -> Written:
    if match := UNREAD.match(line):
        return {"law": match[1].strip(), "checked": False}
    match = BASIS.match(line)
    if not match:
        raise ValueError(f"依据“{line[:20]}”写成《法律》第…条：原句，或“待核：名称”")
    law = match["law"].strip().removeprefix("中华人民共和国")
    version = match["version"] or ""
    if not version:
        try:
            version = laws.law(law).version
        except laws.NotInCopy:
            return {"law": line, "checked": False}
    given = {"law": law, "version": version, "article": (match["article"] or "").strip()}
    return given | {"quoted": (match["quoted"] or "").strip()}


def basis_text(value: list[Written]) -> str:
    return "\n".join(
        f"待核：{each['law']}"
        if each.get("checked") is False
        else f"《{each['law']}》（{each['version']}）{each['article']}：{each['quoted']}"
        for each in value
    )


def answer(kind: str, bounds: str, choices: list[dict[str, str]]) -> Any:
    """The answer from the cells 答案类型, 取值 and 选项."""
    found = _as_json(kind)
    if found is not None:
        return found
    names = {words: name for name, words in ANSWERS.items()} | {name: name for name in ANSWERS}
    names |= CALLED
    name = names.get(kind.strip().replace("、", "/").replace(" ", ""))
    if name is None:
        raise ValueError(f"没有“{kind}”这种答案类型，可写：{'、'.join(ANSWERS.values())}")
    if name in FIXED:
        return name
    made: dict[str, Any] = {"type": name} | _bounds(name, bounds)
    if name in ("single", "multi"):
        made["options"] = choices
    return made


def answer_cells(value: Any) -> tuple[str, str, str]:
    """答案类型, 取值, 选项."""
    if isinstance(value, str):
        return ANSWERS[value], "", ""
    name = value["type"]
    parts = [
        f"{_bound_name(name, key)}={each}"
        for key, each in value.items()
        if key not in ("type", "options", "columns")
    ]
    for each in value.get("columns", []):
        parts.append(f"列={each['key']}|{each['label']}|{COLUMN_TYPES.get(each['type'], '')}")
    cells = (ANSWERS.get(name, ""), "；".join(parts), options_text(value.get("options", [])))
    try:
        same = answer(cells[0], cells[1], options(cells[2])) == value
    except ValueError:
        same = False
    return cells if same else (json.dumps(value, ensure_ascii=False), "", "")


def _bound_name(name: str, key: str) -> str:
    special = {("text", "max"): "最多字数", ("photo", "min"): "最少照片"}
    return special.get((name, key), BOUNDS.get(key, key))


def _bounds(name: str, text: str) -> dict[str, Any]:
    keys = {_bound_name(name, key): key for key in BOUNDS}
    found: dict[str, Any] = {}
    for each in lines(text):
        word, equals, value = each.partition("=")
        key = keys.get(word.strip())
        if word.strip() == "列":
            parts = value.split("|")
            kinds = {words: kind for kind, words in COLUMN_TYPES.items()}
            if len(parts) != 3 or parts[2].strip() not in kinds:
                raise ValueError(f"“{each}”应写成 列=英文名|名称|文字（数字、日期）")
            column = {"key": parts[0].strip(), "label": parts[1].strip()}
            found.setdefault("columns", []).append(column | {"type": kinds[parts[2].strip()]})
        elif not equals or key is None:
            raise ValueError(f"“{each}”读不懂，可写：{'、'.join(keys)}")
        else:
            found[key] = value.strip() if key == "unit" else number(value)
    return found
