"""A slip printed on the simulated printer: what it costs, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.printing import segments, slips
from backend.printing.layout import Block
from backend.printing.profiles import Profile
from backend.printing.raster import Bitmap, glyph
from backend.printing.simulator import Paper, print_out


@dataclass(frozen=True)
class Trial:
    """`seconds` at the pace of the profile."""

    size: int
    segments: int
    seconds: int
    paper: Paper


def try_out(
    blocks: Sequence[Block],
    profile: Profile,
    images: Mapping[str, Bitmap],
    *,
    demo: bool,
    standing: str,
) -> Trial:
    """Raises PrintError."""
    made = slips.commands(blocks, profile, images, glyph=glyph, demo=demo, standing=standing)
    payload = b"".join(made)
    cut = segments.cut(made, profile.segment_bytes)
    seconds = segments.seconds(len(payload), profile)
    return Trial(len(payload), len(cut), seconds, print_out(payload, profile))
