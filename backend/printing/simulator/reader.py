"""A strict reader of ESC/POS. Real printers print rubbish where this one raises Garbled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.printing.raster import Bitmap

TALLEST_BAND = 64


class Garbled(ValueError):
    """What stands at `offset` would not print as it was meant."""

    def __init__(self, offset: int, what: str) -> None:
        super().__init__(f"第 {offset} 字节：{what}")
        self.offset, self.what = offset, what


class CutOff(Garbled):
    """The bytes end inside a command."""


@dataclass(frozen=True)
class Command:
    """name and value: reset, chinese bool, align str, bold bool, double bool, text str,
    picture Bitmap (inside a line), raster Bitmap, qr (text, module in dots), feed, gap (dots),
    cut."""

    offset: int
    name: str
    value: Any = None


@dataclass(frozen=True)
class Read:
    """`rest` is where an unfinished command starts, equal to the length when there is none."""

    commands: list[Command]
    rest: int


@dataclass
class _State:
    data: bytes
    at: int = 0
    started: bool = False
    chinese: bool = False
    qr: dict[str, Any] = field(default_factory=dict)

    def take(self, count: int) -> bytes:
        taken = self.data[self.at : self.at + count]
        if len(taken) < count:
            raise CutOff(self.at, "指令没有收完")
        self.at += count
        return taken

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "little")


def read(data: bytes, *, finished: bool = True) -> Read:
    """The commands in `data`. Raises Garbled. Unfinished bytes may end inside a command."""
    state, commands = _State(data), list[Command]()
    start = 0
    try:
        while state.at < len(data):
            start = state.at
            commands += [Command(start, name, value) for name, value in _next(state)]
    except CutOff:
        if finished:
            raise
        return Read(commands, start)
    if finished and "stored" in state.qr:
        raise Garbled(len(data), "二维码存了没有打")
    return Read(commands, len(data))


def _next(state: _State) -> Iterator[tuple[str, Any]]:
    start, byte = state.at, state.data[state.at]
    if byte in (0x1B, 0x1C, 0x1D):
        name = _prefix(state)
        if name not in COMMANDS:
            raise Garbled(start, f"不认识的指令 {state.data[start : start + 4].hex(' ')}")
        _in_order(state, start, name)
        yield from COMMANDS[name](state, start)
        return
    _in_order(state, start, bytes([byte]))
    if byte == 0:
        _filled(state, start)
    elif byte == 0x0A:
        state.at += 1
        yield "feed", None
    elif byte < 0x20 or byte == 0x7F:
        raise Garbled(start, f"控制字符 {byte:02x}")
    else:
        yield "text", _text(state, start)


def _prefix(state: _State) -> bytes:
    """Two bytes name a command of ESC or FS, three one of GS."""
    if state.data[state.at] == 0x1D and state.data[state.at : state.at + 2] != b"\x1d\x21":
        return state.take(3)
    return state.take(2)


def _in_order(state: _State, start: int, name: bytes) -> None:
    if not state.started and name != b"\x1b\x40":
        raise Garbled(start, "没有先复位（ESC @）")
    if "stored" in state.qr and name not in (b"\x1d\x28\x6b", b"\x1b\x40", b"\0"):
        raise Garbled(start, "二维码的长度不对：存完没有接着打")


def _filled(state: _State, start: int) -> None:
    """Zeros that complete a broken command; only a reset may follow them."""
    while state.at < len(state.data) and state.data[state.at] == 0:
        state.at += 1
    if (
        state.at < len(state.data)
        and state.data[state.at : state.at + 2] != b"\x1b\x40"[: len(state.data) - state.at]
    ):
        raise Garbled(start, "填充之后没有复位")


def _text(state: _State, start: int) -> str:
    while state.at < len(state.data):
        byte = state.data[state.at]
        if byte < 0x20 or byte == 0x7F:
            break
        if byte >= 0x80 and not state.chinese:
            raise Garbled(state.at, "不在汉字模式（没有 FS &）")
        state.take(2 if byte >= 0x80 else 1)
    return decode(state.data[start : state.at], start)


def decode(run: bytes, start: int) -> str:
    """Text as the printer's font has it. Raises Garbled."""
    if _looks_like_utf8(run):
        raise Garbled(start, "文字是 UTF-8，不是 GBK")
    try:
        return run.decode("gbk")
    except UnicodeDecodeError as error:
        raise Garbled(start + error.start, "不是 GBK 文字") from error


