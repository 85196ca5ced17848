"""Every template with the shortest and the longest that may be written, in text and on paper."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import re
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from backend.documents import formats, pdf, samples
from backend.documents.blocks import missing, render
from backend.documents.facts import composed
from backend.documents.templates import Template, read_all
from backend.printing import charset, emit, load_profiles, print_out
from tests.inspections import walk

AT = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
TEMPLATES = {one.program["kind"]: one for one in read_all()}
EACH = pytest.mark.parametrize("kind", TEMPLATES)
ON_SLIPS = [kind for kind, one in TEMPLATES.items() if one.handling["slip"] != "none"]
INJECTIONS = (
    '#read("/etc/passwd") #eval("1") $x$ @ref *粗* _斜_ `码` <tag> = 标题',
    "{机关名称} {{7*7}} {% x %} ${a} %(b)s",
    "\x1b@\x1d! 0 200 200 1000 1\r\nPRINT\r\n",
)
# Common characters, two that need the fallback font, and some of every width.
LETTERS = "食品安全检查笔录责令改正通知书处罚决定绍兴市越城区喆堃㎡０1aZ，。、；（）《》—…"


def filled(one: Template, write: Any) -> dict[str, Any]:
    """The sample's document with every field that the officer writes written by `write`."""
    data = samples.data(one.program)
    said = copy.deepcopy(data.get("filled", {}))
    for path, field in one.program["fields"].items():
        ask = field.get("ask")
        if not ask:
            continue
        key = path.removeprefix("filled.")
        if ask["as"] in ("line", "long"):
            said[key] = write(ask["as"])
        elif ask["as"] == "list":
            row = {member: write("line") for member, _ in ask["members"]}
            said[key] = [row, {member: write("line") for member, _ in ask["members"]}]
    return composed(one.program, {**samples.source(), "filled": said})


def words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [each for inner in value.values() for each in words(inner)]
    return [each for inner in value for each in words(inner)] if isinstance(value, list) else []


def said(blocks: list[dict[str, Any]]) -> str:
    return "".join(words(blocks))


def shown(blocks: list[dict[str, Any]]) -> Counter[str]:
    """Every character that a reader should find: cells that wrap are read in turns."""
    found: list[str] = []
    for block in blocks:
        found += words([block.get(name, "") for name in ("text", "date", "rows")])
        found += words([slot["label"] for slot in block.get("slots", [])])
        found += words([column["title"] for column in block.get("columns", [])])
    return Counter(squeezed("".join(found)))


def coded(text: str) -> str:
    """As a printer without a drawn character writes what is not in its charset."""
    return "".join(char if charset.encode(char) else charset.in_words(char) for char in text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def on_paper(one: Template, blocks: list[dict[str, Any]]) -> str:
    """What the PDF says, without what stands at the foot of each page."""
    images = {block["photo"]: samples.picture() for block in blocks if "photo" in block}
    sha256 = hashlib.sha256(b"x").hexdigest()
    each_page = one.handling["each_page"]
    content = pdf.render(
        blocks, images=images, demo=False, data_sha256=sha256, each_page=each_page, at=AT
    )
    number = next(block["text"] for block in blocks if block["type"] == "number")
    foot = re.escape(squeezed(number)) + r"第\d+页共\d+页数据指纹[0-9a-f]{16}"
    signed = "被询问人签名：询问人签名：询问人签名：" if each_page else ""
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]
    return "".join(re.sub(foot, "", page).replace(signed, "") for page in pages)


@EACH
def test_the_sample_is_whole(kind: str) -> None:
    program = TEMPLATES[kind].program
    assert missing(program, samples.data(program)) == []


@EACH
def test_the_longest_that_may_be_written_is_all_there(kind: str) -> None:
    random.seed(kind)
    most = {"line": 300, "long": 1200}
    one = TEMPLATES[kind]
    data = filled(one, lambda style: "".join(random.choices(LETTERS, k=most[style])))
    blocks = render(one.program, data)
    text, paper = squeezed(said(blocks)), on_paper(one, blocks)
    assert not shown([block for block in blocks if block["type"] != "qr"]) - Counter(paper)
    for key, each in data.get("filled", {}).items():
        if isinstance(each, str) and len(each) >= 300:
            assert squeezed(each) in text, key
            assert squeezed(each) in paper, key


@EACH
def test_what_somebody_would_smuggle_in_is_plain_text(kind: str) -> None:
    one = TEMPLATES[kind]
    turns = iter(range(10_000))
    data = filled(one, lambda _: INJECTIONS[next(turns) % 3])
    blocks = render(one.program, data)
    paper = on_paper(one, blocks)
    for each in INJECTIONS:
        plain = formats.clean(each)
        if plain in said(blocks):
            assert squeezed(plain) in paper
    assert "root:" not in paper


