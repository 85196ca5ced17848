from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.inspections import rules
from backend.inspections.catalogue import as_markdown

CASES = json.loads((Path(__file__).parents[1] / "cases/inspection.json").read_text("utf-8"))
CHEN, SHEN = "chen", "shen"


def reduced(case: Mapping[str, Any]) -> rules.Record:
    first, *others = case["commands"]
    given = first["payload"]
    record = rules.begin(
        at=first["at"],
        officer=case["officer"],
        position=given["position"],
        reason=given["no_position_reason"],
    )
    for command in others:
        record = rules.apply(record, command["kind"], command["payload"], at=command["at"])
    return record


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["says"])
def test_commands_come_to_the_same_here_and_on_the_phone(case: Mapping[str, Any]) -> None:
    record, expect = reduced(case), case["expect"]
    seen = {
        "state": rules.state_of(record, record["evidence"]),
        "presence": {officer: each["state"] for officer, each in record["presence"].items()},
        "needs": rules.needed_documents(record),
        "unsigned": rules.unsigned(record),
        "named": sorted(rules.named_evidence(record)),
        "missing": record["evidence"],
        "answers": {code: each["value"] for code, each in record["answers"].items()},
        "credentials": record["credentials"]
        and {key: record["credentials"][key] for key in ("at", "means")},
        "avoidance": record["avoidance"] and record["avoidance"]["answer"],
        "result": record["conclusion"] and record["conclusion"]["result"],
        "no_position_reason": record["no_position_reason"],
    }
    assert {key: seen[key] for key in expect} == expect


def lawful() -> rules.Record:
    record = rules.begin(at="2026-11-24T14:00:00+08:00", officer=CHEN, position=None, reason="")
    record["presence"][SHEN] = {"state": "confirmed", "at": "2026-11-24T14:01:00+08:00"}
    shown = {"officer_ids": [CHEN, SHEN], "means": "physical", "read_out": True}
    record = rules.apply(
        record, "inspection.show_credentials", shown, at="2026-11-24T14:02:00+08:00"
    )
    asked = {"answer": "none", "target_officer_id": None, "reason": ""}
    record = rules.apply(record, "inspection.ask_avoidance", asked, at="2026-11-24T14:03:00+08:00")
    answer = {"item": "CY01", "value": "pass", "note": "", "finding": None}
    return rules.apply(record, "inspection.answer", answer, at="2026-11-24T14:04:00+08:00")


VALID = {CHEN: True, SHEN: True}


def test_a_lawful_inspection_has_no_flaw() -> None:
    assert rules.flaws(lawful(), team=VALID, unanswered=0) == {}


def test_l1_two_certified_officers_present() -> None:
    record = lawful()
    record["presence"][SHEN] = {"state": "reported", "at": "2026-11-24T14:01:00+08:00"}
    assert set(rules.flaws(record, team=VALID, unanswered=0)) == {"L1"}


def test_l1_auxiliary_staff_never_count() -> None:
    record = lawful()
    record["presence"] = {CHEN: record["presence"][CHEN], "helper": record["presence"][SHEN]}
    assert "L1" in rules.flaws(record, team=VALID, unanswered=0)


def test_l2_certificates_valid_on_the_day() -> None:
    found = rules.flaws(lawful(), team=VALID | {SHEN: False}, unanswered=0)
    assert set(found) == {"L2"}


@pytest.mark.parametrize(("rule", "key"), [("L3", "credentials"), ("L4", "avoidance")])
def test_l3_l4_before_the_first_answer(rule: str, key: str) -> None:
    late, never = lawful(), lawful()
    late[key] = late[key] | {"at": "2026-11-24T06:04:01+00:00"}  # a second after, in another zone
    never[key] = None
    for record in (late, never):
        assert set(rules.flaws(record, team=VALID, unanswered=0)) == {rule}


def test_a_changed_answer_keeps_the_moment_of_the_first() -> None:
    record = lawful()
    answer = {"item": "CY01", "value": "na", "note": "", "finding": None}
    record = rules.apply(record, "inspection.answer", answer, at="2026-11-24T15:00:00+08:00")
    record["credentials"] = record["credentials"] | {"at": "2026-11-24T14:30:00+08:00"}
    assert "L3" in rules.flaws(record, team=VALID, unanswered=0)


def test_l6_every_item_has_its_answer() -> None:
    found = rules.flaws(lawful(), team=VALID, unanswered=1)
    assert found == {"L6": "检查表有 1 项没有结论"}


def test_the_catalogue_in_docs_is_the_one_in_the_code() -> None:
    docs = Path(__file__).parents[2] / "docs" / "rules.md"
    assert docs.read_text("utf-8") == as_markdown()
