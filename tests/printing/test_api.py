from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
import zxingcpp
from flask import Flask

from backend.printing import load_profiles
from backend.printing.simulator import print_out
from tests.conftest import Phone
from tests.printing.cast import written


def test_the_phone_gets_every_profile_as_it_stands_in_its_file(chen: Phone) -> None:
    answer = chen.get("/printers")
    assert answer.status_code == 200
    known = [each.as_json() for each in load_profiles().values()]
    assert answer.get_json() == json.loads(json.dumps(known))


def test_nobody_else_does(app: Flask) -> None:
    assert app.test_client().get("/api/v1/printers").status_code == 401


BLOCKS: list[dict[str, Any]] = [
    {"type": "title", "text": "责令改正通知书"},
    {"type": "paragraph", "text": "㛃店", "indent": True},
    {"type": "qr", "text": "https://zf.example.invalid/v/K7M2", "caption": "扫码查验本文书"},
]
SIGNED = {
    "type": "signatures",
    "slots": [
        {"role": "party", "label": "当事人", "name": "孙小红", "state": "signed", "words": "",
         "at": "", "image_sha256": "ab" * 32}
    ],
}  # fmt: skip


def test_a_page_of_dots_is_drawn_and_can_be_checked(chen: Phone) -> None:
    body = {"blocks": [*BLOCKS, SIGNED], "strokes": {"ab" * 32: written("孙小红")}, "reprint": 1}
    answer = chen.post("/printers/escpos-raster-a4/drawing", json=body)
    assert answer.status_code == 200
    drawn = answer.get_json()
    made = b"".join(map(base64.b64decode, drawn["commands"]))
    for each in drawn["segments"]:
        part = made[each["offset"] : each["offset"] + each["bytes"]]
        assert (len(part), zlib.crc32(part)) == (each["bytes"], each["crc32"])
    assert sum(each["bytes"] for each in drawn["segments"]) == len(made)
    assert drawn["seconds"] == pytest.approx(len(made) / 1000, abs=1)
    paper = print_out(made, load_profiles()["escpos-raster-a4"])
    assert [found.text for found in zxingcpp.read_barcodes(paper.draw())] == [BLOCKS[2]["text"]]


def test_a_document_that_makes_no_slip_is_drawn_without_a_mark(chen: Phone) -> None:
    drawn = [
        chen.post(
            "/printers/escpos-raster-a4/drawing", json={"blocks": BLOCKS, "standing": standing}
        ).get_json()["commands"]
        for standing in ("", "none", "copy")
    ]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": []},
        {"blocks": [{"type": "poem", "text": ""}]},
        {"blocks": [{"type": "title"}]},
        {"blocks": [{"type": "pairs", "rows": [["a"]]}]},
        {"blocks": [{"type": "table", "columns": [{"title": "a", "width": 1}], "rows": [[]]}]},
        {"blocks": [{"type": "paragraph", "text": "长" * 20_000, "indent": True}] * 6},
        {"strokes": {"ab": [[[0, 0, 0]]]}},
        {"strokes": {"ab" * 32: [[[0, 10**9, 0]]]}},
        {"strokes": {"ab" * 32: []}},
        {"reprint": -1},
    ],
)
def test_what_is_no_document_is_refused(chen: Phone, change: dict[str, Any]) -> None:
    answer = chen.post("/printers/escpos-raster-a4/drawing", json={"blocks": BLOCKS} | change)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid-input")


def test_what_does_not_go_on_paper_is_told_in_words(chen: Phone) -> None:
    answer = chen.post("/printers/escpos-raster-110/drawing", json={"blocks": [SIGNED]})
    assert answer.get_json()["code"] == "unprintable"
    assert "签名图片还没到" in answer.get_json()["title"]


def test_there_is_no_printer_of_that_name(chen: Phone) -> None:
    assert chen.post("/printers/telepathy/drawing", json={"blocks": BLOCKS}).status_code == 404


def test_drawings_are_counted(chen: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.printing.api.DRAWINGS", 1)
    statuses = [
        chen.post("/printers/escpos-80/drawing", json={"blocks": BLOCKS}).status_code
        for _ in range(2)
    ]
    assert statuses == [200, 429]


@pytest.mark.parametrize(("char", "drawn"), [("㛃", True), ("𬭚", True), ("\ue123", False)])
def test_the_phone_gets_the_dots_of_a_rare_character(chen: Phone, char: str, drawn: bool) -> None:
    rows = chen.get("/printers/glyph", char=char).get_json()["rows"]
    assert len(rows) == (144 if drawn else 0)
    assert chen.get("/printers/glyph", char=2 * char).status_code == 422
