"""CPCL: what a printer would garble is refused, a page that broke off is given up, long paper is
many pages."""

from __future__ import annotations

import pytest

from backend.printing import profiles, slips
from backend.printing.simulator import Garbled, print_out
from tests.printing import golden

PROFILE = profiles.load()["cpcl-hprt-80"]
PAGE = b"! 0 200 200 100 1\r\nPAGE-WIDTH 576\r\n"
PRINT = b"PRINT\r\n"
NOTICE = golden.load(golden.FOLDER / "notice.json")
PAYLOAD = b"".join(golden.commands(NOTICE, PROFILE))


def gbk(text: str) -> bytes:
    return text.encode("gbk")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"TEXT 8 0 0 0 a\r\n" + PRINT, "不在页里"),
        (b"! 0 200 200 100 1\r\nTEXT 8 0 0 0 a\r\n" + PRINT, "PAGE-WIDTH"),
        (b"! 0 200 200 100 1\r\nPAGE-WIDTH 384\r\n" + PRINT, "纸宽"),
        (b"! 0 300 300 100 1\r\n", "页头"),
        (PAGE + b"TEXT 8 0 0 0 a\n" + PRINT, "CRLF"),
        (PAGE + b"TEXT 24 0 0 0 a\r\n" + PRINT, "字体"),
        (PAGE + b"TEXT 8 0 0 a\r\n" + PRINT, "字体或位置|数字"),
        (PAGE + b"TEXT 8 0 -1 0 a\r\n" + PRINT, "数字"),
        (PAGE + "TEXT 8 0 0 0 越城区市场监督管理局\r\n".encode() + PRINT, "UTF-8|GBK"),
        (PAGE + b"TEXT 8 0 0 0 " + gbk("责")[:1] + b"\r\n" + PRINT, "GBK"),
        (PAGE + b"TEXT 8 0 0 0 a\x1b@\r\n" + PRINT, "控制字符"),
        (PAGE + b"TEXT 8 0 570 0 ab\r\n" + PRINT, "超出纸边"),
        (PAGE + b"TEXT 8 0 0 80 ab\r\n" + PRINT, "页高"),
        (PAGE + b"SETMAG 3 3\r\n" + PRINT, "double"),
        (PAGE + b"CG 2 2 0 0 \xff\xff\r\n", "没有收完"),
        (PAGE + b"CG 1 2 0 0 \xff\xff\xff\r\n" + PRINT, "长度不对"),
        (PAGE + b"CG 1 65 0 0 " + bytes(65) + b"\r\n" + PRINT, "图"),
        (PAGE + b"BARCODE QR 0 0 M 2 U 6\r\nMA,https://a\r\n" + PRINT, "二维码"),
        (PAGE + b"BARCODE QR 500 0 M 2 U 6\r\nMA,a\r\nENDQR\r\n" + PRINT, "二维码超出"),
        (PAGE + b"FORM\r\n" + PRINT, "不认识"),
        (PAGE + PAGE, "还没有 PRINT"),
        (PAGE + b"TEXT 8 0 0 0 a\r\n", "没有 PRINT"),
    ],
)
def test_rubbish_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(Garbled, match=what):
        print_out(data, PROFILE)


@pytest.mark.parametrize("cut", range(1, len(PAYLOAD), 97))
def test_a_page_that_broke_off_anywhere_is_given_up_and_begun_again(cut: int) -> None:
    """Zeros end a picture that the printer still waits for, the line ends, the page goes."""
    before = PAYLOAD[:cut] + bytes(64 * 26) + b"\r\nABORT\r\n"
    whole = print_out(PAYLOAD, PROFILE).text
    first, _, rest = print_out(before + PAYLOAD, PROFILE).text.rpartition(whole)
    assert (rest, whole.startswith(first.rstrip("\n"))) == ("", True)  # pages that were out before


def test_long_paper_is_many_pages_that_follow_without_a_gap() -> None:
    lines = [f"第 {number} 行" for number in range(1, 301)]
    blocks = [{"type": "paragraph", "text": line, "indent": False} for line in lines]
    paper = print_out(slips.emit(blocks, PROFILE, {}), PROFILE)
    assert paper.text.split("\n") == lines
    heights = [command.value for command in paper.commands if command.name == "page"]
    assert max(heights) <= PROFILE.page_rows
    assert paper.height == sum(heights) == 300 * 30 + 96
