"""What PDF/A-2b asks of a file's structure (ISO 19005-2), as far as it can be read off its objects.

No validator is to be had where this is built: typst enforces the standard while it writes, and this
looks again at what came out, also after the seal was added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

A4 = (595.28, 841.89)
FORBIDDEN_ACTIONS = frozenset(
    {
        *("/Launch", "/JavaScript", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ResetForm"),
        *("/ImportData", "/Movie", "/Sound", "/Rendition", "/Hide", "/Trans", "/SetOCGState"),
    }
)
FORBIDDEN_KEYS = {
    "/JS": "脚本",
    "/AA": "自动动作",
    "/OPI": "外部图像",
    "/Alternates": "替换图像",
    "/EmbeddedFiles": "附件",
    "/XFA": "XFA 表单",
    "/RichMediaContent": "富媒体",
}
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
PRINTED = 4  # the annotation flag


def faults(content: bytes) -> list[str]:
    """What is wrong with a file, in words; nothing for one that can be archived."""
    reader = PdfReader(BytesIO(content), strict=True)
    return [
        *_file(content, reader),
        *_metadata(reader),
        *_intent(reader),
        *_pages(reader),
        *(fault for one in _objects(reader) for fault in _object(one)),
    ]


def _file(content: bytes, reader: PdfReader) -> Iterator[str]:
    head = content.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]\r?", head[0]):
        yield "文件头不是 PDF 1.x"
    if not head[1].startswith(b"%") or sum(byte > 127 for byte in head[1]) < 4:
        yield "文件头后面没有二进制标记"
    if "/Encrypt" in reader.trailer:
        yield "加了密"
    if "/ID" not in reader.trailer:
        yield "没有文件标识"
    root = reader.root_object
    if not str(root.get("/Lang", "")).startswith("zh"):
        yield "没有写明语言"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "没有结构标记"
    if "/StructTreeRoot" not in root:
        yield "没有结构树"
    if root.get("/AcroForm", {}).get("/NeedAppearances"):
        yield "表单外观要由阅读器生成"


def _metadata(reader: PdfReader) -> Iterator[str]:
    found = reader.root_object.get("/Metadata")
    found = found.get_object() if found is not None else None
    if not isinstance(found, StreamObject):
        yield "没有 XMP 元数据"
        return
    if "/Filter" in found:
        yield "XMP 元数据压缩了"
    xmp = found.get_data().decode()
    for name, value in (("part", "2"), ("conformance", "B")):
        if not re.search(rf'pdfaid:{name}(>|="){value}', xmp):
            yield f"XMP 里没有 pdfaid:{name} {value}"
    info = reader.metadata
    for said in (info.title, info.author, str(info.get("/Keywords", ""))) if info else ():
        if said and said not in xmp:
            yield f"文档信息和 XMP 不一致：{said}"


def _intent(reader: PdfReader) -> Iterator[str]:
    intents = [one.get_object() for one in reader.root_object.get("/OutputIntents", [])]
    if not any(one.get("/S") == "/GTS_PDFA1" for one in intents):
        yield "没有 PDF/A 输出意图"
        return
    profile = intents[0]["/DestOutputProfile"].get_object()
    if profile.get_data()[36:40] != b"acsp" or profile.get("/N") not in (1, 3, 4):
        yield "输出意图里没有 ICC 特性文件"


def _pages(reader: PdfReader) -> Iterator[str]:
    for number, page in enumerate(reader.pages, 1):
        size = (float(page.mediabox.width), float(page.mediabox.height))
        if any(abs(got - wanted) > 0.5 for got, wanted in zip(size, A4, strict=True)):
            yield f"第 {number} 页不是 A4：{size}"


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that can be reached, each once."""
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += one.values()
        elif isinstance(one, ArrayObject):
            waiting += one


def _object(one: DictionaryObject) -> Iterator[str]:
    if one.get("/S") in FORBIDDEN_ACTIONS and one.get("/Type") != "/StructElem":
        yield f"有动作 {one['/S']}"
    yield from (f"有{words}（{key}）" for key, words in FORBIDDEN_KEYS.items() if key in one)
    if isinstance(one, StreamObject):
        yield from _stream(one)
    if one.get("/Type") == "/Font":
        yield from _font(one)
    if one.get("/Subtype") == "/Image" and one.get("/Interpolate"):
        yield "图像要求插值"
    if "/Subtype" in one and "/Rect" in one:
        yield from _annotation(one)


def _stream(one: StreamObject) -> Iterator[str]:
    if "/F" in one:
        yield "内容在文件外面"
    named = one.get("/Filter", [])
    if "/LZWDecode" in (named if isinstance(named, ArrayObject) else [named]):
        yield "用了 LZW 压缩"


def _font(font: DictionaryObject) -> Iterator[str]:
    name = str(font.get("/BaseFont", "没有名字"))
    if font.get("/Subtype") == "/Type0":
        if "/ToUnicode" not in font:
            yield f"字体 {name} 没有字符对照"
        return
    descriptor = font.get("/FontDescriptor", DictionaryObject()).get_object()
    if not any(key in descriptor for key in FONT_FILES):
        yield f"字体 {name} 没有嵌入"
    elif not re.match(r"/[A-Z]{6}\+", name):
        yield f"字体 {name} 嵌入的不是子集"


def _annotation(one: DictionaryObject) -> Iterator[str]:
    """Only the field of a seal, which is printed or takes no room."""
    given: dict[str, Any] = dict(one)
    if given["/Subtype"] != "/Widget":
        yield f"有批注 {given['/Subtype']}"
    if not int(given.get("/F", 0)) & PRINTED:
        yield "批注不打印"
    if any(map(float, given["/Rect"])) and "/AP" not in given:
        yield "批注没有外观"