@pytest.mark.parametrize("kind", ON_SLIPS)
def test_the_longest_is_on_a_slip_of_every_width(kind: str) -> None:
    random.seed(kind)
    most = {"line": 300, "long": 1200}
    one = TEMPLATES[kind]
    data = filled(one, lambda style: "".join(random.choices(LETTERS, k=most[style])))
    blocks = render(one.program, data)
    whole = shown([block for block in blocks if block["type"] != "qr"])  # one may be drawn
    wanted = Counter(coded("".join(whole.elements())))
    for printer in load_profiles().values():
        if not printer.drawn:
            text = squeezed(print_out(emit(blocks, printer, {}), printer).text)
            assert not wanted - Counter(text), printer.id
            for block in blocks:
                if block["type"] == "paragraph":
                    assert coded(squeezed(block["text"])) in text, printer.id


plain = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn")), max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TEMPLATES)), plain)
def test_whatever_is_written_comes_out_as_it_went_in(kind: str, text: str) -> None:
    one = TEMPLATES[kind]
    blocks = render(one.program, filled(one, lambda _: text))
    if any(field.get("ask", {}).get("as") == "line" for field in one.program["fields"].values()):
        assert formats.clean(text) in said(blocks)


@EACH
def test_two_runs_are_the_same_to_the_byte(kind: str) -> None:
    one = TEMPLATES[kind]
    blocks = render(one.program, samples.data(one.program))
    images = {block["photo"]: samples.picture() for block in blocks if "photo" in block}
    given_: dict[str, Any] = {"images": images, "demo": True, "data_sha256": "0" * 64, "at": AT}
    assert pdf.render(blocks, **given_) == pdf.render(json.loads(json.dumps(blocks)), **given_)


def test_an_interview_bears_everybody_s_hand_on_every_page() -> None:
    one = TEMPLATES["interview_record"]
    data = samples.data(one.program)
    data["filled"]["talk"] *= 40
    signed = {"role": "party", "name": "孙小红", "state": "refused", "reason": "不愿签"}
    blocks = render(one.program, data, [signed])
    content = pdf.render(blocks, images={}, demo=False, data_sha256="0" * 64, each_page=True, at=AT)
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]
    assert len(pages) > 2
    for page in pages:
        assert "被询问人签名：拒绝签名（不愿签）" in page


def test_photos_stand_two_or_four_on_a_page() -> None:
    one = TEMPLATES["photo_sheet"]
    for layout, most in (("每页2张", 2), ("每页4张", 4)):
        data = samples.data(one.program)
        data["filled"] |= {"layout": layout, "photos": data["filled"]["photos"] * 4}
        blocks = render(one.program, data)
        images = {block["photo"]: samples.picture() for block in blocks if "photo" in block}
        content = pdf.render(blocks, images=images, demo=False, data_sha256="0" * 64, at=AT)
        pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
        counts = [len(re.findall("第\\s*\\d+\\s*张", page)) for page in pages]
        assert sum(counts) == 12
        assert max(counts) == most


@pytest.mark.parametrize(
    "content",
    [walk.huge_png(), walk.huge_jpeg(), b"RIFF....WEBP", walk.picture(3)[:200], b""],
    ids=["a huge PNG", "a huge JPEG", "another kind", "one that breaks off", "nothing"],
)
def test_a_photo_that_cannot_be_drawn_is_named_by_its_hash(content: bytes) -> None:
    one = TEMPLATES["photo_sheet"]
    blocks = render(one.program, samples.data(one.program))
    shown = [block["photo"] for block in blocks if "photo" in block]
    images = {sha256: samples.picture() for sha256 in shown} | {shown[1]: content}
    made = pdf.render(blocks, images=images, demo=False, data_sha256="0" * 64, at=AT)
    text = squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages))
    assert text.count("不能排在纸上") == 1
    assert f"见原始文件，指纹{shown[1][:16]}" in text


def test_a_stack_of_notices_counts_the_pages_of_each() -> None:
    one = TEMPLATES["inspection_notice"]
    blocks = render(one.program, samples.data(one.program))
    content = pdf.render_many([(blocks, "0" * 64)] * 3, demo=True, at=AT)
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]
    feet = [match[0] for page in pages for match in re.finditer(r"第\d页共\d页", page)]
    assert feet == ["第1页共2页", "第2页共2页"] * 3
