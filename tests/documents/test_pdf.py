from __future__ import annotations

import hashlib
import random
import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from backend.documents import fonts, pdf
from backend.documents.blocks import render
from backend.documents.templates import load
from tests.documents.rewrite import read

AT = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
SHA = hashlib.sha256(b"data").hexdigest()
INK = "ab" * 32
DOCUMENTS = read("documents.json")["cases"]
RARE = "喆堃镕昇㎡㛃𬭚"


def signature() -> bytes:
    picture = Image.new("RGBA", (900, 320), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.line([(80, 250), (200, 60), (320, 240), (500, 90), (820, 200)], (16, 20, 40, 255), 14)
    return png(picture)


def png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "text": text, "indent": True}


def made(blocks: list[dict[str, Any]], *, demo: bool = False) -> PdfReader:
    content = pdf.render(blocks, images={INK: signature()}, demo=demo, data_sha256=SHA, at=AT)
    return PdfReader(BytesIO(content))


def read_back(reader: PdfReader) -> str:
    """The text without the spacing that layout adds and the watermark under it."""
    return "".join(squeezed(page.extract_text()) for page in reader.pages)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case["name"])
def test_every_word_of_the_block_list_is_on_paper(case: dict[str, Any]) -> None:
    text = read_back(made(case["blocks"]))
    for block in case["blocks"]:
        words = [block.get("text", ""), block.get("date", ""), block.get("caption", "")]
        words += [word for row in block.get("rows", []) for word in row]
        words += [s[key] for s in block.get("slots", []) for key in ("label", "name", "at")]
        words += [s["words"] for s in block.get("slots", []) if s["state"] not in ("", "signed")]
        for word in words if block["type"] != "qr" else [block["caption"]]:
            # A page break may stand inside a paragraph; each half is then on its page.
            assert squeezed(word) in text or _on_two_pages(squeezed(word), text), word
    assert "（以下空白）" in text


def _on_two_pages(word: str, text: str) -> bool:
    cuts = range(10, len(word) - 10)
    return any(word[:cut] in text and word[cut:] in text for cut in cuts)


def test_number_pages_fingerprint_and_metadata() -> None:
    case = DOCUMENTS[0]
    reader = made(case["blocks"])
    pages = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        text = squeezed(page.extract_text())
        assert f"第{number}页共{pages}页" in text
        assert "越市监检录〔2026〕418号" in text
        assert f"数据指纹{SHA[:16]}" in text
    info = reader.metadata
    assert info is not None
    assert info.title == "现场检查笔录 越市监检录〔2026〕418号"
    assert info.author == "绍兴市越城区市场监督管理局"
    assert str(info["/Keywords"]) == f"data_sha256={SHA}"
    assert info.creation_date == AT


def test_the_body_is_set_in_fangsong_and_nothing_comes_from_the_system() -> None:
    names = set()
    for page in made(DOCUMENTS[4]["blocks"], demo=True).pages:
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        for font in resources["/Font"].values():  # type: ignore[attr-defined]
            names.add(font.get_object()["/BaseFont"].split("+")[1])
    assert any("FandolFang" in name for name in names)
    assert all("Fandol" in name or "Noto" in name for name in names)


def test_the_same_input_and_time_give_the_same_bytes() -> None:
    blocks = DOCUMENTS[1]["blocks"]
    given: dict[str, Any] = {"images": {INK: signature()}, "demo": True, "data_sha256": SHA}
    first = pdf.render(blocks, **given, at=AT)
    assert pdf.render(blocks, **given, at=AT) == first
    later = datetime(2026, 11, 24, tzinfo=UTC)
    assert pdf.render(blocks, **given, at=later) != first


def test_it_is_dated_now_unless_told_otherwise() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    content = pdf.render([paragraph("甲")], images={}, demo=False, data_sha256=SHA)
    info = PdfReader(BytesIO(content)).metadata
    assert info is not None
    assert info.creation_date is not None
    assert before <= info.creation_date <= datetime.now(UTC)


