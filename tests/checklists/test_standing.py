"""What an item takes, how it reads, and what a form's answers come to."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from backend.checklists import accepts, evaluate, in_words, named, words

FILE = json.loads((Path(__file__).parents[1] / "cases/forms.json").read_text("utf-8"))
VALUES = [
    pytest.param(case, id=f"{case['item']} {json.dumps(case['value'], ensure_ascii=False)[:60]}")
    for case in FILE["values"]
]


@pytest.mark.parametrize("case", VALUES)
def test_a_value_is_taken_here_as_on_the_phone(case: dict[str, Any]) -> None:
    item = FILE["items"][case["item"]]
    assert accepts(item, case["value"]) is case["accepts"]
    if "words" in case:
        assert words(item, case["value"]) == case["words"]


@pytest.mark.parametrize("case", FILE["forms"], ids=lambda case: case["says"])
def test_answers_come_to_the_same_here_and_on_the_phone(case: dict[str, Any]) -> None:
    assert asdict(evaluate(case["form"], case["answers"])) == case["want"]


def test_scores_are_written_without_idle_noughts() -> None:
    assert {number: in_words(int(number)) for number in FILE["score_words"]} == FILE["score_words"]


def test_an_answer_names_the_originals_it_is_made_of() -> None:
    one, other = "a" * 64, "b" * 64
    assert named([one, other]) == [one, other]
    assert named({"image": one, "strokes": other}) == [one, other]
    assert named(one) == named(["pass"]) == named([{"name": one}]) == named(None) == []
