"""ESC/POS for printers with a Chinese font: text in GBK, raster only for signatures.

Same bytes as miniapp/src/printing/escpos.ts: tests/cases/slips holds both to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backend.printing import charset
from backend.printing.drawing import on_paper
from backend.printing.layout import Block, Code, Element, Gap, Line, Page, Picture, no_glyph
from backend.printing.profiles import Profile
from backend.printing.raster import Bitmap
from backend.printing.wrapping import Cell, Glyph

START = b"\x1b\x40\x1c\x26"  # reset, then Chinese mode: without it Chinese prints as rubbish
ALIGN = {"left": b"\x1b\x61\x00", "center": b"\x1b\x61\x01", "right": b"\x1b\x61\x02"}
BOLD = {False: b"\x1b\x45\x00", True: b"\x1b\x45\x01"}
DOUBLE = {False: b"\x1d\x21\x00", True: b"\x1d\x21\x11"}
FEED = b"\n"
FEED_DOTS = b"\x1b\x4a"  # ESC J: at most 255
ENDINGS = {"partial_cut": [b"\x1d\x56\x42\x00"], "tear": [FEED] * 4}
BAND_HEAD = 8


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
    page = Page(profile, images, glyph)
    made = [START]
    state: dict[str, bytes] = {"align": ALIGN["left"], "bold": BOLD[False], "double": DOUBLE[False]}
    for element in on_paper(blocks, page, demo=demo, reprint=reprint, standing=standing):
        for what, command in _style(element):
            if state[what] != command:
                state[what] = command
                made.append(command)
        made += _body(element, profile)
    return made


def _style(element: Element) -> Iterator[tuple[str, bytes]]:
    """What must be set before the element. A blank line needs its height only."""
    if isinstance(element, Line) and element.text:
        yield "align", ALIGN[element.align]
        yield "bold", BOLD[element.bold]
        yield "double", DOUBLE[element.double]
    elif isinstance(element, Code):
        yield "align", ALIGN["center"]
    elif isinstance(element, Picture):
        yield "align", ALIGN[element.align]
    elif not isinstance(element, Gap):
        yield "double", DOUBLE[False]


def _body(element: Element, profile: Profile) -> Iterator[bytes]:
    if isinstance(element, Line):
        yield from _line(element.text)
    elif isinstance(element, Picture):
        yield from _bands(element.bitmap, profile)
    elif isinstance(element, Code):
        yield from _code(element)
    elif isinstance(element, Gap):
        yield FEED_DOTS + bytes([element.dots])
    else:
        yield from ENDINGS[profile.ending]


def _line(text: list[Cell]) -> Iterator[bytes]:
    """Runs of text and pictures of single characters; the line feed belongs to the last one."""
    run = b""
    for cell in text:
        if cell.picture:
            if run:
                yield run
            yield _inline(cell.picture)
            run = b""
        else:
            run += charset.encode(cell.char) or b""
    yield run + FEED


def _inline(picture: Bitmap) -> bytes:
    """ESC * 33: columns of 24 dots, the topmost in the highest bit of three bytes."""
    columns = bytearray()
    for x in range(picture.width):
        bits = 0
        for y in range(24):
            bits = bits << 1 | picture.black(x, y)
        columns += bits.to_bytes(3, "big")
    return b"\x1b\x2a\x21" + picture.width.to_bytes(2, "little") + bytes(columns)


def _bands(bitmap: Bitmap, profile: Profile) -> Iterator[bytes]:
    """GS v 0 in bands: a broken one swallows what follows, so each fits a segment."""
    tall = (profile.segment_bytes - BAND_HEAD) // bitmap.stride
    for band in bitmap.bands(min(profile.band_rows, tall)):
        head = band.stride.to_bytes(2, "little") + band.height.to_bytes(2, "little")
        yield b"\x1d\x76\x30\x00" + head + band.rows


def _code(code: Code) -> Iterator[bytes]:
    """GS ( k: model 2, module size, level M, store, print."""
    data = code.text.encode("ascii")
    yield b"\x1d\x28\x6b\x04\x00\x31\x41\x32\x00"
    yield b"\x1d\x28\x6b\x03\x00\x31\x43" + bytes([code.module])
    yield b"\x1d\x28\x6b\x03\x00\x31\x45\x31"
    yield b"\x1d\x28\x6b" + (len(data) + 3).to_bytes(2, "little") + b"\x31\x50\x30" + data
    yield b"\x1d\x28\x6b\x03\x00\x31\x51\x30"
