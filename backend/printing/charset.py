"""What a printer in Chinese mode can write as text, and what has to be drawn.

The charset is GBK: every two-byte code of GB18030 that the fonts in these printers are known to
carry. The 81 later two-byte codes and all four-byte ones are drawn as bitmaps, or written as
【U+36C3】 where nothing can draw them: a box or a blank would hide that a character is missing.
"""

from __future__ import annotations

import re

_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
# Controls would be taken for printer commands; the others are invisible and hide text.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufe00-\ufe0f\U000e0000-\U000e01ef]"
)
# The same character to a reader, outside GBK only by its code.
_ALIKE = str.maketrans(
    {"\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " "}
    | {"¥": "￥", "•": "·", "\u2011": "-", "\u2212": "－"}
)


def clean(text: str) -> str:
    """Line breaks and tabs become a space, other control characters go."""
    return _HIDDEN.sub("", _BREAKS.sub(" ", text)).translate(_ALIKE)


def encode(char: str) -> bytes | None:
    """The bytes of one character in Chinese mode, or None when it is outside the charset."""
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return None


def in_words(char: str) -> str:
    """What stands on paper for a character that can be neither written nor drawn."""
    return f"【U+{ord(char):04X}】"
