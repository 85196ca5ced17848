"""A4 PDF of a block list with typst: PDF/A-2b, fonts embedded, the look in paper.typ.

One compiler serves the process; its fonts and its memory of layouts make the second document
cheap. Signatures are drawn anew from their pixels, so that nothing of an uploaded file but the
picture gets into the archive.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import qrcode
import typst
from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError
from qrcode.image.pil import PilImage

from backend import evidence
from backend.documents import fonts

PAPER = Path(__file__).resolve().with_name("paper.typ")
LARGEST_SIGNATURE = 4_000_000  # pixels
PHOTO_SIZE = (1280, 1280)  # pixels on 150 mm: 215 dpi
PREVIEW_PPI = 96
STAMP_SIZE = (1000, 1000)  # pixels on 42 mm: 600 dpi
QR_QUIET, QR_MODULE, QR_MASK = 4, 8, 0  # modules around, pixels a module (270 dpi)
SIGNATURE_HEIGHT = 128  # pixels on 9.5 mm: 340 dpi
UNDRAWABLE = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError),
    Image.DecompressionBombError,
)

logger = logging.getLogger(__name__)
_one_at_a_time = Lock()


class NotPrintable(ValueError):
    """The document cannot be set; the message names the character or the picture."""


def render(
    blocks: Sequence[Mapping[str, Any]],
    *,
    images: Mapping[str, bytes],
    demo: bool,
    data_sha256: str,
    each_page: bool = False,
    stamp: bytes | None = None,
    at: datetime | None = None,
) -> bytes:
    """The PDF. `images` are the signatures' PNG bytes and the photos by their SHA-256; with
    `each_page` everybody's signature stands at the foot of every page. `stamp` is the picture of
    the seal that will be on it, a PNG; a demonstration shows its own.

    The same input and `at` give the same bytes. Raises NotPrintable and fonts.FontsMissing.
    """
    paper = _paper(blocks, images, demo, data_sha256, each_page)
    return _compiled([paper | {"stamp": _stamp(stamp) if stamp and not demo else ""}], at)


def pages(
    blocks: Sequence[Mapping[str, Any]],
    *,
    images: Mapping[str, bytes],
    demo: bool,
    data_sha256: str,
    each_page: bool = False,
) -> list[bytes]:
    """The same paper as PNG, a picture a page, to look at. Raises as render does."""
    papers = _checked([_paper(blocks, images, demo, data_sha256, each_page)])
    with _one_at_a_time:
        made = _compiler().compile(format="png", ppi=PREVIEW_PPI, sys_inputs=papers)
    return [made] if isinstance(made, bytes) else list(made or [])


def render_many(
    papers: Sequence[tuple[Sequence[Mapping[str, Any]], str]],
    *,
    demo: bool,
    at: datetime | None = None,
) -> bytes:
    """Many documents as one file to print, each (blocks, data_sha256) with pages of its own.

    Raises as render does.
    """
    return _compiled([_paper(blocks, {}, demo, sha256, False) for blocks, sha256 in papers], at)


def _compiled(papers: list[dict[str, Any]], at: datetime | None) -> bytes:
    inputs = _checked(papers)
    with _one_at_a_time:
        made = _compiler().compile(
            format="pdf",
            sys_inputs=inputs,
            pdf_standards="a-2b",
            timestamp=(at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0),
        )
    assert isinstance(made, bytes)
    return made


def _checked(papers: list[dict[str, Any]]) -> dict[str, str]:
    """What paper.typ reads. Raises NotPrintable for a character that no font has."""
    unknown = unprintable(papers)
    if unknown:
        raise NotPrintable(f"字体里没有这些字：{' '.join(unknown)}")
    return {"papers": json.dumps(papers, ensure_ascii=False)}


def unprintable(value: Any) -> list[str]:
    """Characters anywhere in the value that no font of the chain shows, as “𠀀（U+20000）”."""
    found: set[str] = set()
    _characters(value, found)
    known = fonts.characters()
    return [f"{one}（U+{ord(one):04X}）" for one in sorted(found) if ord(one) not in known]


def _characters(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        found.update(value)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in ("image", "images", "stamp"):  # drawings, not text
                _characters(inner, found)
    elif isinstance(value, Sequence):
        for inner in value:
            _characters(inner, found)


@cache
def _compiler() -> typst.Compiler:
    if not all((fonts.FOLDER / name).exists() for name in fonts.FANDOL):
        logger.warning("没有仿宋字体，文书用宋体：运行 python -m backend.documents.fonts")
    folders = list(dict.fromkeys(path.parent for path in fonts.paths()))
    loaded = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )
    return typst.Compiler(PAPER, root=PAPER.parent, font_paths=loaded)


def _paper(
    blocks: Sequence[Mapping[str, Any]],
    images: Mapping[str, bytes],
    demo: bool,
    sha256: str,
    each_page: bool,
) -> dict[str, Any]:
    titles = [one["text"] for one in blocks if one["type"] == "title"] or [""]
    number = next((one["text"] for one in blocks if one["type"] == "number"), "")
    drawn = [_drawable(one, images) for one in _grouped(blocks) if one["type"] != "cut"]
    return {
        "title": f"{titles[-1]} {number}".strip(),
        "author": titles[0],
        "keywords": [f"data_sha256={sha256}"],
        "number": number,
        "mark": f"数据指纹 {sha256[:16]}",
        "demo": demo,
        "fonts": _fonts(),
        "blocks": _sticky(drawn),
        "signers": _signers(drawn) if each_page else [],
        "stamp": "",
    }


def _signers(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Who signs every page: the name of the place and the hand, or why there is none."""
    slots = [slot for one in blocks if one["type"] == "signatures" for slot in one["slots"]]
    return [
        {
            "label": slot["label"].rsplit("。", 1)[-1],
            "image": slot["image"],
            "note": slot["note"],
        }
        for slot in slots
    ]


