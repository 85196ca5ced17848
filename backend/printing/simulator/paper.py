"""The paper that comes out of the printer: its exact text, its height, and a picture of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import qrcode
from PIL import Image
from qrcode.util import QRData

from backend.printing.profiles import Profile
from backend.printing.raster import CELL, Bitmap, letter
from backend.printing.simulator import cpcl
from backend.printing.simulator.reader import Command, Garbled, read

SPACING = 30  # dots from line to line after a reset
MARGIN = 32  # dots at both sides that no printer reaches
HEAD = 40  # dots of blank paper before the first line


@dataclass(frozen=True)
class Mark:
    """Something black: a character, the dots of a picture, or a QR code (text, module)."""

    x: int
    y: int
    what: str | Bitmap | tuple[str, int]
    bold: bool = False
    double: bool = False


@dataclass(frozen=True)
class Paper:
    """text: the lines as they stand, pictures of single characters as □. height in dots."""

    text: str
    height: int
    height_mm: float
    commands: list[Command]
    qr: list[str]
    width: int
    marks: list[Mark]

    def draw(self) -> Image.Image:
        """One pixel a dot, with the blank paper around."""
        image = Image.new("L", (self.width + 2 * MARGIN, self.height + 2 * HEAD), 255)
        for mark in self.marks:
            image.paste(0, (MARGIN + mark.x, HEAD + mark.y), _ink(mark))
        return image


@dataclass
class _Press:
    """Where the head is, how it is set, and what it has printed."""

    profile: Profile
    y: int = 0
    align: str = "left"
    bold: bool = False
    double: bool = False
    held: list[tuple[str | Bitmap, bool, bool]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    qr: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def print_out(data: bytes, profile: Profile, *, finished: bool = True) -> Paper:
    """Raises Garbled. With finished=False the bytes may end anywhere: the paper so far."""
    if profile.language == "cpcl":
        return _print_pages(cpcl.read(data, profile, finished=finished).commands, profile)
    commands = read(data, finished=finished).commands
    press = _Press(profile)
    for command in commands:
        _do(press, command)
    if finished and press.held:
        raise Garbled(len(data), "最后一行没有换行，不会打出来")
    text = "\n".join(press.lines)
    height_mm = round(press.y / profile.dots_per_mm, 1)
    return Paper(text, press.y, height_mm, commands, press.qr, profile.dots, press.marks)


def _print_pages(commands: list[Command], profile: Profile) -> Paper:
    """What stands on each page once it was told to print; the pages follow each other."""
    lines, marks, codes = list[str](), list[Mark](), list[str]()
    done, height, page = 0, 0, list[cpcl.Placed]()
    for command in commands:
        if command.name == "page":
            height, page = command.value, []
        elif command.name == "placed":
            page.append(command.value)
        elif command.name == "abort":
            page = []
        elif command.name == "print":
            for placed in page:
                if isinstance(placed.what, tuple):
                    codes.append(placed.what[0])
                    _fits(command.offset, placed, profile, height)
                marks += _marks_of(placed, done)
            lines += [] if profile.drawn else _lines_of(page)
            done += height
    text = "\n".join(lines)
    return Paper(
        *(text, done, round(done / profile.dots_per_mm, 1), commands, codes, profile.dots, marks)
    )


def _fits(offset: int, placed: cpcl.Placed, profile: Profile, height: int) -> None:
    assert isinstance(placed.what, tuple)
    across, down = _code_image(*placed.what).size
    if placed.x + across > profile.dots or placed.y + down > height:
        raise Garbled(offset, "二维码超出纸边")


def _marks_of(placed: cpcl.Placed, above: int) -> Iterator[Mark]:
    if not isinstance(placed.what, str):
        yield Mark(placed.x, above + placed.y, placed.what)
        return
    x = placed.x
    for char in placed.what:
        yield Mark(x, above + placed.y, char, placed.bold, placed.double)
        x += _dots(char, placed.double)


def _lines_of(page: list[cpcl.Placed]) -> Iterator[str]:
    """The text from top to bottom, with the gaps between what stands on one line as spaces."""
    lines: dict[int, list[cpcl.Placed]] = {}
    for placed in page:
        if not isinstance(placed.what, Bitmap) or (placed.width, placed.height) == (CELL, CELL):
            lines.setdefault(placed.y, []).append(placed)
    for _, line in sorted(lines.items()):
        end, text = 0, ""
        for placed in sorted(line, key=lambda each: each.x):
            column = CELL if placed.double else CELL // 2
            text += " " * ((placed.x - end) // column)
            text += _shown(placed.what)
            end = placed.x + placed.width
        yield text.rstrip()


def _shown(what: str | Bitmap | tuple[str, int]) -> str:
    if isinstance(what, str):
        return what
    return "□" if isinstance(what, Bitmap) else f"[二维码 {what[0]}]"


def _do(press: _Press, command: Command) -> None:
    name, value = command.name, command.value
    if name == "reset":
        press.align, press.bold, press.double = "left", False, False
        press.held.clear()
    elif name in ("text", "picture"):
        press.held += [(each, press.bold, press.double) for each in _cells(command)]
        if _width(press) > press.profile.dots:
            raise Garbled(command.offset, "这一行超出纸边，打印机会自己折行")
    elif name == "feed":
        _feed(press)
    elif name == "gap":
        _blank(press, command)
    elif name in ("bold", "double"):
        setattr(press, name, value)
    elif name != "chinese":
        if press.held:
            raise Garbled(command.offset, f"{name} 只能在行首")
        _alone(press, command)


def _alone(press: _Press, command: Command) -> None:
    """What stands on no line of text."""
    value: Any = command.value
    if command.name == "align":
        press.align = value
    elif command.name == "raster":
        _place(press, command, value.width, value.height)
    elif command.name == "qr":
        press.qr.append(value[0])
        press.lines.append(f"[二维码 {value[0]}]")
        _place(press, command, *_code_image(*value).size)
    elif command.name == "cut":
        press.lines.append("[切纸]")


def _blank(press: _Press, command: Command) -> None:
    if press.held:
        raise Garbled(command.offset, "走纸只能在行首")
    press.y += command.value


def _place(press: _Press, command: Command, width: int, height: int) -> None:
    room = press.profile.dots - width
    if room < 0:
        raise Garbled(command.offset, "图比纸宽")
    x = {"left": 0, "center": room // 2, "right": room}[press.align]
    press.marks.append(Mark(x, press.y, command.value))
    press.y += height


def _cells(command: Command) -> list[str | Bitmap]:
    return [command.value] if isinstance(command.value, Bitmap) else list(command.value)


def _dots(cell: str | Bitmap, double: bool) -> int:
    """How wide one cell is; GS ! does not enlarge a bitmap."""
    if isinstance(cell, Bitmap):
        return cell.width
    return (CELL // 2 if cell < "\x80" else CELL) * (2 if double else 1)


def _width(press: _Press) -> int:
    return sum(_dots(cell, double) for cell, _, double in press.held)


def _feed(press: _Press) -> None:
    room = press.profile.dots - _width(press)
    x = {"left": 0, "center": room // 2, "right": room}[press.align]
    tall = press.double or any(double for _, _, double in press.held)
    for cell, bold, double in press.held:
        y = press.y + (CELL if tall and not double else 0)
        press.marks.append(Mark(x, y, cell, bold, double))
        x += _dots(cell, double)
    press.lines.append("".join("□" if isinstance(c, Bitmap) else c for c, _, _ in press.held))
    press.y += 2 * CELL if tall else SPACING
    press.held.clear()


def _ink(mark: Mark) -> Image.Image:
    if isinstance(mark.what, str):
        return letter(mark.what, CELL, bold=mark.bold, double=mark.double)
    if isinstance(mark.what, Bitmap):
        size = (mark.what.width, mark.what.height)
        return Image.frombytes("1", size, mark.what.rows).convert("L")
    return _code_image(*mark.what)


@lru_cache(16)
def _code_image(text: str, module: int) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(QRData(text.encode("ascii"), mode=4), optimize=0)  # bytes, as printers take it
    code.make(fit=True)
    rows = code.get_matrix()
    small = Image.new("1", (len(rows), len(rows)))
    small.putdata([255 * dark for row in rows for dark in row])
    side = module * len(rows)
    return small.resize((side, side), Image.Resampling.NEAREST).convert("L")
