"""A photographed page belongs to its document by the QR code on it."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
import qrcode
from flask import Flask
from PIL import Image
from qrcode.image.pil import PilImage

from backend.inspections import matching
from tests.documents.test_several import asked
from tests.inspections.test_papers import work
from tests.inspections.walk import Walk, picture

STRANGE = "现场检查笔录的签名页照片上没有读到这份文书的二维码，请核对是不是这一份"


def photo_of(text: str, *, turned: float = 0) -> bytes:
    """A page on a desk, photographed from above with a phone, with a little noise."""
    page = Image.new("L", (2480, 3508), 250)
    code = qrcode.make(text, border=4, image_factory=PilImage).get_image().convert("L")
    page.paste(code.resize((295, 295)), (1900, 3000))
    desk = Image.new("L", (2000, 2700), 90)
    desk.paste(page.rotate(turned, expand=True, fillcolor=90).resize((1800, 2500)), (100, 100))
    grain = Image.effect_noise(desk.size, 12)
    out = BytesIO()
    Image.blend(desk, grain, 0.1).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


def signed_on_paper(walk: Walk, *pages: bytes) -> None:
    walk.answer_all()
    walk.conclude()
    for page in pages:
        walk.upload(page, "paper", "image/jpeg")
    photos = [hashlib.sha256(page).hexdigest() for page in pages]
    paper = {"mode": "paper", "signatures": [], "paper_photos": photos}
    for kind in ("record", "rectification_order"):
        [answer] = walk.chen.send(walk.sign(kind, **(paper if kind == "record" else {})))
        assert answer["outcome"] == "accepted", answer
    walk.submit()


def on_site(walk: Walk) -> str:
    """What the QR code on the record says."""
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    return str(walk.chen.get(f"/tasks/{walk.task}").get_json()["numbers"]["record"]["verify_url"])


def flaws(walk: Walk) -> list[str]:
    return [flaw["title"] for flaw in walk.page()["flaws"]]


@pytest.mark.parametrize("turned", [0, 3, 90, 180])
def test_a_page_is_known_by_its_code(app: Flask, walk: Walk, turned: float) -> None:
    own = on_site(walk)
    signed_on_paper(walk, picture(7), photo_of(own, turned=turned))
    work(app)
    assert flaws(walk) == []


def test_the_page_of_another_document_is_looked_at(app: Flask, walk: Walk) -> None:
    on_site(walk)
    signed_on_paper(walk, photo_of("https://example.invalid/v/ANOTHER"))
    work(app)
    assert flaws(walk) == [STRANGE]


def test_a_page_without_a_code_is_kept_and_told_once(app: Flask, walk: Walk) -> None:
    on_site(walk)
    signed_on_paper(walk, picture(7))
    work(app)
    with app.app_context():
        matching.match(walk.inspection)
    assert flaws(walk) == [STRANGE]
    assert walk.page()["state"] == "review"


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", picture(9)[:80]])
def test_what_is_no_picture_says_nothing(content: bytes) -> None:
    assert matching.codes(content) == set()


def test_of_several_it_is_told_whose_page_it_is(app: Flask, walk: Walk) -> None:
    on_site(walk)
    walk.answer_all()
    walk.conclude()
    walk.sign_both()
    page = picture(7)
    walk.upload(page, "paper", "image/jpeg")
    photos = [hashlib.sha256(page).hexdigest()]
    paper = {"mode": "paper", "signatures": [], "paper_photos": photos}
    for name, person in (("interview_record", "孙小红"), ("interview_record.2", "周阿毛")):
        [answer] = walk.chen.send(walk.sign_filled(name, asked(person), **paper))
        assert answer["outcome"] == "accepted", answer
    walk.submit()
    work(app)
    assert [title.partition("的")[0] for title in flaws(walk)] == [
        "询问笔录（孙小红）",
        "询问笔录（周阿毛）",
    ]
