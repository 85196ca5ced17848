"""The slips shared with the phone, and what is asked of the two documents."""

from __future__ import annotations

from typing import Any

import pytest

from backend.printing.profiles import Profile
from backend.printing.simulator import print_out
from tests.printing import golden

PROFILES = list(golden.TEXT.values())


@pytest.fixture(params=golden.FILES, ids=lambda path: str(path.stem))
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return golden.load(request.param)


@pytest.fixture(params=PROFILES, ids=lambda profile: str(profile.id))
def profile(request: pytest.FixtureRequest) -> Profile:
    found: Profile = request.param
    return found


def test_every_slip_is_what_was_looked_at(case: dict[str, Any], profile: Profile) -> None:
    assert golden.payload(case, profile) == case["payloads"][profile.id]


def test_the_bytes_start_as_the_printer_needs_it_and_hold_no_stray_controls(
    case: dict[str, Any], profile: Profile
) -> None:
    made = golden.commands(case, profile)
    if profile.language == "cpcl":
        assert made[0].startswith(b"! 0 200 200 ")
        assert made[-1] == b"PRINT\r\n"
        assert all(command.endswith(b"\r\n") for command in made)
        return
    assert made[0] == b"\x1b\x40\x1c\x26"
    names = {command.name for command in print_out(b"".join(made), profile).commands}
    assert names <= {
        *("reset", "chinese", "align", "bold", "double", "text", "picture"),
        *("feed", "gap", "raster", "qr", "cut"),
    }


@pytest.mark.parametrize("name", ["notice", "record"])
def test_both_documents_with_two_signatures_are_short(name: str, profile: Profile) -> None:
    case = golden.load(golden.FOLDER / f"{name}.json")
    assert len(case["strokes"]) == 2
    most = {"escpos": 5000, "cpcl": 6500}[profile.language] + (0 if profile.qr_native else 1800)
    assert sum(map(len, golden.commands(case, profile))) <= most


def test_demo_and_reprint_are_marked_on_every_part(profile: Profile) -> None:
    case = golden.load(golden.FOLDER / "copies.json")
    lines = [line.strip() for line in case["payloads"][profile.id]["text"]]
    assert lines.count("演示 无效") == 4
    assert lines.count("重打 第12次") == 2


def test_each_part_says_whether_it_is_the_original_or_a_copy(profile: Profile) -> None:
    def said(name: str) -> list[str]:
        case = golden.load(golden.FOLDER / f"{name}.json")
        return [line.strip() for line in case["payloads"][profile.id]["text"]]

    assert said("copies").count("【原件】") == 2
    assert said("notice").count("【副本】以归档的原件为准") == 1
    assert "【" not in "".join(said("signatures"))  # to be signed by hand: it may become either


def test_a_notice_that_is_no_demo_and_no_repetition_bears_no_mark(profile: Profile) -> None:
    text = "\n".join(golden.load(golden.FOLDER / "record.json")["payloads"][profile.id]["text"])
    assert "演示" not in text
    assert "重打" not in text


def test_hostile_names_print_as_text(profile: Profile) -> None:
    text = "\n".join(golden.load(golden.FOLDER / "injection.json")["payloads"][profile.id]["text"])
    for written in ("! 0 200 200 500 1", "PRINT", "#set page(width: 1cm)", "{机关名称}", "$x$"):
        assert written in text
