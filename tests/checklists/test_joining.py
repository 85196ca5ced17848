"""综合查一次: one form from those of several matters."""

from __future__ import annotations

from typing import Any

import pytest

from backend.checklists import evaluate, filled, flaws, join


def item(code: str, text: str, **more: Any) -> dict[str, Any]:
    bare = {"code": code, "text": text, "key": False, "basis": [], "answer": "pass_fail_na"}
    return filled(bare | more)


def form(code: str, title: str, *items: dict[str, Any]) -> dict[str, Any]:
    section = {"title": "登记", "items": list(items)}
    return {"code": code, "version": 2, "title": title, "sections": [section]}


LICENCE = item("AA01", "证照齐全并且在有效期内")
CATERING = form("catering", "餐饮", LICENCE, item("AA02", "后厨干净整洁没有杂物"))
FIRE = form(
    "fire",
    "消防",
    item("AA02", "疏散通道畅通没有堵塞", key=True),
    item("AA03", "堵塞物已经清走", show_if={"==": [{"var": "answers.AA02"}, "fail"]}),
)


def codes(joined: dict[str, Any]) -> list[str]:
    return [each["code"] for section in joined["sections"] for each in section["items"]]


def test_codes_are_told_apart_by_the_number_of_their_form() -> None:
    joined = join([CATERING, FIRE])
    assert codes(joined) == ["1-AA01", "1-AA02", "2-AA02", "2-AA03"]
    assert joined["title"] == "餐饮、消防"
    assert [section["matter"] for section in joined["sections"]] == ["餐饮", "消防"]
    assert (joined["item_count"], joined["key_count"]) == (4, 1)
    assert joined["parts"] == [
        {"code": "catering", "version": 2, "title": "餐饮"},
        {"code": "fire", "version": 2, "title": "消防"},
    ]


def test_conditions_follow_their_items() -> None:
    joined = join([CATERING, FIRE])
    assert list(flaws(joined)) == []
    answers = {"1-AA02": {"value": "fail"}}
    assert evaluate(joined, answers).visible == ["1-AA01", "1-AA02", "2-AA02"]
    answers["2-AA02"] = {"value": "fail"}
    assert evaluate(joined, answers).visible == codes(joined)


def test_the_same_question_is_asked_once_and_as_strictly_as_the_stricter() -> None:
    again = item("AA01", "证照齐全并且在有效期内", key=True, basis=[{"law": "某法"}])
    follows = item(
        "AA09", "证照上的地址与现场一致", show_if={"==": [{"var": "answers.AA01"}, "pass"]}
    )
    joined = join([CATERING, form("market", "市场", again, follows)])
    assert codes(joined) == ["1-AA01", "1-AA02", "2-AA09"]
    first = joined["sections"][0]["items"][0]
    assert (first["key"], first["basis"]) == (True, [{"law": "某法"}])
    assert evaluate(joined, {"1-AA01": {"value": "pass"}}).visible == codes(joined)
    assert LICENCE["key"] is False


def test_the_same_words_under_another_condition_are_another_question() -> None:
    bare = item("AA03", "堵塞物已经清走")
    assert codes(join([FIRE, form("other", "其他", bare)])) == ["1-AA02", "1-AA03", "2-AA03"]


def test_a_form_whose_questions_were_all_asked_leaves_no_empty_section() -> None:
    joined = join([CATERING, form("same", "相同", LICENCE)])
    assert [section["matter"] for section in joined["sections"]] == ["餐饮"]


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="至少"):
        join([])
