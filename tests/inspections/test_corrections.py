"""更正: what was signed stays readable; the next version says why."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask

from backend.core.receipts import digest
from backend.inspections import reviews
from tests.cast import ITEMS
from tests.inspections.people import act, manager, now
from tests.inspections.walk import Walk
from tests.stages import begins


def correct(walk: Walk, **changes: Any) -> dict[str, Any]:
    first = walk.documents[0]
    command = walk.sign("record")
    more = {"supersedes": first, "reason": "笔录写错了货架号"} | changes
    [answer] = walk.chen.send(walk.chen.command("document.correct", **command["payload"] | more))
    return dict(answer)


@begins("signed")
def test_a_correction_is_a_new_version_under_the_same_number(walk: Walk) -> None:
    finding = {"facts": "2 号货架有 3 袋超过保质期", "photos": []}
    walk.answer(ITEMS[1], "fail", finding=finding)
    assert correct(walk)["outcome"] == "accepted"
    records = [each for each in walk.page()["documents"] if each["kind"] == "record"]
    assert [(each["version"], each["superseded"]) for each in records] == [(2, False), (1, True)]
    assert records[0]["number"] == records[1]["number"]
    assert records[0]["reason"] == "笔录写错了货架号"


@begins("signed")
def test_the_signed_one_stays_readable_and_says_what_it_said(walk: Walk) -> None:
    first = walk.documents[0]
    before = walk.chen.get(f"/documents/{first}").get_json()
    walk.answer(ITEMS[2], "na")
    correct(walk)
    assert walk.chen.get(f"/documents/{first}").get_json() == before


@begins("signed")
def test_a_phone_that_did_not_sign_reads_the_data_and_the_strokes(walk: Walk) -> None:
    signed = walk.shen.get(f"/documents/{walk.documents[0]}").get_json()
    of = {"template": "record", "version": 1, "data": signed["data"]}
    assert digest(of) == signed["data_sha256"]
    [slots] = [one["slots"] for one in signed["blocks"] if one["type"] == "signatures"]
    assert {slot["image_sha256"] for slot in slots} == signed["ink"].keys()
    for strokes in signed["ink"].values():
        assert walk.shen.get(f"/evidence/{strokes}").get_json()["strokes"]


@begins("signed")
def test_the_public_sees_which_version_counts(app: Flask, walk: Walk) -> None:
    correct(walk)
    [record, *_] = walk.page()["documents"]
    address = record["verify_url"].rpartition("/v/")[2]
    page = app.test_client().get(f"/v/{address}").get_data(as_text=True)
    assert "第 2 版，以前的版本已被更正取代" in page
    assert record["data_sha256"] in page


@begins("signed")
def test_only_the_last_version_is_corrected(walk: Walk) -> None:
    assert correct(walk)["outcome"] == "accepted"
    late = correct(walk, supersedes=walk.documents[0], document_id=str(uuid.uuid4()))
    assert late["problem"]["code"] == "document-superseded"


@begins("signed")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": ""}, "invalid-input"),
        ({"data_sha256": digest("another")}, "document-hash-mismatch"),
    ],
)
def test_a_correction_has_its_reason_and_its_hash(
    walk: Walk, change: dict[str, Any], code: str
) -> None:
    assert correct(walk, **change)["problem"]["code"] == code


@begins("submitted")
def test_once_handed_in_it_is_corrected_only_when_returned(app: Flask, walk: Walk) -> None:
    assert correct(walk)["problem"]["code"] == "inspection-closed"
    given = {"inspection_id": uuid.UUID(walk.inspection), "remarks": "货架号写错了"} | now()
    act(app, reviews.send_back, manager(app, "yu"), **given)
    walk.documents.pop()  # the refused one
    walk.answer(ITEMS[2], "na")
    assert correct(walk)["outcome"] == "accepted"
    assert walk.submit()["state"] == "review"
    assert walk.page()["flaws"] == []
