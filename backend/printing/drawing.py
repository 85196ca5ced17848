"""The whole page as dots, for printers without a Chinese font or as wide as A4.

The same layout as the text has, drawn with our own font. Twenty to thirty times the bytes, so only
where a profile says so. Blank rows are fed, not sent, and what is blank on the right is cut off.
The phone has no font to draw with: it asks the server for this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from PIL import Image

from backend.printing.layout import (
    Align,
    Block,
    Element,
    Ending,
    Gap,
    Line,
    Page,
    Picture,
    lay_out,
)
from backend.printing.profiles import Profile
from backend.printing.raster import Bitmap, letter
from backend.printing.wrapping import width

PITCH = 30  # dots from line to line where a character has 24
MOST_FED = 255  # dots by one command


def on_paper(blocks: Sequence[Block], page: Page, **marks: Any) -> Iterator[Element]:
    """As layout.lay_out; for a drawn profile as pictures and gaps alone. Raises PrintError."""
    elements = lay_out(blocks, page, **marks)
    return _joined(_drawn(elements, page.profile)) if page.profile.drawn else elements


def _drawn(elements: Iterable[Element], profile: Profile) -> Iterator[Element]:
    yield Gap(profile.margin)
    for element in elements:
        if isinstance(element, Gap):
            yield Gap(element.dots * profile.scale)
        elif isinstance(element, Line):
            yield from _cropped(_line(element, profile))
        elif isinstance(element, Picture):
            yield from _cropped(_picture(element, profile))
        elif isinstance(element, Ending):
            yield Gap(profile.margin)
            yield element


def _joined(elements: Iterable[Element]) -> Iterator[Element]:
    """Gaps that follow each other are one, in steps that a printer feeds at once."""
    fed = 0
    for element in elements:
        if isinstance(element, Gap):
            fed += element.dots
            continue
        while fed:
            yield Gap(min(fed, MOST_FED))
            fed -= min(fed, MOST_FED)
        yield element


def _line(line: Line, profile: Profile) -> Image.Image:
    column = profile.cell // 2 * (2 if line.double else 1)
    tall = 2 * profile.cell if line.double else PITCH * profile.scale
    drawn = Image.new("L", (profile.dots, tall))
    x = _left(width(line.text) * column, line.align, profile)
    for cell in line.text:
        if cell.char != " ":
            ink = letter(cell.char, profile.cell, bold=line.bold, double=line.double)
            drawn.paste(255, (x, 0), ink)
        x += cell.width * column
    return drawn


def _picture(picture: Picture, profile: Profile) -> Image.Image:
    bitmap, scale = picture.bitmap, profile.scale
    dots = Image.frombytes("1", (bitmap.width, bitmap.height), bitmap.rows).convert("L")
    ink = dots.resize((dots.width * scale, dots.height * scale), Image.Resampling.NEAREST)
    drawn = Image.new("L", (profile.dots, ink.height))
    drawn.paste(ink, (_left(ink.width, picture.align, profile), 0))
    return drawn


def _left(wide: int, align: Align, profile: Profile) -> int:
    room = profile.dots - 2 * profile.margin - wide
    return profile.margin + {"left": 0, "center": room // 2, "right": room}[align]


def _cropped(drawn: Image.Image) -> Iterator[Element]:
    ink = drawn.point(lambda level: 255 * (level > 112)).convert("1")
    box = ink.getbbox()
    if box is None:
        yield Gap(drawn.height)
        return
    _, top, right, bottom = box
    kept = ink.crop((0, top, (right + 7) // 8 * 8, bottom))
    yield Gap(top)
    yield Picture(Bitmap(kept.width, kept.height, kept.tobytes()))
    yield Gap(drawn.height - bottom)
