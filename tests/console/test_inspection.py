"""One inspection's page: everything that was done, and pictures only as small copies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from backend.console.thumbnails import LONGEST_SIDE, NotDrawable, thumbnail
from tests.cast import ITEMS, Cast
from tests.conftest import Phone
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.inspections.walk import Walk, drawing, picture
from tests.stages import begins


def photo(size: tuple[int, int] = (1600, 1200), **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (120, 90, 40)).save(out, "JPEG", **more)
    return out.getvalue()


def url(walk: Walk, content: bytes) -> str:
    return f"/inspections/{walk.inspection}/thumbnails/{hashlib.sha256(content).hexdigest()}"


@begins("submitted")
def test_the_page_shows_the_whole_inspection(desk: Desk, walk: Walk) -> None:
    page = desk.page(f"/inspections/{walk.inspection}")
    assert [page[f"count-{v}"].text for v in ("pass", "fail", "na")] == ["2", "1", "0"]
    assert "发现问题已责令改正" in page["summary"].text
    assert "责令限期改正 2026-12-01（5 个工作日）" in page["dispositions"].text
    assert "重点项" in page["finding"].text
    assert "3 袋调理鸡排" in page["finding"].text
    assert "一、基本情况" in page["section"].text
    documents = page.all("document")
    assert {d.text.split()[0] for d in documents} == {"现场检查笔录", "责令改正通知书"}
    assert all("打印 0 份" in d.text for d in documents)
    assert len(page.all("signature")) == 6
    assert page["verify"].attributes["href"].startswith("http://127.0.0.1:8000/v/")
    assert "pdf-waiting" in page
    assert "实体执法证" in page["site"].text
    assert "flaws" not in page
    assert "missing" not in page


@begins("submitted")
def test_the_trail_and_receipts(desk: Desk, walk: Walk) -> None:
    page = desk.page(f"/inspections/{walk.inspection}")
    trail = page["trail"].text
    for words in (
        "派出任务",
        "接收任务",
        "到场，开始检查",
        "出示执法证件",
        "文书签名完成",
        "提交检查",
    ):
        assert words in trail
    assert trail.index("提交检查") < trail.index("派出任务")
    receipts = page["receipts"].text
    assert receipts.count("已收") == 13
    assert "没收下" not in receipts


def test_a_refused_command_is_seen(desk: Desk, walk: Walk) -> None:
    walk.arrive()
    walk.chen.send(
        walk.chen.command(
            *("inspection.answer",),
            **{"inspection_id": walk.inspection, "item": "XX", "value": "pass", "note": ""},
        )
    )
    assert "1 条没收下" in desk.page(f"/inspections/{walk.inspection}")["receipts"].text


@begins("signed")
def test_printing_is_counted(desk: Desk, walk: Walk) -> None:
    printed = {"printer": "p", "profile": "xp80", "payload_sha256": "0" * 64, "bytes": 1}
    walk.chen.do(
        "document.printed", document_id=walk.documents[0], outcome="done", copy=1, **printed
    )
    page = desk.page(f"/inspections/{walk.inspection}")
    assert sorted(each.text for each in page.all("printed")) == ["0", "1"]
    assert "打印文书" in page["trail"].text


def test_a_picture_from_the_album_is_marked(desk: Desk, walk: Walk) -> None:
    walk.arrive()
    photos = [picture(shade) for shade in (120, 160)]
    for photo, origin in zip(photos, ("camera", "import"), strict=True):
        walk.upload(photo, "photo", "image/jpeg", item=ITEMS[0], origin=origin)
    named = [hashlib.sha256(photo).hexdigest() for photo in photos]
    walk.answer(ITEMS[0], "fail", finding={"facts": "后厨", "typical": [], "photos": named})
    findings = desk.page(f"/inspections/{walk.inspection}")["findings"].text
    assert (findings.count("现场拍摄"), findings.count("从相册选取")) == (1, 1)


def test_flaws_and_what_is_missing_are_warm_notes(desk: Desk, walk: Walk) -> None:
    walk.arrive()
    walk.show_and_ask()
    walk.answer_all()
    gone = hashlib.sha256(b"not sent").hexdigest()
    facts = {"facts": "后厨", "typical": [], "photos": [gone]}
    walk.answer(ITEMS[1], "fail", finding=facts)
    walk.conclude()
    walk.sign_both()
    walk.submit()
    page = desk.page(f"/inspections/{walk.inspection}")
    assert "程序瑕疵·待处理 1 项" in page["flaws"].text
    assert "《行政处罚法》第四十二条（L1）" in page["flaws"].text
    assert "还有 1 份原件没有送达" in page["missing"].text
    assert "原件还没送达" in page["findings"].text


def test_an_inspection_that_has_only_begun(desk: Desk, walk: Walk) -> None:
    walk.arrive()
    page = desk.page(f"/inspections/{walk.inspection}")
    assert page["count-open"].text == "3"
    assert "还没有签过文书" in page["documents"].text


def test_photos_are_small_copies_drawn_anew(desk: Desk, walk: Walk) -> None:
    walk.arrive()
    exif = Image.Exif()
    exif[0x010F] = "a camera that tells where it was"
    content = photo(exif=exif)
    walk.upload(content, "photo", "image/jpeg", item=ITEMS[0])
    answer = desk.ask(url(walk, content))
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert b"camera" not in answer.data
    with Image.open(BytesIO(answer.data)) as small:
        assert small.size == (480, 360)
    original = desk.client.get(f"/api/v1/evidence/{hashlib.sha256(content).hexdigest()}")
    assert original.data == content
    assert original.headers["Content-Disposition"].startswith("attachment")


@begins("signed")
def test_signatures_are_drawn_on_white(desk: Desk, walk: Walk) -> None:
    answer = desk.ask(url(walk, drawing(1)))
    assert answer.mimetype == "image/jpeg"


@pytest.mark.parametrize("kind", ["broken", "strokes", "unknown"])
def test_what_is_no_picture_is_not_shown(desk: Desk, walk: Walk, kind: str) -> None:
    walk.arrive()
    content = {"broken": b"\xff\xd8\xff broken", "strokes": b"{}", "unknown": b"x"}[kind]
    if kind == "broken":
        walk.upload(content, "photo", "image/jpeg")
    if kind == "strokes":
        walk.upload(content, "strokes", "application/json")
    status = 422 if kind == "broken" else 404
    assert desk.ask(url(walk, content)).status_code == status


def test_a_photo_of_another_agency_stays_unseen(
    desk: Desk, desk_of: Callable[..., Desk], walk: Walk, cast: Cast
) -> None:
    walk.arrive()
    content = photo()
    walk.upload(content, "photo", "image/jpeg")
    assert desk_of(cast.sun).ask(url(walk, content)).status_code == 404


def test_a_thumbnail_is_upright_and_bounded() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    with Image.open(BytesIO(thumbnail(photo((1200, 800), exif=exif)))) as small:
        assert small.size == (320, LONGEST_SIDE)
    clear = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(BytesIO(thumbnail(clear.getvalue()))) as white:
        assert white.getpixel((5, 5)) == (255, 255, 255)


def test_too_many_pixels_are_not_drawn() -> None:
    huge = BytesIO()
    Image.new("1", (10_000, 6_100)).save(huge, "PNG")
    for content in (huge.getvalue(), b"GIF89a", b""):
        with pytest.raises(NotDrawable):
            thumbnail(content)


def test_the_partys_phone_is_masked(desk: Desk, walk: Walk) -> None:
    walk.arrive()
    walk.answer_all()
    walk.chen.do(
        "inspection.conclude",
        inspection_id=walk.inspection,
        party={"name": "孙小红", "role": "经营者", "phone": "13857512345"},
        result=1,
        dispositions=[],
        opinion="",
    )
    page = desk.page(f"/inspections/{walk.inspection}")
    assert "138****2345" in page.html
    assert "13857512345" not in page.html


def test_the_number_of_queries_does_not_grow(
    desk: Desk, walk: Walk, chen: Phone, queries: Callable[[], Any]
) -> None:
    walk.arrive()
    walk.answer(ITEMS[0], "pass")
    desk.page(f"/inspections/{walk.inspection}")
    with queries() as few:
        desk.page(f"/inspections/{walk.inspection}")
    for shade in range(6):
        walk.upload(photo((20 + shade, 20)), "photo", "image/jpeg")
        walk.answer(ITEMS[1], "pass")
    with queries() as many:
        desk.page(f"/inspections/{walk.inspection}")
    assert len(many) == len(few) <= 37


def test_older_entries_come_by_the_page(desk: Desk, walk: Walk) -> None:
    walk.arrive()
    for _ in range(70):
        walk.answer(ITEMS[0], "pass")
    page = desk.page(f"/inspections/{walk.inspection}")
    assert "记录检查项 60 次" in page["trail"].text
    address = page["trail-more"].attributes["hx-get"].removeprefix("/console")
    assert "派出任务" in desk.page(address, part=True).html
    assert isinstance(desk.page(address), Page)
