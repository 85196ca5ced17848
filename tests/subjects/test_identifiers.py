from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.subjects.identifiers import (
    Flaw,
    Verdict,
    compose_uscc,
    normalise,
    read_organisation_code,
    read_registration_number,
    read_resident_id,
    read_uscc,
)

CASES = Path(__file__).parents[1] / "cases"
TODAY = date(2026, 11, 24)
USCC = list(csv.DictReader((CASES / "uscc.csv").read_text("utf-8").splitlines()))
OTHERS: dict[str, list[dict[str, Any]]] = json.loads(
    (CASES / "identifiers.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", USCC, ids=lambda case: case["code"])
def test_uscc(case: dict[str, str]) -> None:
    assert read_uscc(case["code"]).verdict == case["expect"]


@pytest.mark.parametrize("case", OTHERS["resident_id"], ids=lambda case: case["value"])
def test_resident_id(case: dict[str, str]) -> None:
    read = read_resident_id(case["value"], today=TODAY)
    assert (read.verdict == "valid") == case["expect"].startswith("valid")
    assert read.value == case.get("normalised", case["value"])


@pytest.mark.parametrize(
    "case", OTHERS["legacy_registration_number"], ids=lambda case: case["value"]
)
def test_registration_number(case: dict[str, str]) -> None:
    assert read_registration_number(case["value"]).verdict == case["expect"]


@pytest.mark.parametrize("case", OTHERS["uscc_normalise"], ids=lambda case: case["normalised"])
def test_normalise(case: dict[str, str]) -> None:
    assert normalise(case["value"]) == case["normalised"]


@pytest.mark.parametrize("code", ["91350211M0000XUF46", "91350203M0001QAY9B"])
def test_other_trial_codes_warn(code: str) -> None:
    read = read_uscc(code)
    assert (read.verdict, read.flaw) == (Verdict.WARN_LEGACY, Flaw.CHECK)
    assert "历史赋码" in read.in_words


def test_one_wrong_character_is_always_noticed() -> None:
    good = "11330600098643214C"
    for place in range(8, 18):
        for char in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            bad = good[:place] + char + good[place + 1 :]
            assert (read_uscc(bad).verdict == Verdict.VALID) == (bad == good)


def test_a_mistyped_letter_is_suggested_and_not_replaced() -> None:
    read = read_uscc("1133O6OO098643214C")
    assert read.value == "1133O6OO098643214C"
    assert (read.verdict, read.suggestion) == (Verdict.INVALID, "11330600098643214C")
    assert read.in_words == "含有不会出现的字符，是不是 11330600098643214C"
    assert read_uscc("V1330600098643214C").suggestion is None


@pytest.mark.parametrize(
    ("code", "flaw"),
    [
        ("", Flaw.LENGTH),
        ("91330600", Flaw.LENGTH),
        ("11AB0600098643214C", Flaw.REGION),
        ("113306000986432x4C", Flaw.ORGANISATION_CHECK),
        ("11330600098643214D", Flaw.CHECK),
        ("²¹330600098643214C", Flaw.CHARACTERS),
    ],
)
def test_what_is_wrong_with_a_code(code: str, flaw: Flaw) -> None:
    read = read_uscc(code)
    assert (read.verdict, read.flaw) == (Verdict.INVALID, flaw)
    assert read.in_words


def test_organisation_code_with_and_without_hyphen() -> None:
    assert read_organisation_code("09864321-4").value == "098643214"
    assert read_organisation_code("098643214").verdict == Verdict.VALID
    assert read_organisation_code("098643215").flaw == Flaw.ORGANISATION_CHECK
    assert read_organisation_code("MB1573660").verdict == Verdict.VALID
    assert read_organisation_code("0986").flaw == Flaw.LENGTH
    assert read_organisation_code("09864#214").flaw == Flaw.CHARACTERS


def test_an_old_resident_id_warns_and_is_read_in_the_new_form() -> None:
    read = read_resident_id("110105491231002", today=TODAY)
    assert (read.value, read.verdict) == ("11010519491231002X", Verdict.WARN_LEGACY)
    assert read_resident_id("110105491331002", today=TODAY).flaw == Flaw.DATE


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("330602199001011232", Flaw.CHECK),
        ("990602199001011231", Flaw.CHECK),
        ("000602199001011231", Flaw.REGION),
        ("330602209901011231", Flaw.DATE),
        ("33060219900101123", Flaw.LENGTH),
        ("33060219900101123Y", Flaw.CHARACTERS),
        ("٣30602199001011231", Flaw.CHARACTERS),
    ],
)
def test_what_is_wrong_with_a_resident_id(number: str, flaw: Flaw) -> None:
    assert read_resident_id(number, today=TODAY).flaw == flaw


def test_registration_number_flaws() -> None:
    assert read_registration_number("44030110290013").flaw == Flaw.LENGTH
    assert read_registration_number("44030110290013A").flaw == Flaw.CHARACTERS


def test_composed_codes_are_valid() -> None:
    for serial in ("MA000001", "MAEB4N8H", "09864321", "XXXXXXXX"):
        assert read_uscc(compose_uscc("91", "330602", serial)).verdict == Verdict.VALID
