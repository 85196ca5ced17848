"""试打: the paper of each kind of printer from the inspection's page, without a printer."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image

from backend.printing import load_profiles
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.inspections.walk import Walk
from tests.stages import begins


@begins("signed")
def test_the_way_there_is_on_the_inspection(desk: Desk, walk: Walk) -> None:
    links = desk.page(f"/inspections/{walk.inspection}").all("try-print")
    assert [each.attributes["href"] for each in links] == [
        f"/console/documents/{document}/try-print" for document in walk.documents
    ]


@begins("signed")
def test_the_signed_document_comes_out_with_its_cost(desk: Desk, walk: Walk) -> None:
    page = desk.page(f"/documents/{walk.documents[0]}/try-print")
    assert "字节，分" in page["cost"].text
    assert "秒（每 20 毫秒送 20 字节）" in page["cost"].text
    assert page["paper"].attributes["src"].endswith("/paper.png?profile=escpos-80")
    assert "slow" not in page


@begins("signed")
@pytest.mark.parametrize("profile", ["escpos-58-basic", "cpcl-zicox-104", "escpos-raster-a4"])
def test_the_paper_is_drawn_as_that_printer_would(desk: Desk, walk: Walk, profile: str) -> None:
    answer = desk.ask(f"/documents/{walk.documents[0]}/paper.png", profile=profile)
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.width == load_profiles()[profile].dots + 64
    (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert "/v/" in code.text
    assert answer.headers["Cache-Control"] == "private, no-store"


@begins("signed")
def test_a_page_of_dots_says_that_it_is_slow(desk: Desk, walk: Walk) -> None:
    page = desk.page(f"/documents/{walk.documents[0]}/try-print", profile="escpos-raster-a4")
    assert "很慢" in page["slow"].text


@begins("signed")
def test_there_is_no_such_printer(desk: Desk, walk: Walk) -> None:
    where = f"/documents/{walk.documents[0]}"
    assert desk.ask(f"{where}/try-print", profile="telepathy").status_code == 404
    assert desk.ask(f"{where}/paper.png", profile="../../etc").status_code == 404


@begins("signed")
def test_another_agency_sees_nothing_of_it(
    desk_of: Callable[..., Desk], walk: Walk, cast: Cast
) -> None:
    for what in ("try-print", "paper.png"):
        answer = desk_of(cast.sun).ask(f"/documents/{walk.documents[0]}/{what}")
        assert answer.status_code == 404
