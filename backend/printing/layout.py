"""A document's blocks as what a slip printer puts on paper, in no printer's language yet.

Same as miniapp/src/printing/layout.ts; the block list is that of backend.documents.blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from backend.printing import tables
from backend.printing.problems import BlockUnknown, ImageMissing, ImageTooWide
from backend.printing.profiles import Profile
from backend.printing.qr import module_size, squares
from backend.printing.raster import Bitmap
from backend.printing.wrapping import Cell, Glyph, balanced, cells, width, wrap

Block = Mapping[str, Any]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Line:
    text: list[Cell] = field(default_factory=list)
    align: Align = "left"
    bold: bool = False
    double: bool = False


@dataclass(frozen=True)
class Picture:
    bitmap: Bitmap
    align: Align = "left"


@dataclass(frozen=True)
class Gap:
    """Blank paper, for what would touch its neighbours; `dots` where a character has 24."""

    dots: int


@dataclass(frozen=True)
class Code:
    """A QR code; `module` is the side of one square in dots."""

    text: str
    module: int


@dataclass(frozen=True)
class Ending:
    """The slip is torn or cut off here."""


Element = Line | Picture | Gap | Code | Ending
BLANK = Line()
HAIR, THIN = Gap(6), Gap(12)
STANDINGS = {"original": "【原件】", "copy": "【副本】以归档的原件为准"}


@dataclass(frozen=True)
class Page:
    profile: Profile
    images: Mapping[str, Bitmap]
    glyph: Glyph

    @property
    def columns(self) -> int:
        return self.profile.columns

    def cells(self, text: str) -> list[Cell]:
        return cells(text, self.glyph)


def no_glyph(char: str) -> Bitmap | None:
    return None


def lay_out(
    blocks: Sequence[Block],
    page: Page,
    *,
    demo: bool = False,
    reprint: int = 0,
    standing: str = "",
) -> Iterator[Element]:
    """Everything on the slip in its order, an Ending at last. Raises PrintError.

    `reprint` n > 0 marks the n-th repetition, `demo` a document without effect; `standing` says
    whether the slip is the original or a copy, "" what is still to be signed by hand.
    """
    for part in _parts(blocks):
        if standing in STANDINGS:
            yield from _centered(page, STANDINGS[standing])
        if reprint:
            yield from _centered(page, f"重打 第{reprint}次", bold=True)
        if demo:
            yield from _large(page, "演示 无效")
            yield BLANK
        yield from _body(part, page)
        if demo:
            yield BLANK
            yield from _large(page, "演示 无效")
        yield Ending()


def _parts(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """What hangs together until it is cut off; each part carries the marks."""
    part: list[Block] = []
    for block in blocks:
        if block["type"] != "cut":
            part.append(block)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _body(blocks: Sequence[Block], page: Page) -> Iterator[Element]:
    for place, block in enumerate(blocks):
        titles = [each["type"] for each in blocks[place : place + 2]]
        if titles == ["title", "title"]:  # the agency stands small above its title
            yield from _centered(page, block["text"], bold=True)
        elif block["type"] in WRITERS:
            yield from WRITERS[block["type"]](page, block)
        else:
            raise BlockUnknown(block["type"])


def _centered(page: Page, text: str, *, bold: bool = False) -> Iterator[Element]:
    for line in balanced(page.cells(text), page.columns):
        yield Line(line, "center", bold)


def _large(page: Page, text: str) -> Iterator[Element]:
    written = page.cells(text)
    if any(cell.picture for cell in written):  # pictures stay small, so all of it does
        yield from _centered(page, text, bold=True)
        return
    yield THIN
    for line in balanced(written, page.columns // 2):
        yield Line(line, "center", double=True)
        yield THIN


def _plain(page: Page, text: str, first: int = 0, hang: int = 0) -> Iterator[Element]:
    """Lines indented by `first` columns, then by `hang`."""
    lines = wrap(page.cells(text), page.columns - first, page.columns - hang)
    for number, line in enumerate(lines):
        yield Line([Cell(" ", 1)] * (hang if number else first) + line)


def _title(page: Page, block: Block) -> Iterator[Element]:
    yield from _large(page, block["text"])


def _center(page: Page, block: Block) -> Iterator[Element]:
    yield from _centered(page, block["text"])


def _number(page: Page, block: Block) -> Iterator[Element]:
    yield from _center(page, block)
    yield BLANK


def _heading(page: Page, block: Block) -> Iterator[Element]:
    yield THIN
    for line in wrap(page.cells(block["text"]), page.columns, page.columns):
        yield Line(line, bold=True)


def _paragraph(page: Page, block: Block) -> Iterator[Element]:
    yield from _plain(page, block["text"], first=4 if block["indent"] else 0)


def _pairs(page: Page, block: Block) -> Iterator[Element]:
    for label, value in block["rows"]:
        yield from _pair(page, label, value)


def _pair(page: Page, label: str, value: str) -> Iterator[Element]:
    """A short label has its value hang beside it, a long one leaves the value the paper."""
    name = f"{label}："
    side = width(page.cells(name))
    yield from _plain(page, name + value, hang=side if 4 * side <= page.columns else 2)


def _table(page: Page, block: Block) -> Iterator[Element]:
    titles = [column["title"] for column in block["columns"]]
    widths = tables.widths([column["width"] for column in block["columns"]], page.columns)
    if not widths:  # too many columns for this paper: one pair a line instead
        for row in block["rows"]:
            for title, value in zip(titles, row, strict=True):
                yield from _pair(page, title, value)
            yield _rule(page)
        return
    yield THIN
    for line in tables.row([page.cells(title) for title in titles], widths):
        yield Line(line, bold=True)
    yield _rule(page)
    for row in block["rows"]:
        for line in tables.row([page.cells(value) for value in row], widths):
            yield Line(line)
    yield _rule(page)


def _signatures(page: Page, block: Block) -> Iterator[Element]:
    yield BLANK
    for slot in block["slots"]:
        stop = slot["label"].rfind("。") + 1
        if stop:  # what is signed for, and below it who signs
            yield from _plain(page, slot["label"][:stop])
        yield from _plain(page, f"{slot['label'][stop:]}：{slot['name']}", hang=2)
        yield from _signature(page, slot)
        yield THIN


def _signature(page: Page, slot: Block) -> Iterator[Element]:
    if slot["image_sha256"]:
        bitmap = page.images.get(slot["image_sha256"])
        if bitmap is None:
            raise ImageMissing(slot["image_sha256"])
        if bitmap.width > page.profile.width:
            raise ImageTooWide(bitmap.width, page.profile.width)
        yield HAIR
        yield Picture(bitmap)
        yield THIN
    if not slot["state"]:  # printed first, signed by hand
        yield BLANK
        yield BLANK
        yield Line(page.cells("签名：" + "_" * (page.columns // 2)))
        yield Line(page.cells("日期：      年    月    日"))
    elif slot["state"] != "signed" or not slot["image_sha256"]:
        signed_on_paper = "见纸质件上的签名" if slot["state"] == "signed" else slot["words"]
        yield from _plain(page, signed_on_paper)
    if slot["at"]:
        yield from _plain(page, slot["at"])


def _seal(page: Page, block: Block) -> Iterator[Element]:
    yield BLANK
    for text in (block["text"], block["date"]):
        for line in balanced(page.cells(text), page.columns):
            yield Line(line, "right")
    yield BLANK


def _qr(page: Page, block: Block) -> Iterator[Element]:
    # A blank line on either side is the quiet zone of four modules.
    yield BLANK
    module = module_size(block["text"], page.profile)
    if page.profile.qr_native:
        yield Code(block["text"], module)
    else:
        yield Picture(squares(block["text"], module), "center")
    yield BLANK
    yield from _centered(page, block["caption"])


def _divider(page: Page, block: Block) -> Iterator[Element]:
    yield _rule(page)


def _rule(page: Page) -> Line:
    return Line([Cell("-", 1)] * page.columns)


def _end(page: Page, block: Block) -> Iterator[Element]:
    yield THIN
    yield from _centered(page, "（以下空白）")


WRITERS: Mapping[str, Callable[[Page, Block], Iterator[Element]]] = {
    "title": _title,
    "center": _center,
    "number": _number,
    "heading": _heading,
    "paragraph": _paragraph,
    "pairs": _pairs,
    "table": _table,
    "signatures": _signatures,
    "seal": _seal,
    "qr": _qr,
    "divider": _divider,
    "end": _end,
}