def _looks_like_utf8(run: bytes) -> bool:
    """Two Chinese characters or more in UTF-8; no meaningful GBK text reads as that."""
    try:
        text = run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(char > "\u07ff" for char in text) >= 2


def _reset(state: _State, start: int) -> Iterator[tuple[str, Any]]:
    state.started, state.chinese, state.qr = True, False, {}
    yield "reset", None


def _chinese(on: bool) -> Callable[[_State, int], Iterator[tuple[str, Any]]]:
    def command(state: _State, start: int) -> Iterator[tuple[str, Any]]:
        state.chinese = on
        yield "chinese", on

    return command


def _choice(
    name: str, choices: dict[int, Any]
) -> Callable[[_State, int], Iterator[tuple[str, Any]]]:
    def command(state: _State, start: int) -> Iterator[tuple[str, Any]]:
        chosen = state.number(1)
        if chosen not in choices:
            raise Garbled(start, f"{name} 不能是 {chosen}")
        yield name, choices[chosen]

    return command


def _picture(state: _State, start: int) -> Iterator[tuple[str, Any]]:
    if state.number(1) != 33:
        raise Garbled(start, "位图方式不是 24 点双密度")
    width = state.number(2)
    columns = state.take(3 * width)
    rows = bytearray((width + 7) // 8 * 24)
    for x in range(width):
        bits = int.from_bytes(columns[3 * x : 3 * x + 3], "big")
        for y in range(24):
            if bits >> (23 - y) & 1:
                rows[y * ((width + 7) // 8) + x // 8] |= 128 >> x % 8
    yield "picture", Bitmap(width, 24, bytes(rows))


def _gap(state: _State, start: int) -> Iterator[tuple[str, Any]]:
    yield "gap", state.number(1)


def _raster(state: _State, start: int) -> Iterator[tuple[str, Any]]:
    mode, stride, height = state.number(1), state.number(2), state.number(2)
    if mode or not stride or not 1 <= height <= TALLEST_BAND:
        raise Garbled(start, f"光栅 {stride} 字节 × {height} 行不行")
    yield "raster", Bitmap(8 * stride, height, state.take(stride * height))


def _cut(state: _State, start: int) -> Iterator[tuple[str, Any]]:
    state.take(1)
    yield "cut", None


def _qr(state: _State, start: int) -> Iterator[tuple[str, Any]]:
    length = state.number(2)
    body = state.take(length)
    kind, value = body[:2], body[2:]
    if "stored" in state.qr and kind != b"1Q":
        raise Garbled(start, "二维码存完没有接着打")
    if kind == b"1A" and value == b"2\0":
        state.qr["model"] = 2
    elif kind == b"1C" and len(value) == 1 and 1 <= value[0] <= 16:
        state.qr["module"] = value[0]
    elif kind == b"1E" and value == b"1":
        state.qr["level"] = "M"
    elif kind == b"1P" and value[:1] == b"0" and len(value) > 1:
        _store(state, start, value[1:])
    elif kind == b"1Q" and value == b"0" and {"model", "module", "level", "stored"} <= {*state.qr}:
        if state.qr["stored"].endswith("\0"):
            raise Garbled(start, "二维码的内容断了")
        yield "qr", (state.qr.pop("stored"), state.qr["module"])
    else:
        raise Garbled(start, "二维码指令不完整或长度不对")


def _store(state: _State, start: int, data: bytes) -> None:
    """A broken store may be filled up with zeros, but not be printed."""
    if any(not 0x20 <= byte < 0x7F for byte in data.rstrip(b"\0")):
        raise Garbled(start, "二维码的长度不对：内容里有指令")
    state.qr["stored"] = data.decode("ascii")


COMMANDS: dict[bytes, Callable[[_State, int], Iterator[tuple[str, Any]]]] = {
    b"\x1b\x40": _reset,
    b"\x1c\x26": _chinese(True),
    b"\x1c\x2e": _chinese(False),
    b"\x1b\x61": _choice("align", {0: "left", 1: "center", 2: "right"}),
    b"\x1b\x45": _choice("bold", {0: False, 1: True}),
    b"\x1d\x21": _choice("double", {0: False, 0x11: True}),
    b"\x1b\x2a": _picture,
    b"\x1b\x4a": _gap,
    b"\x1d\x76\x30": _raster,
    b"\x1d\x28\x6b": _qr,
    b"\x1d\x56\x42": _cut,
}
