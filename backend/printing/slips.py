"""A document on a slip, in the language of the printer at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend.printing import cpcl, escpos
from backend.printing.layout import Block, no_glyph
from backend.printing.profiles import Profile
from backend.printing.raster import Bitmap
from backend.printing.wrapping import Glyph

LANGUAGES = {"escpos": escpos.commands, "cpcl": cpcl.commands}


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
    """The payload in pieces that must not be cut: between two of them a segment may end.

    images: signature by the sha256 that its slot names. glyph draws a character outside GBK, None
    writes it as 【U+36C3】. reprint n > 0 prints 重打 第n次, demo prints 演示 无效, standing
    (original, copy) says which of both the slip is.
    Raises PrintError.
    """
    write = LANGUAGES[profile.language]
    marks: dict[str, Any] = {"demo": demo, "reprint": reprint, "standing": standing}
    return write(blocks, profile, images, glyph=glyph, **marks)


def emit(
    blocks: Sequence[Block], profile: Profile, images: Mapping[str, Bitmap], **given: Any
) -> bytes:
    """The payload of one copy, given as to `commands`."""
    return b"".join(commands(blocks, profile, images, **given))
