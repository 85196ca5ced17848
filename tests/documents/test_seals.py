"""The agency's seal on a PDF: valid for an outside tool, broken by any change."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.sign.timestamps import DummyTimeStamper
from pypdf import PdfReader, PdfWriter

from backend.demo import seals as demo
from backend.documents import pdf
from backend.documents.seals import FolderSealer, is_intact
from tests.documents.archival import faults
from tests.inspections.walk import huge_png

AGENCY = uuid.UUID("6d0f9a1e-5c1b-4f0a-9a55-0c5b3d6a7e10")
PASSWORD = "a password"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("seals")
    demo.make(made, {AGENCY: "越城区市场监督管理局"}, PASSWORD)
    return made


@pytest.fixture(scope="module")
def plain() -> bytes:
    blocks = [{"type": "title", "text": text} for text in ("越城区市场监督管理局", "通知书")]
    return pdf.render(blocks, images={}, demo=True, data_sha256="0" * 64, at=datetime.now(UTC))


@pytest.fixture(scope="module")
def sealed(folder: Path, plain: bytes) -> bytes:
    made = FolderSealer(folder, PASSWORD).seal(plain, AGENCY)
    assert made is not None
    return made.content


def test_an_outside_tool_finds_the_seal_valid_and_over_the_whole_file(
    sealed: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "越城区市场监督管理局 演示专用章" in said


def test_what_was_drawn_is_untouched_below_the_seal(sealed: bytes, plain: bytes) -> None:
    assert sealed.startswith(plain)
    texts = [PdfReader(BytesIO(content)).pages[0].extract_text() for content in (plain, sealed)]
    assert texts[0] == texts[1]
    assert is_intact(sealed) is True
    assert is_intact(plain) is None


@pytest.mark.parametrize("share", range(1, 20))
def test_l18_any_byte_changed_is_found_out(sealed: bytes, share: int) -> None:
    """Any that a signature can cover: all but the signature itself."""
    start = sealed.index(b"/Contents <") + len(b"/Contents <")
    room = sealed.index(b">", start) - start
    at = (len(sealed) - room) * share // 20
    at += room if at >= start else 0
    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    assert is_intact(changed) is not True


def test_nothing_can_be_hidden_in_the_room_that_the_signature_left(sealed: bytes) -> None:
    end = sealed.index(b">", sealed.index(b"/Contents <"))
    assert sealed[end - 2 : end] == b"00"
    assert is_intact(sealed[: end - 2] + b"01" + sealed[end:]) is False


def test_what_is_added_behind_is_found_out(sealed: bytes) -> None:
    writer = PdfWriter(BytesIO(sealed), incremental=True)
    writer.add_blank_page(100, 100)
    grown = BytesIO()
    writer.write(grown)
    assert is_intact(grown.getvalue()) is False


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"", b"PK\x03\x04", b"%PDF" * 1000])
def test_rubbish_is_no_sealed_document(content: bytes) -> None:
    assert is_intact(content) is False


def test_an_agency_without_a_seal_has_unsealed_papers(folder: Path, plain: bytes) -> None:
    assert FolderSealer(folder, PASSWORD).seal(plain, uuid.uuid4()) is None


def test_the_picture_of_a_seal_stands_only_where_there_is_a_key(folder: Path) -> None:
    sealer, stranger = FolderSealer(folder, PASSWORD), uuid.uuid4()
    assert sealer.picture(AGENCY) is None
    for agency_id in (AGENCY, stranger):
        (folder / f"{agency_id}.png").write_bytes(seal_picture())
    assert sealer.picture(AGENCY) == seal_picture()
    assert sealer.picture(stranger) is None


@pytest.mark.parametrize(("demo", "shown"), [(False, True), (True, False)])
def test_the_picture_stands_on_the_paper_and_never_on_a_demonstration(
    demo: bool, shown: bool
) -> None:
    block = {"type": "seal", "text": "越城区市场监督管理局", "date": "2026年11月23日"}
    given: dict[str, Any] = {"images": {}, "demo": demo, "data_sha256": "0" * 64}
    made = pdf.render([block], **given, stamp=seal_picture(), at=datetime.now(UTC))
    pictures = [image for page in PdfReader(BytesIO(made)).pages for image in page.images]
    assert bool(pictures) is shown
    assert faults(made) == []


@pytest.mark.parametrize(
    "content",
    [b" ", b"\x89PNG\r\n\x1a\n broken", huge_png()],
    ids=["no picture", "a broken one", "a huge one"],
)
def test_a_picture_that_cannot_be_used_is_said(content: bytes) -> None:
    blocks = [{"type": "title", "text": "通知书"}]
    with pytest.raises(pdf.NotPrintable, match="印章图不能用"):
        pdf.render(blocks, images={}, demo=False, data_sha256="0" * 64, stamp=content)


def seal_picture() -> bytes:
    picture = Image.new("RGBA", (500, 500), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse([10, 10, 490, 490], outline=(200, 40, 31, 255), width=12)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_wrong_password_is_said(folder: Path, plain: bytes) -> None:
    with pytest.raises(ValueError, match="打不开"):
        FolderSealer(folder, "another").seal(plain, AGENCY)


def test_keys_are_for_the_server_alone(folder: Path) -> None:
    assert [oct(file.stat().st_mode)[-3:] for file in folder.glob("*.p12")] == ["600"]


def test_with_timestamps_the_seal_outlasts_its_certificate(
    folder: Path, plain: bytes, tmp_path: Path
) -> None:
    """B-LTA: the proof of the time and of the certificates stands in the file."""
    authority = timestamper(tmp_path)
    shutil.copytree(folder, tmp_path / "seals")
    shutil.copy(tmp_path / "cert.pem", tmp_path / "seals/roots.pem")
    made = FolderSealer(tmp_path / "seals", PASSWORD, authority).seal(plain, AGENCY)
    assert made is not None
    assert is_intact(made.content) is True
    assert b"/DSS" in made.content
    assert b"ETSI.RFC3161" in made.content


def timestamper(tmp_path: Path) -> DummyTimeStamper:
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=time"
        " -addext extendedKeyUsage=critical,timeStamping -keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    certificate: Any = load_cert_from_pemder
    return DummyTimeStamper(
        certificate(tmp_path / "cert.pem"),
        load_private_key_from_pemder(tmp_path / "key.pem", passphrase=None),
    )