def _fonts() -> dict[str, list[str]]:
    have = {path.name for path in fonts.paths()}
    body = ["FandolFang R"] if fonts.FANDOL[0] in have else []
    title = ["FandolSong"] if fonts.FANDOL[1] in have else []
    return {"body": [*body, "Noto Serif CJK SC"], "title": [*title, "Noto Serif CJK SC"]}


def _drawable(block: Mapping[str, Any], images: Mapping[str, bytes]) -> dict[str, Any]:
    if block["type"] == "signatures":
        slots = [{**slot, **_hand(slot, images)} for slot in block["slots"]]
        return {**block, "slots": slots}
    if block["type"] == "qr":
        return {**block, "image": _qr(block["text"])}
    if block["type"] == "photos":
        shown = [{**one, "image": _photo(one["photo"], images)} for one in block["items"]]
        return {**block, "items": shown}
    return dict(block)


def _grouped(blocks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Photos that follow each other stand together, two or four a page."""
    made: list[Mapping[str, Any]] = []
    for block in blocks:
        if not block.get("photo"):
            made.append(block)
        elif made and made[-1].get("per_page") == block["per_page"] and "items" in made[-1]:
            made[-1]["items"].append(block)
        else:
            made.append({"type": "photos", "per_page": block["per_page"], "items": [block]})
    return made


def _sticky(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Seal and QR side by side, and no page that has nothing but signatures or a seal."""
    made: list[dict[str, Any]] = []
    for block in blocks:
        if block["type"] in ("seal", "qr"):
            if not made or made[-1]["type"] != "closing" or made[-1][block["type"]]:
                made.append({"type": "closing", "seal": None, "qr": None})
            made[-1][block["type"]] = block
        else:
            made.append(block)
    after = [*made[1:], {"type": ""}]
    closing = ("signatures", "closing", "end")
    receipt = False  # what is torn off below a line stays in one piece
    for block, following in zip(made, after, strict=True):
        receipt = receipt or block["type"] == "divider"
        block["sticky"] = receipt or block["type"] == "heading" or following["type"] in closing
    return made


def _hand(slot: Mapping[str, Any], images: Mapping[str, bytes]) -> dict[str, str]:
    """The handwriting as SVG, or in words why there is none. A picture that cannot be drawn never
    costs the paper: it is evidence all the same, found by its hash."""
    sha256 = slot["image_sha256"]
    if not sha256:
        return {"image": "", "note": "" if slot["state"] == "signed" else slot["words"]}
    try:
        return {"image": _ink(images[sha256]), "note": ""}
    except KeyError:
        raise NotPrintable(f"缺少{slot['name']}的签名图片") from None
    except UNDRAWABLE:
        return {"image": "", "note": f"签名图片不能排在纸上，见原始文件，指纹 {sha256[:16]}"}


def _photo(sha256: str, images: Mapping[str, bytes]) -> str:
    """A copy of the picture for the paper, drawn anew; empty where it cannot be drawn."""
    try:
        return _print_of(images[sha256])
    except KeyError:
        raise NotPrintable(f"缺少照片 {sha256[:16]}") from None
    except UNDRAWABLE:
        return ""


@lru_cache(maxsize=16)
def _print_of(content: bytes) -> str:
    if evidence.pixels(content) > evidence.MOST_PIXELS:
        raise ValueError("像素过多")
    picture = Image.open(BytesIO(content), formats=["JPEG", "PNG"])
    picture.draft("RGB", PHOTO_SIZE)  # a large JPEG is read small
    drawn = ImageOps.exif_transpose(picture).convert("RGB")
    drawn.thumbnail(PHOTO_SIZE)
    buffer = BytesIO()
    drawn.save(buffer, "JPEG", quality=82)
    encoded = base64.b64encode(buffer.getvalue()).decode()
    return _framed(drawn.size, f"data:image/jpeg;base64,{encoded}")


@lru_cache(maxsize=64)  # the same hand signs every document of an inspection
def _ink(content: bytes) -> str:
    """What was written, dark on nothing, cut to its edges: an SVG that holds a small PNG."""
    if evidence.pixels(content) > LARGEST_SIGNATURE:
        raise ValueError("像素过多")
    picture = Image.open(BytesIO(content), formats=["PNG"])
    drawn = picture.convert("RGBA")
    white = Image.new("RGBA", drawn.size, "white")
    depth = ImageChops.invert(Image.alpha_composite(white, drawn).convert("L"))
    edges = depth.point(lambda value: 255 if value > 24 else 0).getbbox()
    if edges is None:
        raise ValueError("上面没有笔迹")
    depth = depth.crop(edges)
    if depth.height > SIGNATURE_HEIGHT:
        width = max(1, depth.width * SIGNATURE_HEIGHT // depth.height)
        depth = depth.resize((width, SIGNATURE_HEIGHT), Image.Resampling.BICUBIC)
    ink = Image.new("LA", depth.size, 0)
    ink.putalpha(depth.point(lambda value: value & 0xF0))  # 16 shades are enough and pack well
    buffer = BytesIO()
    ink.save(buffer, "PNG", compress_level=1)
    encoded = base64.b64encode(buffer.getvalue()).decode()
    return _framed(ink.size, f"data:image/png;base64,{encoded}")


@lru_cache(maxsize=16)
def _stamp(content: bytes) -> str:
    """The seal's own colours on nothing, drawn anew. Raises NotPrintable."""
    try:
        if evidence.pixels(content) > LARGEST_SIGNATURE:
            raise ValueError("像素过多")
        drawn = Image.open(BytesIO(content), formats=["PNG"]).convert("RGBA")
    except UNDRAWABLE as error:
        raise NotPrintable(f"印章图不能用：{error}") from error
    drawn.thumbnail(STAMP_SIZE)
    buffer = BytesIO()
    drawn.save(buffer, "PNG")
    encoded = base64.b64encode(buffer.getvalue()).decode()
    return _framed(drawn.size, f"data:image/png;base64,{encoded}")


def _framed(size: tuple[int, int], href: str) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="{href}"/></svg>'
    )


def _qr(text: str) -> str:
    """The code with its quiet zone. Every reader undoes any mask, so one is taken unweighed: to
    weigh all eight takes longer than a page of text."""
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        border=QR_QUIET,
        box_size=QR_MODULE,
        mask_pattern=QR_MASK,
    )
    code.add_data(text)
    code.make(fit=True)
    buffer = BytesIO()
    drawn = code.make_image(image_factory=PilImage).get_image()
    drawn.save(buffer, "PNG")
    encoded = base64.b64encode(buffer.getvalue()).decode()
    return _framed(drawn.size, f"data:image/png;base64,{encoded}")