@pytest.mark.parametrize("demo", [True, False])
def test_only_a_demonstration_says_that_it_is_void(demo: bool) -> None:
    reader = made(DOCUMENTS[0]["blocks"], demo=demo)
    for page in reader.pages:
        assert ({"演", "示", "无", "效"} <= set(page.extract_text().split("\n"))) is demo or (
            "演示" in squeezed(page.extract_text())
        ) is demo
    assert ("演示专用章" in read_back(reader)) is demo


def test_rare_characters_come_from_the_next_font_and_never_as_boxes() -> None:
    reader = made([{"type": "title", "text": f"{RARE}局"}, paragraph(f"当事人{RARE}，面积 20㎡。")])
    text = read_back(reader)
    assert f"{RARE}局" in text
    assert f"当事人{RARE}，面积20㎡。" in text


def test_a_sum_of_yuan_is_not_drawn_as_dollars() -> None:
    drawn: dict[str, str] = {}
    title: dict[str, Any] = {"type": "title", "text": "罚款￥"}
    for page in made([title, paragraph("罚款￥伍佰元")]).pages:
        page.extract_text(
            visitor_text=lambda text, _cm, _tm, font, _size: drawn.update(
                dict.fromkeys(text, str(font and font["/BaseFont"]))
            )
        )
    assert "NotoSerifCJK" in drawn["￥"]
    assert "Fandol" in drawn["款"]


def test_a_character_that_no_font_has_is_named() -> None:
    blocks = [paragraph("甲\U0001f600乙\u0e01")]
    with pytest.raises(pdf.NotPrintable, match=r"字体里没有这些字：ก（U\+0E01） 😀（U\+1F600）"):
        made(blocks)
    assert pdf.unprintable("喆堃") == []


ATTEMPTS = [
    '#set page(width: 1pt) #read("/etc/passwd") #import "@preview/x"',
    "*粗* _斜_ $x^2$ = 标题 - 清单 + 编号 / 术语: 说明 // 注释 /* 注释 */",
    '") #panic() ("',
    "\\u{1F600} \\n [甲] <标签> @引用 `代码` ~ -- ---",
    "{{ 7*7 }} {% for x in y %} {机关名称} ${1+1}",
    "! 0 200 200 500 1 PRINT",
    "\"引号\" '单引号' “弯引号” <script>alert(1)</script> &amp;",
]


@pytest.mark.parametrize("name", ATTEMPTS)
def test_markup_in_what_people_wrote_stays_plain_text(name: str) -> None:
    case = next(case for case in DOCUMENTS if case["kind"] == "rectification_order")
    data = case["data"] | {
        "agency_name": name,
        "number": name,
        "lead_in": name,
        "subject": {**case["data"]["subject"], "name": name},
    }
    blocks = render(load()[case["kind"]], data, case["signatures"])
    text = read_back(made(blocks))
    assert text.count(squeezed(name)) >= 5  # two titles' lines, party, introduction, seal, footer


def test_the_seal_and_the_qr_code_are_there() -> None:
    given: dict[str, Any] = {"images": {INK: signature()}, "data_sha256": SHA, "at": AT}
    content = pdf.render(DOCUMENTS[0]["blocks"], **given, demo=True)
    assert "https://example.invalid/v/K7M2Q9" in qr_codes(content)


