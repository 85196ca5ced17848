"""What a schema cannot see in a form: conditions that read what is not there or not yet asked,
comparisons of unlike things, values that nobody can choose.

Whatever passes here, both interpreters and json-logic-js answer alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backend.checklists import kinds
from backend.checklists.kinds import Item

DEEPEST = 8
Place = tuple[str | int, ...]
Flaw = tuple[Place, str]

NOTHING, NUMBER, DAY, TEXT, CHOICE, SEVERAL, LIST, TRUTH, OTHER = (
    "空",
    "数字",
    "日期",
    "文字",
    "选项",
    "多选",
    "列表",
    "是否",
    "其他",
)
KIND_CLASS = {
    "number": NUMBER,
    "date": DAY,
    "text": TEXT,
    "scan": TEXT,
    "single": CHOICE,
    "multi": SEVERAL,
}
COMPARED = {"<", "<=", ">", ">="}
RECKONED = {"+", "-", "*"}
SCHEMA = Path(__file__).with_name("item_schema.json")


def definitions() -> dict[str, Any]:
    """The $defs of an item's JSON Schema, to stand in the schema of whatever holds items."""
    found: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))["$defs"]
    return found


def too_deep(value: Any, left: int = 3 * DEEPEST) -> bool:
    """To be asked before a schema looks at what a stranger wrote: it follows each level."""
    if not isinstance(value, dict | list):
        return False
    if not left:
        return True
    inside = value.values() if isinstance(value, dict) else value
    return any(too_deep(each, left - 1) for each in inside)


def flaws(form: Mapping[str, Any]) -> Iterator[Flaw]:
    """Of a form whose shape is right: where, and what is to be mended."""
    before: dict[str, Item] = {}
    for s, section in enumerate(form["sections"]):
        for i, item in enumerate(section["items"]):
            for place, why in _item(item, before):
                yield ("sections", s, "items", i, *place), why
            before[item["code"]] = item


def _item(item: Item, before: Mapping[str, Item]) -> Iterator[Flaw]:
    yield from _answer(item)
    yield from _points(item)
    if "show_if" in item:
        for why in _Reader(before, None).wrong(item["show_if"]):
            yield ("show_if",), why
    fails = item.get("fails")
    if isinstance(fails, dict):
        for why in _Reader(before, item).wrong(fails):
            yield ("fails",), why
    elif fails is not None:
        known = kinds.options_of(item)
        for each in fails:
            if each not in known:
                yield ("fails",), f"没有“{each}”这个选项" if known else "不是选择题，请写成条件"


def _answer(item: Item) -> Iterator[Flaw]:
    answer = item["answer"]
    if isinstance(answer, str):
        return
    low, high = answer.get("min"), answer.get("max")
    if answer["type"] == "number" and low is not None and high is not None and low > high:
        yield ("answer", "min"), "最小值比最大值还大"
    for name, key in (("options", "value"), ("columns", "key")):
        each = [one[key] for one in answer.get(name, [])]
        if len(set(each)) < len(each):
            yield ("answer", name), "有重复的编号"
        words = [one["label"] for one in answer.get(name, [])]
        if len(set(words)) < len(words):
            yield ("answer", name), "有重复的文字"


def _points(item: Item) -> Iterator[Flaw]:
    points, score, known = item.get("points"), item.get("score", 0), kinds.options_of(item)
    if item["answer"] == "grade3" and score and "basic" not in (points or {}):
        yield ("points",), "计分的项目要写明“基本符合”得几分（basic）"
    for value, each in (points or {}).items():
        if value not in known:
            yield ("points",), f"没有“{value}”这个选项"
        if each > score:
            yield ("points",), f"“{value}”的得分超过本项分值"


class _Reader:
    """Walks one rule: the class of each part, and what does not go together."""

    def __init__(self, before: Mapping[str, Item], own: Item | None) -> None:
        self.before, self.own = before, own
        self.found: list[str] = []

    def wrong(self, rule: Any) -> list[str]:
        self._class(rule, DEEPEST)
        return list(dict.fromkeys(self.found))

    def _class(self, rule: Any, left: int) -> str:
        if not left:
            self.found.append("条件套得太深，请拆开写")
            return OTHER
        if isinstance(rule, list):
            return LIST
        if not isinstance(rule, dict):
            return _literal(rule)
        ((name, given),) = rule.items()
        if name == "var":
            item = self._item(given)
            return _class_of(item) if item else OTHER
        if name == "missing":
            for each in given:
                self._item(each)
            return LIST
        return self._operation(name, given, left)

    def _operation(self, name: str, given: list[Any], left: int) -> str:
        classes = [self._class(each, left - 1) for each in given]
        if name in RECKONED:
            self._must(all(each == NUMBER for each in classes), "加、减、乘只用于数字")
            return NUMBER
        if name in COMPARED:
            same = set(classes) in ({NUMBER}, {DAY})
            self._must(same, "比大小只用于数字和数字、日期和日期")
        elif name in ("==", "!="):
            self._equal(given, classes)
        elif name == "in":
            self._in(given, classes)
        elif name == "if":
            self._must(len(given) % 2 == 1, "“if”要写明都不成立时算什么")
            kept = set(classes[1::2]) | {classes[-1]}
            return kept.pop() if len(kept) == 1 else OTHER
        return TRUTH

    def _equal(self, given: list[Any], classes: list[str]) -> None:
        one, other = classes
        if NOTHING in classes:
            return
        if CHOICE in classes and TEXT in classes:
            self._chosen(given, classes.index(CHOICE))
            return
        comparable = one == other and one not in (LIST, SEVERAL, OTHER)
        self._must(comparable, f"{one}和{other}不能比是否相等")

    def _in(self, given: list[Any], classes: list[str]) -> None:
        one, among = classes
        if one == CHOICE and among == LIST:
            self._chosen(given, 0)
        elif one == TEXT and among == SEVERAL:
            self._chosen(given, 1)
        elif one in (TEXT, NUMBER) and isinstance(given[1], list):
            self._must(
                all(_literal(each) == one for each in given[1]), "列表里的要和前面的是同一类"
            )
        else:
            self._must(False, "“in”只用于：选项在列表里、多选里有某个选项")

    def _chosen(self, given: list[Any], place: int) -> None:
        """The other operand is a value, or several, of the item's own choices."""
        item = self._item(given[place].get("var", ""))
        other = given[1 - place]
        if not item or isinstance(other, dict):
            self.found.append("选项要和写明的值比")
            return
        for each in other if isinstance(other, list) else [other]:
            self._must(each in kinds.options_of(item), f"“{item['text']}”没有“{each}”这个选项")

    def _item(self, path: str) -> Item | None:
        if path == "value" and self.own:
            return self.own
        code = path.removeprefix("answers.")
        if code not in self.before:
            self.found.append(
                "显示条件里没有 value" if path == "value" else f"前面没有编号 {code} 的项目"
            )
        return self.before.get(code)

    def _must(self, holds: bool, why: str) -> None:
        if not holds:
            self.found.append(why)


def _class_of(item: Item) -> str:
    kind = kinds.kind_of(item)
    return CHOICE if kind in kinds.LABELS else KIND_CLASS.get(kind, OTHER)


def _literal(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return TRUTH
    if isinstance(value, int | float):
        return NUMBER
    return DAY if kinds.DAY.fullmatch(value) else TEXT
