"""A printer is a file: what is wrong in it is told by file and key, and no code knows its name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.printing import profiles, slips
from backend.printing.simulator import print_out

PROFILE = profiles.load()["escpos-58"]
DRAWN = profiles.load()["cpcl-raster-a4"]


def folder_with(tmp_path: Path, name: str, given: Any) -> Path:
    (tmp_path / f"{name}.json").write_text(json.dumps(given), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "other"}, r"id：应当和文件名一样"),
        ({"columns": 40}, r"columns：.*每列 12 点"),
        ({"language": "telepathy"}, r"language：只能是 escpos、cpcl，现在是 \"telepathy\""),
        ({"language": "cpcl", "font": None}, r"font：应当是 string"),
        ({"ending": "burn"}, r"ending：只能是"),
        ({"band_rows": 65}, r"band_rows：不能大于 64"),
        ({"chunk_bytes": 21}, r"chunk_bytes：不能大于 20"),
        ({"signature": {"width": 600, "height": 50}}, r"signature\.width：签名比纸面宽"),
        ({"signature": {"width": 60}}, r"signature\.height：必须写"),
        ({"segment_bytes": 20}, r"segment_bytes：不能小于 256"),
        ({"colour": "red"}, r"colour：不认识的键"),
        ({"status": [{"ask": "1G", "says": []}]}, r"status\.0\.ask：不合要求"),
        ({"status": [{"ask": "1b68", "says": [{"mask": 1, "state": "sad"}]}]}, r"status\.0\.says"),
    ],
)
def test_a_wrong_profile_is_named(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    given = PROFILE.as_json() | {"font": "8", "page_rows": 1600} | change
    with pytest.raises(ValueError, match=rf"escpos-58\.json：{words}"):
        profiles.load(folder_with(tmp_path, "escpos-58", given))


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="必须写") as told:
        profiles.load(folder_with(tmp_path, "mine", {"language": "cpcl", "dots": 10}))
    lines = str(told.value).splitlines()
    assert len(lines) > 10
    assert all(line.startswith("mine.json：") for line in lines)


def test_what_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"mine\.json：不是 JSON"):
        profiles.load(tmp_path)


def test_a_drawn_page_has_no_code_of_the_printer_and_fits_its_paper(tmp_path: Path) -> None:
    for change, words in ({"qr_native": True}, "qr_native"), ({"columns": 150}, "columns"):
        with pytest.raises(ValueError, match=rf"cpcl-raster-a4\.json：{words}"):
            profiles.load(folder_with(tmp_path, DRAWN.id, DRAWN.as_json() | change))
        profiles.load.cache_clear()


def test_a_new_file_is_a_new_printer(tmp_path: Path) -> None:
    """68 mm, as no file here has it."""
    given = PROFILE.as_json() | {"id": "mine-68", "dots": 504, "columns": 42, "font": "8"}
    made = profiles.load(folder_with(tmp_path, "mine-68", given | {"page_rows": 1600}))["mine-68"]
    blocks = [{"type": "paragraph", "text": "甲" * 30, "indent": False}]
    assert print_out(slips.emit(blocks, made, {}), made).text.split("\n")[0] == "甲" * 21
