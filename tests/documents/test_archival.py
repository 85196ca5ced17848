"""PDF/A-2b, looked at from outside: every template, signed and photographed, stacked and sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from backend.documents import pdf, samples
from backend.documents.blocks import render
from backend.documents.seals import FolderSealer
from backend.documents.templates import load
from tests.documents.archival import faults
from tests.documents.test_pdf import DOCUMENTS, INK, SHA, signature
from tests.documents.test_seals import AGENCY, PASSWORD, folder  # noqa: F401

AT = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
PROGRAMS = load()


def paper(kind: str, *, demo: bool = True) -> bytes:
    blocks = render(PROGRAMS[kind], samples.data(PROGRAMS[kind]))
    images = {block["photo"]: samples.picture() for block in blocks if "photo" in block}
    given: dict[str, Any] = {"data_sha256": SHA, "at": AT, "each_page": True}
    return pdf.render(blocks, images=images, demo=demo, **given)


@pytest.mark.parametrize("kind", PROGRAMS)
def test_every_template_can_be_archived(kind: str) -> None:
    assert faults(paper(kind)) == []


def test_so_can_what_was_signed_and_what_is_no_demonstration() -> None:
    for blocks in (case["blocks"] for case in DOCUMENTS):
        images = {INK: signature()}
        made = pdf.render(blocks, images=images, demo=False, data_sha256=SHA, at=AT)
        assert faults(made) == []


def test_so_can_a_stack() -> None:
    blocks = render(PROGRAMS["inspection_notice"], samples.data(PROGRAMS["inspection_notice"]))
    assert faults(pdf.render_many([(blocks, SHA)] * 3, demo=False, at=AT)) == []


def test_a_seal_takes_nothing_of_that_away(folder: Path) -> None:  # noqa: F811
    sealed = FolderSealer(folder, PASSWORD).seal(paper("rectification_order"), AGENCY)
    assert sealed is not None
    assert faults(sealed.content) == []


def _script(writer: PdfWriter) -> None:
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = _dictionary(action)


def _link(writer: PdfWriter) -> None:
    action = {"/S": NameObject("/URI"), "/URI": TextStringObject("https://example.invalid")}
    writer.root_object[NameObject("/OpenAction")] = _dictionary(action)


def _attachment(writer: PdfWriter) -> None:
    writer.add_attachment("x.exe", b"MZ")


def _letter(writer: PdfWriter) -> None:
    writer.pages[0].mediabox.upper_right = (612, 792)


def _no_intent(writer: PdfWriter) -> None:
    del writer.root_object["/OutputIntents"]


def _no_metadata(writer: PdfWriter) -> None:
    del writer.root_object["/Metadata"]


def _no_language(writer: PdfWriter) -> None:
    del writer.root_object["/Lang"]


def _other_title(writer: PdfWriter) -> None:
    writer.add_metadata({"/Title": "另一份文书"})


def _plain_font(writer: PdfWriter) -> None:
    font = {"/Type": NameObject("/Font"), "/Subtype": NameObject("/Type1")}
    fonts = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    fonts[NameObject("/F99")] = _dictionary(font | {"/BaseFont": NameObject("/SimSun")})


def _note(writer: PdfWriter) -> None:
    note = {
        "/Subtype": NameObject("/Text"),
        "/F": NumberObject(4),
        "/Rect": ArrayObject([FloatObject(n) for n in (0, 0, 9, 9)]),
        "/AP": DictionaryObject(),
    }
    writer.pages[0][NameObject("/Annots")] = ArrayObject([_dictionary(note)])


def _form(writer: PdfWriter) -> None:
    needed = {"/NeedAppearances": BooleanObject(True)}
    writer.root_object[NameObject("/AcroForm")] = _dictionary(needed)


def _dictionary(values: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in values.items()})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_script, "有动作 /JavaScript"),
        (_link, "有动作 /URI"),
        (_attachment, "有附件（/EmbeddedFiles）"),
        (_letter, "第 1 页不是 A4：(612.0, 792.0)"),
        (_no_intent, "没有 PDF/A 输出意图"),
        (_no_metadata, "没有 XMP 元数据"),
        (_no_language, "没有写明语言"),
        (_other_title, "文档信息和 XMP 不一致：另一份文书"),
        (_plain_font, "字体 /SimSun 没有嵌入"),
        (_note, "有批注 /Text"),
        (_form, "表单外观要由阅读器生成"),
    ],
)
def test_what_could_not_be_archived_is_found(spoil: Callable[[PdfWriter], None], said: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(paper("stop_order"))))
    spoil(writer)
    out = BytesIO()
    writer.write(out)
    assert said in faults(out.getvalue())


def test_a_password_is_found() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(paper("stop_order"))))
    writer.encrypt("", "owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    assert "加了密" in faults(out.getvalue())
