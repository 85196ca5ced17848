"""A strict reader of CPCL. Real printers print rubbish where this one raises Garbled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from backend.printing.profiles import Profile
from backend.printing.raster import CELL, Bitmap
from backend.printing.simulator.reader import (
    TALLEST_BAND,
    Command,
    CutOff,
    Garbled,
    Read,
    decode,
)

EOL = b"\r\n"
GIVE_UP = b"\r\nABORT\r\n"
SESSION = re.compile(r"! 0 200 200 (\d{1,5}) 1")


@dataclass(frozen=True)
class Placed:
    """What stands at a place of the page, in dots from its upper left corner."""

    x: int
    y: int
    what: str | Bitmap | tuple[str, int]
    bold: bool = False
    double: bool = False

    @property
    def width(self) -> int:
        if isinstance(self.what, Bitmap):
            return self.what.width
        if isinstance(self.what, str):
            columns = sum(1 if char < "\x80" else 2 for char in self.what)
            return columns * CELL // 2 * (2 if self.double else 1)
        return 0  # a QR code is measured when it is drawn

    @property
    def height(self) -> int:
        if isinstance(self.what, Bitmap):
            return self.what.height
        return CELL * (2 if self.double else 1) if isinstance(self.what, str) else 0


@dataclass
class _State:
    data: bytes
    profile: Profile
    at: int = 0
    page: int | None = None  # the height of the page that is being made
    ready: bool = False  # its width was told
    bold: bool = False
    double: bool = False

    def line(self) -> bytes:
        end = self.data.find(EOL, self.at)
        if end < 0:
            raise CutOff(self.at, "这一行没有收完")
        taken = self.data[self.at : end]
        if b"\r" in taken or b"\n" in taken:
            raise Garbled(self.at, "行末不是 CRLF")
        self.at = end + 2
        return taken


def read(data: bytes, profile: Profile, *, finished: bool = True) -> Read:
    """Commands page (height), placed (Placed), print, abort. Raises Garbled as reader.read."""
    state, commands = _State(data, profile), list[Command]()
    start = 0
    try:
        while state.at < len(data):
            start = state.at
            try:
                commands += [Command(start, name, value) for name, value in _next(state)]
            except Garbled:
                if not _given_up(state, start):
                    raise
    except CutOff:
        if finished:
            raise
        return Read(commands, start)
    if finished and state.page is not None:
        raise Garbled(len(data), "最后一页没有 PRINT，不会打出来")
    return Read(commands, len(data))


def _given_up(state: _State, start: int) -> bool:
    """A broken page does no harm when it is aborted before it is printed: goes on there."""
    end, printed = state.data.find(GIVE_UP, start), state.data.find(b"\r\nPRINT\r\n", start)
    if end < 0 or 0 <= printed < end:
        return False
    state.at, state.page = end + 2, None
    return True


def _next(state: _State) -> Iterator[tuple[str, Any]]:
    start = state.at
    if state.data[start : start + 3] == b"CG ":
        yield from _graphic(state, start)
        return
    line = state.line()
    if not line:
        return
    word, _, rest = line.partition(b" ")
    if word == b"ABORT" and not rest:
        state.page = None
        yield "abort", None
    elif word == b"!":
        yield "page", _session(state, start, line)
    elif state.page is None:
        raise Garbled(start, "不在页里（没有 ! 0 200 200）")
    elif word not in COMMANDS:
        raise Garbled(start, f"不认识的指令 {line[:16]!r}")
    elif not state.ready and word != b"PAGE-WIDTH":
        raise Garbled(start, "没有先说纸宽（PAGE-WIDTH）")
    else:
        yield from COMMANDS[word](state, start, rest)


def _session(state: _State, start: int, line: bytes) -> int:
    if state.page is not None:
        raise Garbled(start, "上一页还没有 PRINT")
    told = SESSION.fullmatch(line.decode("ascii", "replace"))
    if told is None or not 0 < int(told[1]) <= 65535:
        raise Garbled(start, "页头不对")
    state.page, state.ready, state.bold, state.double = int(told[1]), False, False, False
    return state.page


def _width(state: _State, start: int, rest: bytes) -> Iterator[tuple[str, Any]]:
    if rest != str(state.profile.dots).encode():
        raise Garbled(start, f"纸宽不是 {state.profile.dots}")
    state.ready = True
    yield from ()


def _text(state: _State, start: int, rest: bytes) -> Iterator[tuple[str, Any]]:
    parts = rest.split(b" ", 4)
    if len(parts) < 5 or parts[:2] != [state.profile.font.encode(), b"0"] or not parts[4]:
        raise Garbled(start, "TEXT 的字体或位置不对")
    if any(byte < 0x20 or byte == 0x7F for byte in parts[4]):
        raise Garbled(start, "文字里有控制字符")
    x, y = _number(start, parts[2]), _number(start, parts[3])
    placed = Placed(x, y, decode(parts[4], start), state.bold, state.double)
    yield "placed", _inside(state, start, placed)


def _graphic(state: _State, start: int) -> Iterator[tuple[str, Any]]:
    """CG width-in-bytes height x y data: the data may hold any byte, so it is counted."""
    if state.page is None or not state.ready:
        raise Garbled(start, "CG 不在页里")
    parts = state.data[start : start + 40].split(b" ", 5)
    if len(parts) < 6:
        raise CutOff(start, "图没有收完")
    stride, height, x, y = (_number(start, part) for part in parts[1:5])
    if not stride or not 1 <= height <= TALLEST_BAND:
        raise Garbled(start, f"图 {stride} 字节 × {height} 行不行")
    first = start + sum(len(part) + 1 for part in parts[:5])
    end = first + stride * height
    if len(state.data) < end + 2:
        raise CutOff(start, "图没有收完")
    if state.data[end : end + 2] != EOL:
        raise Garbled(end, "图后面没有 CRLF：长度不对")
    state.at = end + 2
    yield (
        "placed",
        _inside(state, start, Placed(x, y, Bitmap(8 * stride, height, state.data[first:end]))),
    )


def _qr(state: _State, start: int, rest: bytes) -> Iterator[tuple[str, Any]]:
    told = re.fullmatch(rb"QR (\d+) (\d+) M 2 U (\d+)", rest)
    data, end = state.line(), state.line()
    if told is None or not data.startswith(b"MA,") or end != b"ENDQR":
        raise Garbled(start, "二维码指令不完整")
    content = data[3:]
    if not content or any(not 0x20 <= byte < 0x7F for byte in content):
        raise Garbled(start, "二维码的内容不对")
    x, y, module = (int(each) for each in told.groups())
    yield "placed", _inside(state, start, Placed(x, y, (content.decode("ascii"), module)))


def _set(name: str, choices: dict[bytes, bool]) -> Callable[..., Iterator[tuple[str, Any]]]:
    def command(state: _State, start: int, rest: bytes) -> Iterator[tuple[str, Any]]:
        if rest not in choices:
            raise Garbled(start, f"{name} 不能是 {rest!r}")
        setattr(state, name, choices[rest])
        yield from ()

    return command


def _print(state: _State, start: int, rest: bytes) -> Iterator[tuple[str, Any]]:
    state.page = None
    yield "print", None


def _inside(state: _State, start: int, placed: Placed) -> Placed:
    if placed.x + placed.width > (state.profile.dots + 7) // 8 * 8:
        raise Garbled(start, "超出纸边")
    if state.page is not None and placed.y + placed.height > state.page:
        raise Garbled(start, "超出页高，会被截掉")
    return placed


def _number(start: int, text: bytes) -> int:
    if not text.isdigit():
        raise Garbled(start, f"应为数字 {text[:8]!r}")
    return int(text)


COMMANDS: dict[bytes, Callable[[_State, int, bytes], Iterator[tuple[str, Any]]]] = {
    b"PAGE-WIDTH": _width,
    b"TEXT": _text,
    b"BARCODE": _qr,
    b"SETBOLD": _set("bold", {b"0": False, b"1": True}),
    b"SETMAG": _set("double", {b"1 1": False, b"2 2": True}),
    b"PRINT": _print,
}
