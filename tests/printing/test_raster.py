from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from backend.printing import raster
from backend.printing.raster import Bitmap
from tests.printing.cast import written

CASES = json.loads((Path(__file__).parents[1] / "cases/strokes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_strokes_give_the_dots_that_the_phone_draws(case: dict[str, Any]) -> None:
    made = raster.from_strokes(case["strokes"], case["width"], case["height"])
    bitmap = case["bitmap"]
    assert made == Bitmap(bitmap["width"], bitmap["height"], bytes.fromhex(bitmap["rows"]))
    assert made.width <= case["width"]
    assert made.height <= case["height"]


def test_a_line_is_three_dots_thick() -> None:
    made = raster.from_strokes([[[0, 0, 0], [20, 0, 9]]], 176, 56)
    assert (made.width, made.height) == (23, 3)
    assert all(made.black(x, y) for x in range(23) for y in range(3))


def test_an_empty_pad_is_refused() -> None:
    with pytest.raises(ValueError, match="没有笔画"):
        raster.from_strokes([[]], 176, 56)


def test_the_stored_strokes_are_read() -> None:
    stored = json.dumps({"width": 660, "height": 300, "strokes": written("陈立群")}).encode()
    assert raster.from_json(stored, 176, 56) == raster.from_strokes(written("陈立群"), 176, 56)


def png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "1", "RGB", "P"])
def test_a_picture_is_cropped_to_its_ink(mode: str) -> None:
    picture = Image.new("L", (1000, 400), 255)
    ImageDraw.Draw(picture).rectangle((100, 100, 899, 299), fill=0)
    made = raster.from_image(png(picture.convert(mode)), 176, 56)
    assert (made.width, made.height) == (176, 44)
    assert made.black(88, 22)


def test_transparent_is_white() -> None:
    picture = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line((10, 50, 290, 50), fill=(0, 0, 0, 255), width=6)
    made = raster.from_image(png(picture), 176, 56)
    assert made.height < 10


def test_a_blank_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="空白"):
        raster.from_image(png(Image.new("L", (300, 100), 255)), 176, 56)


@pytest.mark.parametrize("char", ["㛃", "𬭚", "²", "𠮷"])
def test_rare_characters_are_drawn(char: str) -> None:
    made = raster.glyph(char)
    assert made is not None
    assert (made.width, made.height) == (24, 24)
    assert 10 < sum(byte.bit_count() for byte in made.rows) < 400


def test_what_no_font_has_is_not_drawn_as_a_box() -> None:
    assert raster.glyph("\U0001f600") is None
    assert raster.glyph("\ue123") is None


def test_without_a_font_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(raster, "FOLDERS", (tmp_path,))
    raster._draw.cache_clear()
    raster.open_font.cache_clear()
    assert raster.glyph("㛃") is None
