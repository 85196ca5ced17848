"""Originals go by their hash and are answered with a receipt that the phone can check."""

from __future__ import annotations

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import clock
from backend.core.receipts import canonical
from backend.core.storage import LocalStorage
from backend.evidence import Evidence, pixels
from tests.conftest import Phone, problem
from tests.inspections.walk import POSITION, Walk, huge_jpeg, huge_png, picture

CASES = Path(__file__).parents[1] / "cases/picture_sizes.json"
SIZES = json.loads(CASES.read_text("utf-8"))
PHOTO = picture(1)
SHA256 = hashlib.sha256(PHOTO).hexdigest()
HERE = str(clock.uuid7())


def meta(**changes: Any) -> dict[str, Any]:
    return {
        "sha256": SHA256,
        "kind": "photo",
        "inspection_id": HERE,
        "item": None,
        "origin": "camera",
        "media_type": "image/jpeg",
        "taken_at": "2026-11-24T12:00:00+08:00",
        "position": None,
    } | changes


def upload(phone: Phone, content: bytes = PHOTO, **changes: Any) -> TestResponse:
    file = (BytesIO(content), "../../etc/passwd")
    return phone.post("/evidence", data={"file": file, "meta": json.dumps(meta(**changes))})


def rows(app: Flask) -> int:
    with Session(app.extensions["engine"]) as session:
        return session.scalar(select(func.count()).select_from(Evidence)) or 0


def stored(app: Flask, sha256: str) -> Path:
    storage: LocalStorage = app.extensions["storage"]
    return storage.folder / sha256[:2] / sha256[2:4] / sha256


