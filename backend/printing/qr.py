"""How large a QR code becomes on paper, and its dots where the printer draws none itself."""

from __future__ import annotations

import qrcode
from qrcode.util import QRData

from backend.printing.problems import QrUnfit
from backend.printing.profiles import Profile
from backend.printing.raster import Bitmap

# Bytes that versions 1, 2, … hold at level M (ISO/IEC 18004, table 7, byte mode).
CAPACITY_M = (
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287,
    331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
)  # fmt: skip
QUIET = 8  # modules left and right together
MASK = 0  # always the same, so that the phone draws the same dots
SMALLEST = 3  # dots a module; less is not read by a phone from thermal paper


def module_size(text: str, profile: Profile) -> int:
    """Dots a module: the profile's, or less for a long text. Raises QrUnfit."""
    if not text or any(not " " <= char <= "~" for char in text):
        raise QrUnfit
    size = min(profile.qr_module, profile.width // (modules(text) + QUIET))
    if size < SMALLEST:
        raise QrUnfit
    return size


def squares(text: str, module: int) -> Bitmap:
    """The code as dots, `module` a square, for a printer that draws none itself."""
    code = qrcode.QRCode(
        _version(text), qrcode.constants.ERROR_CORRECT_M, border=0, mask_pattern=MASK
    )
    code.add_data(QRData(text.encode("ascii"), mode=4), optimize=0)
    code.make(fit=False)
    side = module * len(code.get_matrix())
    rows = bytearray()
    for line in code.get_matrix():
        bits = 0
        for dark in line:
            bits = bits << module | ((1 << module) - 1 if dark else 0)
        rows += (bits << -side % 8).to_bytes((side + 7) // 8, "big") * module
    return Bitmap(side, side, bytes(rows))


def modules(text: str) -> int:
    """How many squares the code of this text is wide. Raises QrUnfit."""
    return 17 + 4 * _version(text)


def _version(text: str) -> int:
    for number, room in enumerate(CAPACITY_M, 1):
        if len(text) <= room:
            return number
    raise QrUnfit
