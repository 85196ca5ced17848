"""The law comes to the same here and on the phone, and each rule cites what it rests on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.gates import (
    CATALOGUE,
    RULES,
    STAGES,
    FactUnknown,
    Rule,
    blocking,
    broken,
    contradictions,
    reads,
)
from backend.matters import laws

ROOT = Path(__file__).parents[2]
FILE = json.loads((ROOT / "tests/cases/gates.json").read_text("utf-8"))
CASES = FILE["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_facts_break_the_same_rules_here_and_on_the_phone(case: dict[str, Any]) -> None:
    found = broken(case["stage"], case["facts"])
    assert [[each.rule, each.severity, each.message] for each in found] == case["broken"]
    assert all(each.way_on and each.article.startswith("《") for each in found)


@pytest.mark.parametrize("case", FILE["results"], ids=lambda case: case["says"])
def test_a_result_cannot_be_said_beside_what_it_denies(case: dict[str, Any]) -> None:
    assert contradictions(case["facts"]) == case["messages"]
    for name in case["facts"]:
        with pytest.raises(FactUnknown):
            contradictions({key: each for key, each in case["facts"].items() if key != name})


def test_every_check_is_seen_broken_in_the_case_file() -> None:
    seen = {(rule, case["stage"]) for case in CASES for rule, *_ in case["broken"]}
    checked = {(r.id, stage) for r in RULES.values() for c in r.checks for stage in c.stages}
    assert seen == checked


@pytest.mark.parametrize("stage", STAGES)
def test_a_gate_does_not_open_because_a_fact_was_forgotten(stage: str) -> None:
    for name in reads(stage):
        with pytest.raises(FactUnknown):
            broken(stage, {each: None for each in reads(stage) - {name}})


def test_a_stage_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        broken("someday", {})


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_each_cited_article_stands_in_the_kept_copies_or_is_marked(rule: Rule) -> None:
    if rule.unread:
        assert rule.basis.endswith("（待核）")
    else:
        assert laws.article(rule.law, rule.article).text


def test_only_what_must_not_go_on_is_in_the_way() -> None:
    facts = {"party": "refused", "reason": "", "officers": 2, "witness": False, "recorded": False}
    assert [each.message for each in blocking(broken("sign", facts))] == [
        "当事人没有签名，要写明原因"
    ]


def test_the_phone_carries_the_same_catalogue_and_it_is_small() -> None:
    bundled = ROOT / "miniapp" / "src" / "gates" / "catalogue.json"
    assert bundled.read_bytes() == CATALOGUE.read_bytes()
    assert len(bundled.read_bytes()) <= 100_000