def damage(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_the_receipt_is_signed_with_the_key_that_the_phone_knows(chen: Phone) -> None:
    receipt = upload(chen).get_json()["receipt"]
    key = chen.get("/me").get_json()["receipt_key"]
    assert receipt["key_id"] == key["key_id"]
    assert (receipt["payload"]["evidence"], receipt["payload"]["size"]) == (SHA256, len(PHOTO))
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public_key"]))
    public.verify(base64.b64decode(receipt["signature"]), canonical(receipt["payload"]))


def test_the_same_bytes_again_get_the_same_receipt(app: Flask, chen: Phone, shen: Phone) -> None:
    first = upload(chen).get_json()
    assert upload(chen).get_json() == upload(shen).get_json() == first
    assert rows(app) == 1


def test_the_same_bytes_twice_at_once_are_kept_once(app: Flask, chen: Phone) -> None:
    barrier = Barrier(4)

    def send(_: int) -> str:
        barrier.wait()
        return upload(chen).text

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert rows(app) == 1


def test_bytes_of_another_hash_are_kept_for_inquiry_but_not_as_this_evidence(
    app: Flask, chen: Phone
) -> None:
    other = picture(200)
    answer = upload(chen, other)
    received = hashlib.sha256(other).hexdigest()
    details = problem(answer, 422, "evidence-hash-mismatch")["details"]
    assert details == {"expected": SHA256, "received": received}
    assert stored(app, received).read_bytes() == other
    assert (rows(app), stored(app, SHA256).exists()) == (0, False)


@pytest.mark.parametrize(
    ("content", "changes"),
    [
        (b"", {}),
        (b"<html><script>alert(1)</script>", {}),
        (PHOTO, {"media_type": "image/png"}),
        (b"[1]", {"media_type": "application/json"}),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    app: Flask, chen: Phone, content: bytes, changes: dict[str, Any]
) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    problem(upload(chen, content, sha256=sha256, **changes), 422, "evidence-unreadable")
    assert rows(app) == 0


def test_a_picture_that_no_paper_could_show_is_to_be_taken_again(app: Flask, chen: Phone) -> None:
    for content, media_type in ((huge_png(), "image/png"), (huge_jpeg(), "image/jpeg")):
        sha256 = hashlib.sha256(content).hexdigest()
        answer = upload(chen, content, sha256=sha256, media_type=media_type)
        body = problem(answer, 422, "evidence-picture-too-large")
        assert body["title"].startswith("照片的像素太多（最多 8000 万）")
    assert rows(app) == 0


@pytest.mark.parametrize("case", SIZES, ids=[each["name"] for each in SIZES])
def test_phone_and_server_read_the_same_size(case: dict[str, Any]) -> None:
    assert pixels(base64.b64decode(case["head"])) == case["pixels"]


@pytest.mark.parametrize("size", [(8, 8), (1200, 900), (12000, 4)])
@pytest.mark.parametrize("how", ["PNG", "JPEG", "JPEG progressive", "JPEG with EXIF"])
def test_the_head_of_a_picture_says_how_large_it_is(size: tuple[int, int], how: str) -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    more: dict[str, Any] = {"exif": exif} if "EXIF" in how else {"progressive": "pro" in how}
    Image.new("RGB", size).save(out, how.split()[0], **more)
    assert pixels(out.getvalue()) == size[0] * size[1]


@pytest.mark.parametrize("cut", [0, 2, 4, 10, 23])
def test_a_head_that_breaks_off_says_nothing(cut: int) -> None:
    assert pixels(huge_png()[:cut]) == 0
    assert pixels(huge_jpeg()[:cut]) in (0, 65_000**2)


def test_each_wrong_field_is_named(chen: Phone, subtests: pytest.Subtests) -> None:
    wrong: list[dict[str, Any]] = [
        {"sha256": SHA256.upper()},
        {"sha256": SHA256 + "\n"},
        {"sha256": "../" * 21 + "a"},
        {"kind": "video"},
        {"inspection_id": "1"},
        {"item": "x" * 33},
        {"origin": ["camera"]},
        {"media_type": "text/html"},
        {"taken_at": "2026-11-24T12:00:00"},
        {"taken_at": "0001-01-01T00:00:00+08:00"},
        {"taken_at": "9999-12-31T23:59:59-08:00"},
        {"position": "here"},
        {"position": POSITION},
        {"position": POSITION | {"at": "2026-11-24T12:00:00Z", "latitude": 30.0001}},
        {"position": POSITION | {"at": "2026-11-24T12:00:00Z", "latitude": "30.0001\n"}},
        {"more": 1},
    ]
    for changes in wrong:
        with subtests.test(str(changes)[:50]):
            body = problem(upload(chen, **changes), 422, "invalid-input")
            assert list(body["details"]["fields"]) == list(changes)


def test_a_photo_comes_back_as_an_attachment_that_no_browser_opens(walk: Walk) -> None:
    walk.arrive()
    walk.upload(PHOTO, "photo", "image/jpeg")
    answer = walk.shen.get(f"/evidence/{SHA256}")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PHOTO, "image/jpeg")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")


def test_l19_one_changed_bit_on_disk_and_the_original_is_never_handed_out(
    app: Flask, walk: Walk
) -> None:
    walk.arrive()
    walk.upload(PHOTO, "photo", "image/jpeg")
    damage(stored(app, SHA256))
    answer = walk.chen.get(f"/evidence/{SHA256}")
    problem(answer, 409, "evidence-damaged")
    stored(app, SHA256).unlink()
    problem(walk.chen.get(f"/evidence/{SHA256}"), 404, "evidence-missing")


def test_a_receipt_means_that_the_bytes_are_whole(app: Flask, walk: Walk) -> None:
    """Sent again after the stored file was damaged: the phone may let go of its copy after this."""
    walk.arrive()
    first = walk.upload(PHOTO, "photo", "image/jpeg").get_json()
    damage(stored(app, SHA256))
    assert walk.upload(PHOTO, "photo", "image/jpeg").get_json() == first
    assert walk.chen.get(f"/evidence/{SHA256}").data == PHOTO


def test_who_has_no_part_in_the_inspection_sees_and_adds_nothing(walk: Walk, sun: Phone) -> None:
    walk.arrive()
    walk.upload(PHOTO, "photo", "image/jpeg")
    problem(sun.get(f"/evidence/{SHA256}"), 404, "evidence-missing")
    answer = upload(sun, inspection_id=walk.inspection)
    problem(answer, 403, "evidence-not-yours")
    assert upload(sun).status_code == 200  # to one that is not known yet, as from a basement
    problem(sun.get(f"/evidence/{SHA256}"), 404, "evidence-missing")


def test_what_nobody_sent_is_missing(chen: Phone) -> None:
    problem(chen.get(f"/evidence/{'0' * 64}"), 404, "evidence-missing")
    problem(chen.get(f"/evidence/{SHA256.upper()}"), 404, "evidence-missing")