def qr_codes(content: bytes) -> list[str]:
    """What the QR codes on the second page say, read from the drawn page."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-f", "2", "-singlefile", "-"],
        input=content, capture_output=True, check=True,
    ).stdout  # fmt: skip
    return [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(drawn)))]


def test_long_text_flows_over_forty_pages_and_loses_nothing() -> None:
    random.seed(7)
    letters = "检查人员在现场查看了原料库房冷藏设备消防通道并询问负责人"
    paragraphs = ["".join(random.choices(letters, k=400)) + "。" for _ in range(95)]
    blocks = [{"type": "title", "text": "某局"}, *map(paragraph, paragraphs), *closing()]
    reader = made(blocks)
    assert len(reader.pages) >= 40
    text = "".join(_body(page.extract_text()) for page in reader.pages)
    assert "".join(paragraphs) in text


def _body(text: str) -> str:
    return re.sub(r"第\d+页共\d+页|数据指纹[0-9a-f]{16}", "", squeezed(text))


def closing() -> list[dict[str, Any]]:
    slot = {"role": "party", "label": "当事人签名", "name": "孙小红", "state": "signed"}
    more = {"reason": "", "words": "已签名", "at": "2026年11月23日15时10分", "image_sha256": INK}
    return [
        {"type": "signatures", "slots": [slot | more] * 3},
        {"type": "seal", "text": "某局", "date": "2026年11月23日"},
    ]


@pytest.mark.parametrize("lines", range(20, 34, 2))
def test_signatures_and_seal_never_stand_alone_on_a_page(lines: int) -> None:
    blocks = [paragraph(f"第{n}段。") for n in range(lines)]
    reader = made([*blocks, *closing()])
    last = squeezed(reader.pages[-1].extract_text())
    assert "当事人签名" in last
    assert "2026年11月23日" in last
    assert f"第{lines - 1}段。" in last


def test_a_word_without_end_stays_on_the_paper() -> None:
    word = "https://example.invalid/" + "a1" * 200
    content = pdf.render([paragraph(word)], images={}, demo=False, data_sha256=SHA, at=AT)
    reader = PdfReader(BytesIO(content))
    assert word in read_back(reader)
    right = []
    reader.pages[0].extract_text(
        visitor_text=lambda text, cm, tm, *_: right.append(tm[4]) if text.strip() else None
    )
    assert max(right) < 595 - 26 / 25.4 * 72


def test_a_table_repeats_its_head_on_the_next_page() -> None:
    columns = [{"title": "序号", "width": 1}, {"title": "物品名称", "width": 4}]
    rows = [[str(n), f"第{n}件物品"] for n in range(1, 61)]
    reader = made([{"type": "table", "columns": columns, "rows": rows}, {"type": "end"}])
    assert len(reader.pages) > 1
    for page in reader.pages[:2]:
        assert "物品名称" in squeezed(page.extract_text())
    assert "第60件物品" in read_back(reader)


@pytest.mark.parametrize(
    "content",
    [
        b"not a picture",
        b"\x89PNG\r\n\x1a\n broken",
        png(Image.new("RGBA", (300, 100), (0, 0, 0, 0))),  # nothing written on it
        png(Image.new("L", (3000, 3000))),
    ],
)
def test_a_signature_that_cannot_be_drawn_is_named_by_its_hash(content: bytes) -> None:
    made_of = pdf.render(closing(), images={INK: content}, demo=False, data_sha256=SHA, at=AT)
    text = read_back(PdfReader(BytesIO(made_of)))
    assert f"签名图片不能排在纸上，见原始文件，指纹{INK[:16]}" in text


def test_a_missing_signature_is_named() -> None:
    with pytest.raises(pdf.NotPrintable, match=r"缺少孙小红的签名图片"):
        pdf.render(closing(), images={}, demo=False, data_sha256=SHA, at=AT)


def test_a_place_to_sign_by_hand() -> None:
    slot = {**closing()[0]["slots"][0], "state": "", "words": "", "at": "", "image_sha256": ""}
    text = read_back(made([{"type": "signatures", "slots": [slot]}]))
    assert "年月日时分" in text


def test_the_fonts_know_what_they_have() -> None:
    assert {ord(one) for one in "仿宋〔〕、《》" + RARE} <= fonts.characters()
    assert 0x1F600 not in fonts.characters()


def test_five_hundred_papers_are_one_file() -> None:
    """Each names its own hash on its page: all of them together are too long for a PDF's head."""
    papers = [([{"type": "title", "text": "检查通知书"}], f"{n:064x}") for n in range(500)]
    made_of = pdf.render_many(papers, demo=True, at=AT)
    assert len(PdfReader(BytesIO(made_of)).pages) == 500
