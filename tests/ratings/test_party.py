"""评价这次检查: once, without a name, by who was given the code; what was said is never shown."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.core import clock
from backend.inspections import reviews
from tests.inspections.people import act, manager
from tests.inspections.walk import Walk
from tests.ratings.conftest import Party, kept, said
from tests.stages import begins


@begins("signed")
def test_before_it_is_handed_in_there_is_nothing_to_rate(app: Flask, party: Party) -> None:
    assert "评价" not in said(party.look())
    answer = party.rate()
    assert answer.status_code == 404
    assert "检查还没有办完" in said(answer)
    assert kept(app) == []


@begins("submitted")
def test_the_party_rates_and_is_thanked(app: Flask, walk: Walk, party: Party) -> None:
    assert "评价这次检查" in said(party.look())
    answer = party.rate(grade="fair", purpose_told="", words="中午来的，\r\n客人多")
    assert (answer.status_code, answer.location) == (303, f"/p/{party.code}#rating")
    words = said(party.look())
    assert "您的评价已收到" in words
    for secret in ("中午来的", "基本满意"):
        assert secret not in words
    [row] = kept(app)
    assert str(row.inspection_id) == walk.inspection
    assert (row.grade, row.credentials_shown, row.purpose_told, row.favour_asked) == (
        *("fair", True, None),
        False,
    )


@begins("submitted")
def test_what_was_written_lies_sealed(app: Flask, party: Party) -> None:
    party.rate(words="没有给看证件")
    [row] = kept(app)
    assert row.words_sealed
    assert "证件" not in row.words_sealed


@begins("submitted")
def test_what_the_review_gave_back_may_still_be_rated(app: Flask, walk: Walk, party: Party) -> None:
    given = {"inspection_id": uuid.UUID(walk.inspection), "remarks": "补照片"}
    act(app, reviews.send_back, manager(app, "yu"), at=clock.now(), **given)
    assert party.rate().status_code == 303


@begins("submitted")
def test_the_same_form_sent_twice_is_one_rating(app: Flask, party: Party) -> None:
    form_id = party.form_id()
    for _ in range(2):
        assert party.rate(form_id=form_id, words="很好").status_code == 303
    assert len(kept(app)) == 1


@begins("submitted")
def test_it_cannot_be_changed(app: Flask, party: Party) -> None:
    form_id = party.form_id()
    party.rate(form_id=form_id, words="很好")
    for again in ({"form_id": form_id, "grade": "dissatisfied"}, {"words": "另一个人写的"}):
        answer = party.rate(**again)
        assert answer.status_code == 409
        assert "这次检查已经评价过" in said(answer)
    [row] = kept(app)
    assert row.grade == "satisfied"


@begins("submitted")
def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told(app: Flask, party: Party) -> None:
    parties = [Party(app, party.code) for _ in range(2)]
    forms = [party.form_id() for _ in range(2)]
    barrier = Barrier(2)

    def send(one: Party, form_id: str) -> int:
        barrier.wait()
        return one.rate(form_id=form_id).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, parties, forms)) == [303, 409]
    assert len(kept(app)) == 1


@begins("submitted")
@pytest.mark.parametrize("statement", ["UPDATE rating SET grade = 'fair'", "DELETE FROM rating"])
def test_nobody_changes_it_in_the_database_either(app: Flask, party: Party, statement: str) -> None:
    party.rate()
    with (
        app.extensions["engine"].connect() as connection,
        pytest.raises(DBAPIError, match="append-only"),
    ):
        connection.execute(text(statement))


@begins("submitted")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"grade": ""}, "请先选满意、基本满意或者不满意"),
        ({"grade": "excellent"}, "请先选满意、基本满意或者不满意"),
        ({"favour_asked": "maybe"}, "请重新选一次"),
        ({"words": "长" * 10_000}, "不能超过 500 字"),
        ({"words": "a\0b"}, "含有无法保存的字符"),
    ],
    ids=["none", "another", "garbage", "long", "nul"],
)
def test_what_cannot_be_taken_is_said_beside_it_and_the_rest_stays(
    app: Flask, party: Party, wrong: dict[str, str], words: str
) -> None:
    answer = party.rate(**{"words": "写好的话"} | wrong)
    assert answer.status_code == 422
    assert words in said(answer)
    html = answer.get_data(as_text=True)
    assert 'name="purpose_told" value="yes" checked' in html
    assert "words" in wrong or "写好的话" in html
    assert kept(app) == []


@begins("submitted")
def test_garbage_is_told_and_does_no_harm(app: Flask, party: Party) -> None:
    address = f"/p/{party.code}/rating"
    for body, kind in (
        (b"\xff\xfe\x00%%%", "application/x-www-form-urlencoded"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b'{"grade": "satisfied"}', "application/json"),
        (b"", "text/plain"),
    ):
        answer = party.client.post(address, data=body, content_type=kind)
        assert answer.status_code == 422, body
    assert "<script>" not in party.rate(grade="<script>alert(1)</script>").get_data(as_text=True)
    assert party.rate(form_id="none").status_code == 303


@pytest.mark.parametrize("code", ["nothing", "x" * 100, "a b", "a\0b"])
def test_a_code_that_is_none_rates_nothing(app: Flask, noon: object, code: str) -> None:
    answer = Party(app, code).rate()
    assert answer.status_code == 404


@begins("submitted")
def test_a_browser_that_opens_the_forms_address_anew_is_led_back(party: Party) -> None:
    answer = party.client.get(f"/p/{party.code}/rating")
    assert (answer.status_code, answer.location) == (303, f"/p/{party.code}")


@begins("submitted")
def test_one_does_not_try_all_day(party: Party) -> None:
    answers = [party.rate(grade="").status_code for _ in range(11)]
    assert answers[-2:] == [422, 429]
