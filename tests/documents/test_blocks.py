"""The shared cases; the phone runs the same files (miniapp/src/documents/documents.test.ts)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from backend.documents import formats
from backend.documents.blocks import RenderError, missing, render
from tests.documents.rewrite import read

WRITERS: dict[str, Any] = {
    **formats.FORMATS,
    "clean": formats.clean,
    "shanghai": formats.shanghai,
}
BLOCKS = read("blocks.json")


@pytest.mark.parametrize("case", read("blocks_formats.json"), ids=lambda c: c["format"])
def test_formats(case: dict[str, Any]) -> None:
    write = WRITERS[case["format"]]
    if "error" in case:
        with pytest.raises(ValueError, match=r"."):
            write(case["given"])
    else:
        assert write(case["given"]) == case["want"]


@pytest.mark.parametrize("case", BLOCKS, ids=lambda c: c["name"])
def test_blocks(case: dict[str, Any]) -> None:
    if "missing" in case:
        assert missing(case["program"], case["data"]) == case["missing"]
    if "blocks" in case:
        assert render(case["program"], case["data"], case["signatures"]) == case["blocks"]
    if "error" in case:
        with pytest.raises(RenderError) as caught:
            render(case["program"], case["data"], case["signatures"])
        assert (caught.value.template, caught.value.path) == ("probe", case["error"])
        assert case["error"] in str(caught.value)


def test_every_kind_of_block_and_every_format_has_a_case() -> None:
    kinds = {block["type"] for case in BLOCKS for block in case.get("blocks", [])}
    assert kinds == {
        "title", "center", "number", "heading", "paragraph", "pairs", "table", "signatures",
        "seal", "qr", "divider", "end", "cut",
    }  # fmt: skip
    tried = {case["format"] for case in read("blocks_formats.json")}
    assert tried >= set(formats.FORMATS)


def test_a_lone_surrogate_does_not_reach_the_paper() -> None:
    assert formats.clean("甲\ud83d乙") == "甲乙"


def test_the_signatures_given_are_left_as_they_were() -> None:
    documents = read("documents.json")
    one = documents["cases"][0]
    before = copy.deepcopy(one["signatures"])
    for _ in range(2):
        assert render(documents["programs"][one["kind"]], one["data"], one["signatures"])
    assert one["signatures"] == before
