"""What a real printer would garble is refused; what is broken off can be paid back."""

from __future__ import annotations

import pytest

from backend.printing import escpos, profiles
from backend.printing.simulator import Garbled, print_out, read
from tests.printing import golden

PROFILE = profiles.load()["escpos-80"]
START = escpos.START
NOTICE = golden.load(golden.FOLDER / "notice.json")
COMMANDS = golden.commands(NOTICE, PROFILE)
PAYLOAD = b"".join(COMMANDS)
QR = b"\x1d\x28\x6b"
QR_SET = QR + b"\x04\x001A2\x00" + QR + b"\x03\x001C\x06" + QR + b"\x03\x001E1"


def gbk(text: str) -> bytes:
    return text.encode("gbk")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (gbk("责令\n"), "复位"),
        (b"\x1b\x40" + gbk("责令\n"), "FS &"),
        (START + b"\x1c\x2e" + gbk("责令\n"), "FS &"),
        (START + "责令改正\n".encode(), "UTF-8|GBK"),
        (START + "越城区市场监督管理局\n".encode(), "UTF-8|GBK"),
        (START + gbk("责")[:1] + b"\n", "GBK"),
        (START + b"\xff\xff\n", "GBK"),
        (START + gbk("责令"), "没有换行"),
        (START + b"\x07\n", "控制字符"),
        (START + b"\x1b\x70\x00\n", "不认识"),
        (START + b"\x1d\x56\x00", "不认识"),
        (START + b"\x1b\x61\x03", "align"),
        (START + b"\x1d\x21\x22", "double"),
        (START + b"ab\x1b\x61\x01\n", "行首"),
        (START + b"x" * 49 + b"\n", "超出"),
        (START + gbk("责" * 25) + b"\n", "超出"),
        (START + b"\x1d\x21\x11" + gbk("责" * 13) + b"\n", "超出"),
        (START + b"\x1d\x76\x30\x00\x01\x00\x02\x00\xff", "没有收完"),
        (START + b"\x1d\x76\x30\x00\x01\x00\x41\x00" + bytes(65), "光栅"),
        (START + b"\x1d\x76\x30\x01\x01\x00\x01\x00\xff", "光栅"),
        (START + b"\x1d\x76\x30\x00\x50\x00\x01\x00" + bytes(80), "比纸宽"),
        (START + b"\x1b\x2a\x00\x01\x00\xff", "位图"),
        (START + b"\x1b\x2a\x21\x02\x00\xff", "没有收完"),
        (START + QR_SET + QR + b"\x08\x001P0https://a" + QR + b"\x03\x001Q0", "二维码"),
        (START + QR_SET + QR + b"\x0f\x001P0https://a" + QR + b"\x03\x001Q0", "二维码"),
        (START + QR_SET + QR + b"\x04\x001P0a", "二维码"),
        (START + QR + b"\x04\x001P0a" + QR + b"\x03\x001Q0", "二维码"),
        (START + b"\x00\x00ab\n", "填充"),
    ],
)
def test_rubbish_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(Garbled, match=what):
        print_out(data, PROFILE)


def test_the_text_the_height_and_the_commands_are_exact() -> None:
    data = (
        START + b"\x1b\x61\x01\x1d\x21\x11" + gbk("责令") + b"\n\x1d\x21\x00" + gbk("改x") + b"\n\n"
    )
    paper = print_out(data, PROFILE)
    assert paper.text == "责令\n改x\n"
    assert (paper.height, paper.height_mm) == (48 + 30 + 30, 13.5)
    assert [command.name for command in paper.commands] == [
        *("reset", "chinese", "align", "double", "text", "feed", "double", "text", "feed", "feed")
    ]
    assert paper.draw().width == 640


def test_a_lost_or_doubled_chunk_shows() -> None:
    """As garbage, or at least in text, height or command sequence, wherever it happens."""
    whole = print_out(PAYLOAD, PROFILE)
    seen = (whole.text, whole.height, [(c.name, c.value) for c in whole.commands])
    for start in range(0, len(PAYLOAD), 20):
        lost = PAYLOAD[:start] + PAYLOAD[start + 20 :]
        doubled = PAYLOAD[: start + 20] + PAYLOAD[start:]
        for data in (lost, doubled):
            try:
                paper = print_out(data, PROFILE)
            except Garbled:
                continue
            assert (paper.text, paper.height, [(c.name, c.value) for c in paper.commands]) != seen


def test_the_paper_so_far_can_be_seen_at_any_byte() -> None:
    height = 0
    for end in range(0, len(PAYLOAD), 13):
        paper = print_out(PAYLOAD[:end], PROFILE, finished=False)
        assert paper.height >= height
        height = paper.height
    assert read(PAYLOAD[:-1], finished=False).rest == len(PAYLOAD) - 4


def breaks() -> list[tuple[int, int]]:
    """Where a write may end, as in miniapp/src/printing/chunks.ts, and what is awaited then."""
    found, offset = list[tuple[int, int]](), 0
    for command in COMMANDS:
        at = 0
        while at < len(command):
            if command[0] >= 0x20 or command[0] == 0x0A:
                at += 1 if command[at] < 0x80 else 2
                awaited = 0
            else:
                at += 1 if at else min(8, len(command))
                awaited = len(command) - at
            found.append((offset + at, awaited))
        offset += len(command)
    return found


def test_after_a_break_zeros_end_what_was_awaited_and_the_next_copy_is_whole() -> None:
    """Also when more zeros come than needed, because an unanswered write had arrived."""
    again = b"".join(golden.commands({**NOTICE, "reprint": 1}, PROFILE))
    text = print_out(again, PROFILE).text
    for end, awaited in breaks()[::5]:
        for more in (0, 20):
            zeros = bytes(awaited + more if awaited or more else 0)
            paper = print_out(PAYLOAD[:end] + zeros + again, PROFILE)
            assert paper.text.endswith(text)


def test_without_the_zeros_a_broken_picture_swallows_the_next_copy() -> None:
    first = next(n for n, command in enumerate(COMMANDS) if command[:3] == b"\x1d\x76\x30")
    offset = sum(map(len, COMMANDS[:first]))
    text = print_out(PAYLOAD, PROFILE).text
    try:
        printed = print_out(PAYLOAD[: offset + 100] + PAYLOAD, PROFILE).text
    except Garbled:
        return  # it begins again in the middle of a character
    assert not printed.endswith(text)
