"""Every kind of document that has sample data, on every printer: text in is text out."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from backend.printing import charset, profiles, raster, segments, slips
from backend.printing.layout import Block, no_glyph
from backend.printing.profiles import Profile
from backend.printing.simulator import print_out
from tests.printing import golden, papers
from tests.printing.cast import written

SAMPLES = json.loads(
    (Path(__file__).parents[1] / "cases/documents.json").read_text(encoding="utf-8")
)["cases"]
KNOWN = profiles.load()
DRAWN = [id for id, profile in KNOWN.items() if profile.drawn]
SETS, AT_ONCE = 200, 10
PLAIN = ("title", "center", "number", "heading", "paragraph")
EVIL = (
    "\x1b@\x1bp\x00",
    "\r\n! 0 200 200 500 1\r\nPRINT\r\n",
    "! 0 200 200 500 1",
    "\x1d\x56\x42\x00",
    "\x10\x04\x01",
    '#set page(width: 1cm) #eval("1")',
    "{机关名称|日期}{{ 7*7 }}",
    "ENDQR",
)
RARE = "㛃𬭚喆堃㎡²𠮷①—…“”"


@pytest.fixture(params=SAMPLES, ids=lambda case: str(case["name"]))
def sample(request: pytest.FixtureRequest) -> list[Block]:
    found: list[Block] = request.param["blocks"]
    return found


def made(blocks: list[Block], profile: Profile, **marks: Any) -> list[bytes]:
    named = {
        slot["image_sha256"]
        for block in blocks
        if block["type"] == "signatures"
        for slot in block["slots"]
    } - {""}
    size = profile.signature
    ink = raster.from_strokes(written("孙小红"), size["width"], size["height"])
    return slips.commands(blocks, profile, dict.fromkeys(named, ink), **marks)


def said(blocks: list[Block], profile: Profile) -> Iterator[str]:
    """Every text of the blocks, and what a slip adds to it. A drawn code is no text."""
    for block in blocks:
        if block["type"] in PLAIN:
            yield block["text"]
        elif block["type"] == "pairs":
            yield from (f"{label}：{value}" for label, value in block["rows"])
        elif block["type"] == "table":
            yield from (column["title"] for column in block["columns"])
            yield from (value for row in block["rows"] for value in row)
        elif block["type"] == "signatures":
            yield from (part for slot in block["slots"] for part in slot_said(slot))
        elif block["type"] == "seal":
            yield block["text"] + block["date"]
        elif block["type"] == "qr":
            yield block["caption"] + (block["text"] if profile.qr_native else "")
        elif block["type"] == "end":
            yield "（以下空白）"


def slot_said(slot: Block) -> Iterator[str]:
    yield f"{slot['label']}：{slot['name']}{slot['at']}"
    if not slot["state"]:
        yield "签名：日期：年月日"
    elif slot["state"] != "signed":
        yield slot["words"]
    elif not slot["image_sha256"]:
        yield "见纸质件上的签名"


def characters(texts: Iterator[str]) -> Counter[str]:
    """Each character as a printer without a drawn one writes it; rules and gaps do not count."""
    shown = "".join(char for text in texts for char in charset.clean(text))
    coded = (char if charset.encode(char) else charset.in_words(char) for char in shown)
    return Counter(char for char in "".join(coded) if char not in " -_")


def lost(blocks: list[Block], profile: Profile) -> Counter[str]:
    paper = print_out(b"".join(made(blocks, profile)), profile)
    return characters(said(blocks, profile)) - characters(iter([paper.text]))


@pytest.mark.parametrize("id", sorted(golden.TEXT))
def test_no_character_of_a_document_is_lost(sample: list[Block], id: str) -> None:
    assert not lost(sample, KNOWN[id])


@pytest.mark.parametrize("id", DRAWN)
def test_a_drawn_document_fits_its_paper_and_its_segments(sample: list[Block], id: str) -> None:
    profile = KNOWN[id]
    commands = made(sample, profile, glyph=raster.glyph)
    assert all(len(each.data) <= 1024 for each in segments.cut(commands, profile.segment_bytes))
    paper = print_out(b"".join(commands), profile)
    codes = [block["text"] for block in sample if block["type"] == "qr"]
    assert [found.text for found in zxingcpp.read_barcodes(paper.draw())] == codes
    assert paper.text.replace("[切纸]", "").strip() == ""


def changed(rng: random.Random, text: str) -> str:
    """Far longer, with what is rare and what is evil in it."""
    if not text:
        return text
    alphabet = text + "甲乙丙丁戊己庚辛" + RARE
    longer = "".join(rng.choices(alphabet, k=rng.choices((1, 40, 400), (10, 5, 1))[0]))
    place = rng.randrange(len(longer) + 1)
    return longer[:place] + rng.choice((*EVIL, "")) + longer[place:]


def fuzzed(rng: random.Random, value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        kept = ("type", "state", "image_sha256", "role", "width", "indent")
        code = value.get("type") == "qr"
        return {
            name: each if name in kept or (code and name == "text") else fuzzed(rng, each, name)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [fuzzed(rng, each, key) for each in value]
    return changed(rng, value) if isinstance(value, str) else value


@pytest.mark.parametrize("batch", range(SETS // AT_ONCE))
def test_fuzzed_documents_come_out_whole_and_command_nothing(batch: int) -> None:
    for number in range(batch * AT_ONCE, (batch + 1) * AT_ONCE):
        rng = random.Random(number)
        blocks = fuzzed(rng, rng.choice(SAMPLES)["blocks"])
        profile = KNOWN[sorted(golden.TEXT)[number % len(golden.TEXT)]]
        assert not lost(blocks, profile)
        commands = made(blocks, profile, glyph=raster.glyph if number % AT_ONCE == 0 else no_glyph)
        paper = print_out(b"".join(commands), profile)
        parts = [each.name for each in paper.commands if each.name in ("cut", "page", "reset")]
        cuts = sum(block["type"] == "cut" for block in blocks) + 1
        assert parts.count("cut") in (0, cuts)
        assert all(len(each) <= profile.segment_bytes for each in commands)


@pytest.mark.parametrize("kind", papers.blocks())
def test_every_template_is_on_every_printer_what_was_looked_at(kind: str) -> None:
    wanted = json.loads(papers.FILE.read_text("utf-8"))[kind]
    blocks = papers.blocks()[kind]
    assert {id: papers.on_paper(blocks, each) for id, each in golden.TEXT.items()} == wanted
