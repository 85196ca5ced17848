from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.inspections import rules
from backend.inspections.catalogue import as_markdown

CASES = json.loads((Path(__file__).parents[1] / "cases/inspection.json").read_text("utf-8"))


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
        "places": {
            officer: each["position"]
            for officer, each in record["presence"].items()
            if "position" in each
        },
        "needs": rules.needed_documents(record),
        "unsigned": rules.unsigned(record),
        "named": sorted(rules.named_evidence(record)),
        "missing": record["evidence"],
        "answers": {code: each["value"] for code, each in record["answers"].items()},
        "credentials": record["credentials"]
        and {key: record["credentials"][key] for key in ("at", "means")},
        "shown_at": record["credentials"] and record["credentials"]["position"],
        "avoidance": record["avoidance"] and record["avoidance"]["answer"],
        "result": record["conclusion"] and record["conclusion"]["result"],
        "no_position_reason": record["no_position_reason"],
    }
    assert {key: seen[key] for key in expect} == expect


def test_the_catalogue_in_docs_is_the_one_in_the_code() -> None:
    docs = Path(__file__).parents[2] / "docs" / "rules.md"
    assert docs.read_text("utf-8") == as_markdown()
