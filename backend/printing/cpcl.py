"""CPCL for portable printers with a page memory: text in GBK, everything at its place in dots.

Same bytes as miniapp/src/printing/cpcl.ts: tests/cases/slips holds both to it. A page is printed
by its PRINT alone, so what broke off before can be begun again. Lines end with CRLF everywhere
(Zebra, CPCL Programming Manual, PROMAN-CPCL-061; the fonts are named by the makers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.printing import charset
from backend.printing.drawing import on_paper
from backend.printing.layout import (
    Block,
    Code,
    Element,
    Ending,
    Gap,
    Line,
    Page,
    Picture,
    no_glyph,
)
from backend.printing.profiles import Profile
from backend.printing.qr import modules
from backend.printing.raster import Bitmap
from backend.printing.wrapping import Cell, Glyph, width

EOL = b"\r\n"
COLUMN = 12  # dots of one ASCII character
PITCH, TALL_PITCH = 30, 48  # dots from line to line
TAIL = 96  # blank paper up to where it is torn
BAND_HEAD = 32  # "CG 104 64 832 65535 " and the end of the line


@dataclass(frozen=True)
class Placed:
    element: Element
    y: int


@dataclass(frozen=True)
class Sheet:
    """One page of the printer's memory; `height` in dots."""

    height: int
    content: list[Placed]


def commands(
    blocks: Sequence[Block],
    profile: Profile,
    images: Mapping[str, Bitmap],
    *,
    glyph: Glyph = no_glyph,
    demo: bool = False,
    reprint: int = 0,
    standing: str = "",
) -> list[bytes]:
    """As slips.commands. Raises PrintError."""
    marks: dict[str, Any] = {"demo": demo, "reprint": reprint, "standing": standing}
    elements = on_paper(blocks, Page(profile, images, glyph), **marks)
    made: list[bytes] = []
    for sheet in _sheets(elements, profile):
        made += _sheet(sheet, profile)
    return made


def _sheets(elements: Iterable[Element], profile: Profile) -> Iterator[Sheet]:
    """Pages that follow each other without a gap; only the last of a part leaves room to tear."""
    content: list[Placed] = []
    y = 0
    for element in elements:
        if isinstance(element, Ending):
            yield Sheet(y + TAIL, content)
            content, y = [], 0
            continue
        for piece, tall in _pieces(element, profile):
            if content and y + tall > profile.page_rows:
                yield Sheet(y, content)
                content, y = [], 0
            content.append(Placed(piece, y))
            y += tall


def _pieces(element: Element, profile: Profile) -> Iterator[tuple[Element, int]]:
    """What may be parted by the end of a page, each with its height."""
    if isinstance(element, Line):
        yield element, TALL_PITCH if element.double else PITCH
    elif isinstance(element, Code):
        yield element, modules(element.text) * element.module
    elif isinstance(element, Gap):
        yield element, element.dots
    elif isinstance(element, Picture):
        yield from ((band, band.bitmap.height) for band in _bands(element, profile))


def _sheet(sheet: Sheet, profile: Profile) -> Iterator[bytes]:
    head = f"! 0 200 200 {sheet.height} 1\r\nPAGE-WIDTH {profile.dots}\r\n"
    yield head.encode()
    bold, double = False, False
    for placed in sheet.content:
        element, y = placed.element, placed.y
        if isinstance(element, Line):
            if element.text and element.bold != bold:
                bold = element.bold
                yield f"SETBOLD {int(bold)}\r\n".encode()
            if element.text and element.double != double:
                double = element.double
                yield f"SETMAG {1 + double} {1 + double}\r\n".encode()
            yield from _line(element, y, profile)
        elif isinstance(element, Code):
            yield _code(element, y, profile)
        elif isinstance(element, Picture):
            yield _graphic(element.bitmap, _left(element, profile), y)
    if bold:
        yield b"SETBOLD 0\r\n"
    if double:
        yield b"SETMAG 1 1\r\n"
    yield b"PRINT\r\n"


def _line(line: Line, y: int, profile: Profile) -> Iterator[bytes]:
    """A TEXT for each run of characters; pictures of single characters stand between them."""
    column = COLUMN * (2 if line.double else 1)
    room = profile.dots - width(line.text) * column
    x = {"left": 0, "center": room // 2, "right": room}[line.align]
    run: list[Cell] = []
    start = x
    for cell in line.text:
        if cell.picture:
            yield from _text(run, start, y, profile)
            yield _graphic(cell.picture, x, y)
            run = []
        elif run or cell.char != " ":  # a space in front is a place, not ink
            start = start if run else x
            run.append(cell)
        x += cell.width * column
    yield from _text(run, start, y, profile)


def _text(run: Sequence[Cell], x: int, y: int, profile: Profile) -> Iterator[bytes]:
    written = b"".join(charset.encode(cell.char) or b"" for cell in run).rstrip(b" ")
    if written:
        yield f"TEXT {profile.font} 0 {x} {y} ".encode() + written + EOL


def _graphic(bitmap: Bitmap, x: int, y: int) -> bytes:
    return f"CG {bitmap.stride} {bitmap.height} {x} {y} ".encode() + bitmap.rows + EOL


def _bands(picture: Picture, profile: Profile) -> Iterator[Picture]:
    tall = (profile.segment_bytes - BAND_HEAD) // picture.bitmap.stride
    for band in picture.bitmap.bands(min(profile.band_rows, tall)):
        yield Picture(band, picture.align)


def _left(picture: Picture, profile: Profile) -> int:
    room = profile.dots - picture.bitmap.width
    return {"left": 0, "center": room // 2, "right": room}[picture.align]


def _code(code: Code, y: int, profile: Profile) -> bytes:
    x = (profile.dots - modules(code.text) * code.module) // 2
    head = f"BARCODE QR {x} {y} M 2 U {code.module}\r\n"
    return f"{head}MA,{code.text}\r\nENDQR\r\n".encode("ascii")
