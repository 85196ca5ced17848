"""What is wrong with a form is told with its place, in words for people who write forms."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.checklists import definitions, flaws, too_deep

GAS = {
    "type": "single",
    "options": [{"value": "pipe", "label": "管道"}, {"value": "lpg", "label": "瓶装"}],
}
KIT = {
    "type": "multi",
    "options": [{"value": "a", "label": "灭火器"}, {"value": "b", "label": "喷淋"}],
}


def item(code: str, answer: Any, **more: Any) -> dict[str, Any]:
    return {"code": code, "text": f"检查内容{code}", "key": False, "answer": answer} | more


def wrong(*items: dict[str, Any]) -> list[str]:
    return [why for _, why in flaws({"sections": [{"title": "一", "items": list(items)}]})]


BEFORE = [
    item("AA01", GAS),
    item("AA02", KIT),
    item("AA03", {"type": "number"}),
    item("AA04", {"type": "date"}),
    item("AA05", {"type": "text"}),
    item("AA06", {"type": "photo"}),
    item("AA07", "grade3"),
]
GOOD = [
    {"==": [{"var": "answers.AA01"}, "lpg"]},
    {"!=": [{"var": "answers.AA07"}, None]},
    {"in": [{"var": "answers.AA01"}, ["lpg", "pipe"]]},
    {"in": ["a", {"var": "answers.AA02"}]},
    {"<": [0, {"var": "answers.AA03"}, 8.5]},
    {">": [{"+": [{"var": "answers.AA03"}, 1]}, {"*": [2, {"var": "answers.AA03"}]}]},
    {"<=": [{"var": "answers.AA04"}, "2026-12-01"]},
    {"==": [{"var": "answers.AA05"}, "无"]},
    {"!": [{"missing": ["answers.AA06"]}]},
    {"and": [{"!!": [{"var": "answers.AA06"}]}, {"or": [True, False]}]},
    {"==": [{"if": [{"var": "answers.AA06"}, 1, 2]}, 1]},
]
BAD: list[tuple[str, Any, str]] = [
    ("an unknown item", {"!!": [{"var": "answers.ZZ99"}]}, "前面没有编号 ZZ99 的项目"),
    ("an item not yet asked", {"missing": ["answers.BB02"]}, "前面没有编号 BB02 的项目"),
    ("itself", {"!!": [{"var": "answers.BB01"}]}, "前面没有编号 BB01 的项目"),
    ("its own value", {"!!": [{"var": "value"}]}, "显示条件里没有 value"),
    ("a choice nobody has", {"==": [{"var": "answers.AA01"}, "coal"]}, "没有“coal”这个选项"),
    ("one of several", {"in": ["c", {"var": "answers.AA02"}]}, "没有“c”这个选项"),
    ("a list of choices", {"in": [{"var": "answers.AA01"}, ["x"]]}, "没有“x”这个选项"),
    ("a text with a number", {"<": [{"var": "answers.AA05"}, 3]}, "比大小只用于"),
    ("a choice by size", {"<": [{"var": "answers.AA01"}, "x"]}, "比大小只用于"),
    ("a number with a text", {"==": [{"var": "answers.AA03"}, "3"]}, "数字和文字不能比"),
    ("a photo with a text", {"==": [{"var": "answers.AA06"}, "x"]}, "其他和文字不能比"),
    ("several with one", {"==": [{"var": "answers.AA02"}, "a"]}, "多选和文字不能比"),
    ("a sum of texts", {"<": [{"+": ["1", 2]}, 3]}, "加、减、乘只用于数字"),
    ("a number in a text", {"in": [1, {"var": "answers.AA05"}]}, "“in”只用于"),
    ("no else", {"if": [True, True]}, "“if”要写明都不成立时算什么"),
]


@pytest.mark.parametrize("rule", GOOD, ids=str)
def test_a_condition_on_what_was_asked_before_is_taken(rule: Any) -> None:
    schema = definitions()
    assert Draft202012Validator({"$ref": "#/$defs/logic", "$defs": schema}).is_valid(rule)
    assert wrong(*BEFORE, item("BB01", "grade3", show_if=rule)) == []


@pytest.mark.parametrize(("rule", "why"), [each[1:] for each in BAD], ids=[b[0] for b in BAD])
def test_a_condition_that_two_languages_could_read_apart_is_refused(rule: Any, why: str) -> None:
    told = wrong(*BEFORE, item("BB01", "grade3", show_if=rule), item("BB02", "grade3"))
    assert any(why in each for each in told), told


@pytest.mark.parametrize(
    "rule",
    [
        {"cat": ["a"]},
        {"var": "answers"},
        {"var": ["answers.AA01", 5]},
        {"var": "answers.AA01.0"},
        {"==": [1]},
        {"==": 1},
        {"<": [1, 2, 3, 4]},
        {"missing": ["value"]},
        {"==": [1, 2], "!=": [1, 2]},
        {},
        "x",
        {"in": [1, [{"var": "value"}]]},
    ],
    ids=str,
)
def test_what_the_libraries_do_not_share_cannot_be_written(rule: Any) -> None:
    schema = {"$ref": "#/$defs/logic", "$defs": definitions()}
    assert not Draft202012Validator(schema).is_valid(rule)


def test_a_rule_of_its_own_value_may_say_what_is_a_problem() -> None:
    cold = item("BB01", {"type": "number"}, fails={">": [{"var": "value"}, 8]})
    fewer = item(
        "BB02", {"type": "number"}, fails={"<": [{"var": "value"}, {"var": "answers.AA03"}]}
    )
    assert wrong(*BEFORE, cold, fewer) == []


def test_values_and_points_are_those_of_the_item() -> None:
    assert wrong(item("AA01", GAS, fails=["coal"])) == ["没有“coal”这个选项"]
    assert wrong(item("AA01", {"type": "text"}, fails=["x"])) == ["不是选择题，请写成条件"]
    assert wrong(item("AA01", GAS, score=1, points={"coal": 1})) == ["没有“coal”这个选项"]
    assert wrong(item("AA01", GAS, score=1, points={"lpg": 2})) == ["“lpg”的得分超过本项分值"]
    assert wrong(item("AA01", "grade3", score=1)) == ["计分的项目要写明“基本符合”得几分（basic）"]


def test_an_answer_holds_together() -> None:
    turned = {"type": "number", "min": 5, "max": 1}
    twice = {"type": "single", "options": [{"value": "a", "label": "甲"}] * 2}
    assert wrong(item("AA01", turned)) == ["最小值比最大值还大"]
    assert wrong(item("AA01", twice)) == ["有重复的编号", "有重复的文字"]


def test_a_place_leads_to_the_item() -> None:
    form = {
        "sections": [
            {"title": "一", "items": BEFORE},
            {"title": "二", "items": [item("BB01", "grade3", show_if={"!!": [{"var": "value"}]})]},
        ]
    }
    assert [place for place, _ in flaws(form)] == [("sections", 1, "items", 0, "show_if")]


def nested(levels: int) -> Any:
    rule: Any = True
    for _ in range(levels):
        rule = {"!": [rule]}
    return rule


def test_a_rule_as_deep_as_a_well_is_refused_before_anything_follows_it() -> None:
    assert too_deep(nested(5000))
    assert not too_deep({"sections": [{"items": BEFORE}]})
    assert wrong(*BEFORE, item("BB01", "grade3", show_if=nested(7))) == []
    told = wrong(*BEFORE, item("BB01", "grade3", show_if=nested(9)))
    assert told == ["条件套得太深，请拆开写"]
