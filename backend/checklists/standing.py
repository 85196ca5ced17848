"""What the answers of a form come to, the same as miniapp/src/checklists/standing.ts
(tests/cases/forms.json).

One pass in the order of the form: a condition reads only items before its own, and an item that is
not shown counts as not answered for those after it, though its answer is kept. Scores are whole
hundredths, rounded half up; 合理缺项 and 不适用 leave the denominator, 未检查 and what is not
answered stay in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backend.checklists import kinds, logic
from backend.checklists.kinds import Item

Form = Mapping[str, Any]
Answers = Mapping[str, Mapping[str, Any]]

VERDICTS = {
    "pass": "符合",
    "basic": "基本符合",
    "fail": "不符合",
    "na": "不适用",
    "unchecked": "未检查",
    "noted": "已记录",
}
LEFT_OUT = {"na": "na", "absent": "na", "unchecked": "unchecked", "basic": "basic"}


@dataclass(frozen=True)
class Score:
    """In hundredths. `standard` is 标化分, None where nothing could be scored."""

    got: int
    possible: int
    standard: int | None
    fails_whole: bool


@dataclass(frozen=True)
class Standing:
    """By code, in the order of the form. A verdict stands for each item shown and answered."""

    visible: list[str]
    missing: list[str]
    problems: list[str]
    verdicts: dict[str, str]
    score: Score | None


def items_of(form: Form) -> Iterator[Item]:
    for section in form["sections"]:
        yield from section["items"]


def filled(item: Item) -> dict[str, Any]:
    """What may be left out of an item that cannot be a problem stands there all the same."""
    bare: dict[str, Any] = {
        "typical": [],
        "measure": "",
        "evidence": {"photos_on_fail": 0, "what": []},
        "dispositions": [],
        "deadline": None,
    }
    return bare | dict(item)


def evaluate(form: Form, answers: Answers) -> Standing:
    visible: list[str] = []
    missing: list[str] = []
    verdicts: dict[str, str] = {}
    read: dict[str, Any] = {}
    for item in items_of(form):
        code = item["code"]
        if "show_if" in item and not logic.truthy(logic.run(item["show_if"], {"answers": read})):
            continue
        visible.append(code)
        value = answers[code]["value"] if code in answers else None
        if not kinds.answered(item, value) and item.get("required", True):
            missing.append(code)
        if value is not None:
            read[code] = kinds.meant(item, value)
            verdicts[code] = verdict(item, value, read)
    problems = [code for code, each in verdicts.items() if each == "fail"]
    shown = [item for item in items_of(form) if item["code"] in set(visible)]
    scored = any(item.get("score") for item in items_of(form))
    score = _score(shown, answers, verdicts) if scored else None
    return Standing(visible, missing, problems, verdicts, score)


def verdict(item: Item, value: Any, read: Mapping[str, Any]) -> str:
    """`read` are the answers shown so far, as a rule reads them."""
    if _fails(item, value, read):
        return "fail"
    fixed = isinstance(item["answer"], str)
    if fixed and value in LEFT_OUT:
        return LEFT_OUT[value]
    return "pass" if fixed or "fails" in item else "noted"


def can_fail(item: Item) -> bool:
    return isinstance(item["answer"], str) or "fails" in item


def _fails(item: Item, value: Any, read: Mapping[str, Any]) -> bool:
    fails = item.get("fails", kinds.FAILS.get(kinds.kind_of(item), []))
    if isinstance(fails, dict):
        data = {"value": kinds.meant(item, value), "answers": read}
        return logic.truthy(logic.run(fails, data))
    if isinstance(value, list):
        return any(each in fails for each in value)
    return value in fails


def _score(shown: list[Item], answers: Answers, verdicts: Mapping[str, str]) -> Score:
    got = possible = 0
    for item in shown:
        code, most = item["code"], hundredths(item.get("score", 0))
        if verdicts.get(code) == "na":
            continue
        possible += most
        if code in verdicts:
            got += _earned(item, answers[code]["value"], most, verdicts[code])
    standard = (2 * got * 10000 + possible) // (2 * possible) if possible else None
    keys = {item["code"] for item in shown if item["key"]}
    return Score(got, possible, standard, any(verdicts.get(code) == "fail" for code in keys))


def _earned(item: Item, value: Any, most: int, judged: str) -> int:
    points = item.get("points", {})
    if isinstance(value, str) and value in points:
        return min(most, hundredths(points[value]))
    return 0 if judged in ("fail", "unchecked") else most


def hundredths(number: float) -> int:
    """Whole hundredths of what the schema takes: halves."""
    return round(number * 100)


def in_words(number: int) -> str:
    """850 as 8.5, 10000 as 100, 6667 as 66.67."""
    whole, rest = divmod(number, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
