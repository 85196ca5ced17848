"""How large a QR code becomes, so that it fits the paper. The printer draws it itself."""

from __future__ import annotations

from backend.printing.problems import QrUnfit
from backend.printing.profiles import Profile

# Bytes that versions 1, 2, … hold at level M (ISO/IEC 18004, table 7, byte mode).
CAPACITY_M = (
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287,
    331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
)  # fmt: skip
QUIET = 8  # modules left and right together
SMALLEST = 3  # dots a module; less is not read by a phone from thermal paper


def module_size(text: str, profile: Profile) -> int:
    """Dots a module: the profile's, or less for a long text. Raises QrUnfit."""
    if not text or any(not " " <= char <= "~" for char in text):
        raise QrUnfit
    size = min(profile.qr_module, profile.dots // (modules(text) + QUIET))
    if size < SMALLEST:
        raise QrUnfit
    return size


def modules(text: str) -> int:
    """How many squares the code of this text is wide. Raises QrUnfit."""
    versions = [number for number, room in enumerate(CAPACITY_M, 1) if len(text) <= room]
    if not versions:
        raise QrUnfit
    return 17 + 4 * versions[0]
