"""One-bit pictures: signatures from strokes or from an image, and rare characters from a font."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CELL = 24
PEN = 3

FOLDERS = (
    Path(__file__).parents[2] / "var/fonts",
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
)
FACES = {
    "NotoSansCJK-Regular.ttc": "Noto Sans Mono CJK SC",
    "NotoSerifCJK-Regular.ttc": "Noto Serif CJK SC",
}


@dataclass(frozen=True)
class Bitmap:
    """`rows` holds height x ceil(width / 8) bytes, the leftmost dot in the highest bit, 1 black."""

    width: int
    height: int
    rows: bytes

    @property
    def stride(self) -> int:
        return (self.width + 7) // 8

    def black(self, x: int, y: int) -> bool:
        return bool(self.rows[y * self.stride + x // 8] & 128 >> x % 8)

    def bands(self, tall: int) -> Iterator[Bitmap]:
        """From the top, each of at most `tall` rows."""
        for top in range(0, self.height, tall):
            rows = min(tall, self.height - top)
            yield Bitmap(
                self.width, rows, self.rows[top * self.stride : (top + rows) * self.stride]
            )


def from_strokes(strokes: Sequence[Sequence[Sequence[int]]], width: int, height: int) -> Bitmap:
    """Draw [[[x, y, t], …], …] with a pen of 3 dots, shrunk to fit width x height, never grown.

    Whole numbers only, so that the phone draws the same dots. Raises ValueError without a point.
    """
    points = [point for stroke in strokes for point in stroke]
    if not points:
        raise ValueError("没有笔画")
    left, top = min(p[0] for p in points), min(p[1] for p in points)
    across, down = max(p[0] for p in points) - left, max(p[1] for p in points) - top
    room = (width - PEN, height - PEN)
    share, whole = (room[0], across) if across * room[1] >= down * room[0] else (room[1], down)
    if share >= whole:
        share, whole = 1, 1
    size = (across * share // whole + PEN, down * share // whole + PEN)
    stride = (size[0] + 7) // 8
    rows = bytearray(stride * size[1])
    for stroke in strokes:
        path = [((p[0] - left) * share // whole, (p[1] - top) * share // whole) for p in stroke]
        for start, end in zip(path, path[1:] or path, strict=False):
            for x, y in _line(*start, *end):
                _stamp(rows, stride, x, y)
    return Bitmap(*size, bytes(rows))


def _line(x: int, y: int, to_x: int, to_y: int) -> Iterator[tuple[int, int]]:
    """Bresenham, both ends included."""
    across, down = abs(to_x - x), -abs(to_y - y)
    step_x, step_y = (1 if x < to_x else -1), (1 if y < to_y else -1)
    error = across + down
    while True:
        yield x, y
        if (x, y) == (to_x, to_y):
            return
        twice = 2 * error
        if twice >= down:
            error += down
            x += step_x
        if twice <= across:
            error += across
            y += step_y


def _stamp(rows: bytearray, stride: int, left: int, top: int) -> None:
    for y in range(top, top + PEN):
        for x in range(left, left + PEN):
            rows[y * stride + x // 8] |= 128 >> x % 8


def from_image(data: bytes, width: int, height: int) -> Bitmap:
    """A PNG or JPEG cropped to its ink and shrunk to fit. Raises ValueError when it is blank."""
    with Image.open(io.BytesIO(data)) as opened:
        whole = opened.convert("RGBA")
    paper = Image.new("RGBA", whole.size, "white")
    grey = Image.alpha_composite(paper, whole).convert("L")
    ink = grey.point(lambda level: 255 * (level < 200)).getbbox()
    if ink is None:
        raise ValueError("图片是空白的")
    cropped = grey.crop(ink)
    cropped.thumbnail((width, height), Image.Resampling.BOX)
    return _packed(cropped, 200)


def from_json(strokes: bytes, width: int, height: int) -> Bitmap:
    """The stored evidence of a signature, {width, height, strokes}, as dots."""
    return from_strokes(json.loads(strokes)["strokes"], width, height)


def glyph(char: str) -> Bitmap | None:
    """A character of 24 x 24 dots from the font, or None when there is none that has it."""
    try:
        picture = _draw(char)
    except FileNotFoundError:
        return None
    return None if picture.rows == _draw("\uffff").rows else picture


@cache
def _draw(char: str) -> Bitmap:
    cell = Image.new("L", (CELL, CELL), 255)
    font = open_font(CELL)
    ImageDraw.Draw(cell).text((CELL // 2, 20), char, 0, font, anchor="ms")
    return _packed(cell, 144)


@lru_cache(4096)
def letter(char: str, cell: int, *, bold: bool = False, double: bool = False) -> Image.Image:
    """A character as a printer writes it, ink 255; ASCII is half as wide as it is high."""
    size = 2 * cell if double else cell
    ink = Image.new("L", (size // 2 if char < "\x80" else size, size))
    draw = ImageDraw.Draw(ink)
    for shift in (0, max(1, cell // 24)) if bold else (0,):
        middle = (ink.width // 2 + shift, size * 21 // 24)
        draw.text(middle, char, 255, open_font(size), anchor="ms")
    return ink


@cache
def open_font(size: int) -> ImageFont.FreeTypeFont:
    """The font of `size` dots that stands for a printer's own; Sans Mono, else Serif.

    Raises FileNotFoundError when the fonts of the set-up are not there.
    """
    for name, face in FACES.items():
        for path in (folder / name for folder in FOLDERS):
            if path.exists():
                return ImageFont.truetype(str(path), size, index=_index(str(path), face))
    raise FileNotFoundError("没有中文字体，请安装 fonts-noto-cjk")


@cache
def _index(path: str, face: str) -> int:
    for index in range(20):
        if ImageFont.truetype(path, 12, index=index).getname()[0] == face:
            return index
    raise FileNotFoundError(f"{path} 里没有 {face}")


def _packed(grey: Image.Image, threshold: int) -> Bitmap:
    inked = grey.point(lambda level: 255 * (level < threshold)).convert("1")
    return Bitmap(*inked.size, inked.tobytes())
