"""A slip that would lack something is refused."""

from __future__ import annotations

from typing import Any

import pytest

from backend.printing import problems, profiles, segments, slips
from backend.printing.raster import Bitmap

PROFILE = profiles.load()["escpos-58"]
SLOT = {
    "role": "party", "label": "当事人", "name": "孙小红", "state": "signed", "reason": "",
    "words": "", "at": "", "image_sha256": "ab",
}  # fmt: skip
SIGNED = {"type": "signatures", "slots": [SLOT]}


@pytest.mark.parametrize(
    ("block", "images", "problem"),
    [
        (SIGNED, {}, problems.ImageMissing),
        (SIGNED, {"ab": Bitmap(400, 1, bytes(50))}, problems.ImageTooWide),
        ({"type": "qr", "text": "x" * 912, "caption": ""}, {}, problems.QrUnfit),
        ({"type": "qr", "text": "", "caption": ""}, {}, problems.QrUnfit),
        ({"type": "qr", "text": "网址", "caption": ""}, {}, problems.QrUnfit),
        ({"type": "qr", "text": "a\nb", "caption": ""}, {}, problems.QrUnfit),
        ({"type": "poem", "text": ""}, {}, problems.BlockUnknown),
    ],
)
def test_refused(
    block: dict[str, Any], images: dict[str, Bitmap], problem: type[problems.PrintError]
) -> None:
    with pytest.raises(problem):
        slips.emit([block], PROFILE, images)


def test_a_picture_as_wide_as_the_paper_is_cut_into_bands_that_fit_a_segment() -> None:
    picture = Bitmap(384, 100, bytes(48 * 100))
    made = slips.commands([SIGNED], PROFILE, {"ab": picture})
    bands = [command for command in made if command[:3] == b"\x1d\x76\x30"]
    assert [int.from_bytes(band[6:8], "little") for band in bands] == [21, 21, 21, 21, 16]
    assert all(len(segment.data) <= 1024 for segment in segments.cut(made, 1024))


def test_a_narrow_picture_has_bands_of_64_rows() -> None:
    made = slips.commands([SIGNED], PROFILE, {"ab": Bitmap(8, 130, bytes(130))})
    bands = [command for command in made if command[:3] == b"\x1d\x76\x30"]
    assert [int.from_bytes(band[6:8], "little") for band in bands] == [64, 64, 2]


def test_segments_put_together_are_the_payload() -> None:
    made = [bytes([number]) * 100 for number in range(50)]
    cut = segments.cut(made, 1024)
    assert b"".join(each.data for each in cut) == b"".join(made)
    assert [each.offset for each in cut] == [0, 1000, 2000, 3000, 4000]
    with pytest.raises(ValueError, match="1025"):
        segments.cut([bytes(1025)], 1024)
