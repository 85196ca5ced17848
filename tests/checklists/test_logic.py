"""Conditions come to the same here and on the phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.checklists import OPERATORS, definitions
from backend.checklists.logic import renamed, run, variables

FILE = json.loads((Path(__file__).parents[1] / "cases/logic.json").read_text("utf-8"))


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["says"])
def test_a_rule_comes_to_the_same_here_and_on_the_phone(case: dict[str, Any]) -> None:
    value = run(case["rule"], FILE["data"])
    assert value == case["want"]
    assert isinstance(value, bool) == isinstance(case["want"], bool)


def test_only_what_both_interpreters_know_can_be_written() -> None:
    assert set(definitions()["logic"]["properties"]) == OPERATORS
    with pytest.raises(KeyError):
        run({"cat": ["a", "b"]}, {})


def test_a_rule_can_be_made_to_read_other_items() -> None:
    rule = {"and": [{"==": [{"var": "answers.AA01"}, "pass"]}, {"missing": ["answers.AA02"]}]}
    assert variables(rule) == ["answers.AA01", "answers.AA02"]
    moved = renamed(rule, {"answers.AA01": "answers.1-AA01", "answers.AA02": "answers.2-AA02"})
    assert variables(moved) == ["answers.1-AA01", "answers.2-AA02"]
    assert variables(rule) == ["answers.AA01", "answers.AA02"]
