from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.receipts import digest
from backend.documents import Document, fonts, jobs, printable
from backend.documents.compose import compose
from backend.inspections import Flaw
from tests.cast import ITEMS
from tests.documents.rewrite import read
from tests.inspections.walk import Walk

PHONE = Path(__file__).parents[2] / "miniapp/src/documents/printable.json"


@pytest.mark.parametrize("case", read("printable.json"), ids=lambda case: case["says"])
def test_what_no_font_shows_is_found(case: dict[str, Any]) -> None:
    assert sorted(printable.strange({"rows": [case["text"]]})) == sorted(case["strange"])


def test_the_list_is_that_of_the_fonts_and_of_the_phone() -> None:
    known = fonts.characters()
    every = (code for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF)
    assert [code for code in every if printable.is_printable(chr(code)) != (code in known)] == []
    assert PHONE.read_bytes() == printable.FILE.read_bytes()


def test_what_was_signed_with_such_a_character_gets_its_paper_and_a_flaw(
    walk: Walk, app: Flask
) -> None:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    data = compose("record", walk.source("record")) | {"opinion": "以后注意😀"}
    sha256 = digest({"template": "record", "version": 1, "data": data})
    [answer] = walk.chen.send(walk.sign("record", data=data, data_sha256=sha256))
    assert answer["outcome"] == "accepted"
    with Session(app.extensions["engine"]) as session:
        document = session.scalars(select(Document)).one()
        words = session.scalars(select(Flaw.title)).all()
    assert any("😀" in each for each in words)
    with app.app_context():
        jobs.draw(str(document.id))
    with Session(app.extensions["engine"]) as session:
        assert session.scalars(select(Document.pdf_sha256)).one()


def test_what_the_paper_leaves_out_anyway_is_no_such_character(walk: Walk, app: Flask) -> None:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    walk.answer(ITEMS[0], "fail", finding={"facts": "第一行\n第二行\u200b", "photos": []})
    walk.conclude(opinion="没有意见\u200b\n马上改")
    walk.chen.send(walk.sign("record"))
    with Session(app.extensions["engine"]) as session:
        assert session.scalars(select(Document)).one()
        assert session.scalars(select(Flaw.title)).all() == []
