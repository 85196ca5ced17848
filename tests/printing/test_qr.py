"""Two decoders read the code from the paper, at each width and size."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from backend.printing import profiles, slips
from backend.printing.layout import Block
from backend.printing.profiles import Profile
from backend.printing.qr import CAPACITY_M, module_size
from backend.printing.simulator import print_out
from tests.printing import golden

PROFILES = list(profiles.load().values())
SHORT = "https://zf.example.invalid/v/K7M2Q9XW4T8RJ3HC"


def printed(text: str, profile: Profile) -> Image.Image:
    blocks: list[Block] = [
        {"type": "paragraph", "text": "紧挨着上面的字" * 3, "indent": False},
        {"type": "qr", "text": text, "caption": "扫码查验本文书"},
    ]
    return print_out(slips.emit(blocks, profile, {}), profile).draw()


def by_zbar(image: Image.Image, folder: Path) -> list[str]:
    file = folder / "paper.png"
    image.save(file)
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout.split()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: str(profile.id))
@pytest.mark.parametrize("length", [20, 45, 62, 150, 330, 560, 900])
def test_the_code_is_read_from_the_paper(profile: Profile, length: int, tmp_path: Path) -> None:
    text = (SHORT + "/Ab1-" * 200)[:length]
    image = printed(text, profile)
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [text]
    if shutil.which("zbarimg") is None:
        pytest.fail("zbar-tools is not installed")
    assert by_zbar(image, tmp_path) == [text]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: str(profile.id))
def test_the_code_of_a_notice_is_read(profile: Profile, tmp_path: Path) -> None:
    case = golden.load(golden.FOLDER / "notice.json")
    image = print_out(b"".join(golden.commands(case, profile)), profile).draw()
    (text,) = [block["text"] for block in case["blocks"] if block["type"] == "qr"]
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [text]
    assert by_zbar(image, tmp_path) == [text]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: str(profile.id))
def test_a_code_has_its_quiet_zone_on_the_paper(profile: Profile) -> None:
    for version, room in enumerate(CAPACITY_M, 1):
        size = module_size("x" * room, profile)
        assert size >= 3
        assert size * (17 + 4 * version + 8) <= profile.width
        assert 4 * size <= 30  # the blank line above and below
