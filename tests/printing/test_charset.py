from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from backend.printing import charset, phone_table

CASES = Path(__file__).parents[1] / "cases"


def test_the_phone_carries_the_table_that_is_made_here() -> None:
    assert phone_table.TARGET.read_text(encoding="utf-8") == phone_table.write()


def test_the_shared_sum_is_that_of_the_charset() -> None:
    table = bytearray(0x20000)
    characters = 0
    for point in range(0x80, 0x10000):
        if code := charset.encode(chr(point)):
            table[2 * point : 2 * point + 2] = code
            characters += 1
    expected = {"characters": characters, "crc32": zlib.crc32(bytes(table))}
    assert json.loads((CASES / "charset.json").read_text()) == expected


def test_two_bytes_are_the_same_code_in_gb18030() -> None:
    for point in range(0x80, 0x10000):
        if code := charset.encode(chr(point)):
            assert code == chr(point).encode("gb18030")


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("责", "d4f0"),
        ("喆", "86b4"),
        ("㎡", "a94f"),
        ("〔", "a1b2"),
        ("㛃", None),
        ("𠮷", None),
        ("²", None),
    ],
)
def test_characters_of_documents(char: str, code: str | None) -> None:
    made = charset.encode(char)
    assert (made.hex() if made else None) == code


def test_what_cannot_be_written_is_named() -> None:
    assert charset.in_words("㛃") == "【U+36C3】"
    assert charset.in_words("𠮷") == "【U+20BB7】"
    assert charset.in_words("\ud83d") == "【U+D83D】"
