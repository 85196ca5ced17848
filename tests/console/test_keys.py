"""What whoever has no mouse, or a reader instead of a screen, needs of the registers' pages."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.core.auth import Role
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Element, Page
from tests.console.test_checklists import HEAD, ITEM, act, published, revision
from tests.console.test_matters import FORM
from tests.console.test_register import NEW

WHOLE = {key: value for key, value in ITEM.items() if key != "act"}
CONTROLS = ("a", "button", "input", "select", "textarea", "summary")


@pytest.fixture
def keeper(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.yu, Role.REGISTER_ADMIN)


@pytest.fixture
def writer(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.shen, Role.MATTER_ADMIN)


def registers(keeper: Desk, cast: Cast) -> Iterator[tuple[str, Page]]:
    one = keeper.send("/subjects/new", **NEW).headers["Location"].removeprefix("/console")
    one = one.partition("?")[0]
    paths = ["/subjects", "/subjects/new", *(one + each for each in ("", "/edit", "/split"))]
    paths += [f"{one}/merge", f"{one}/merge?other_id={cast.subject}", f"{one}/changes"]
    paths += ["/officers", "/officers/new", "/officers/accounts", f"/officers/{cast.chen_officer}"]
    paths += ["/agencies", "/agencies/new", f"/agencies/{cast.market}"]
    paths += ["/accounts", f"/accounts/{cast.chen}", "/alerts", "/bodies"]
    paths += ["/imports", "/imports/new", "/snapshots"]
    return ((path, keeper.page(path)) for path in paths)


def forms(writer: Desk, other: Desk) -> Iterator[tuple[str, Page]]:
    matter = writer.send("/matters/new", **FORM).headers["Location"].removeprefix("/console")
    matter = matter.partition("?")[0]
    done, draft = (
        writer.send("/checklists/new", **HEAD | {"title": title})
        .headers["Location"]
        .removeprefix("/console")
        .removesuffix("/edit")
        for title in ("发布的", "草稿")
    )
    published(writer, other, done)
    act(writer, draft, "add_item", section="0")
    paths = ["/matters", "/matters/new", matter, f"{matter}/edit", "/implementations"]
    paths += ["/checklists", "/checklists/new", done, f"{done}/preview", f"{done}/diff", draft]
    paths += [f"{draft}/edit", f"{draft}/preview"]
    return ((path, writer.page(path)) for path in paths)


def name(page: Page, control: Element) -> str:
    """As a reader calls it; a hint inside an empty field is no name."""
    given = control.attributes
    if "aria-label" in given:
        return given["aria-label"]
    labels = [each for each in control.around if each.tag == "label"]
    if "id" in given:
        labels += [each for each in page.elements if each.attributes.get("for") == given["id"]]
    return control.text or " ".join(each.text for each in labels)


def unfit(page: Page) -> list[str]:
    """Everything on the page that cannot be reached, or is not called anything."""
    ids = Counter(each.attributes["id"] for each in page.elements if "id" in each.attributes)
    found = [f"id {each} {times} times" for each, times in ids.items() if times > 1]
    for each in page.elements:
        given = each.attributes
        if each.tag in CONTROLS and given.get("type") != "hidden" and not name(page, each):
            found.append(f"no name: {each}")
        if given.get("tabindex", "0") not in ("0", "-1"):
            found.append(f"its own place in the order: {each}")
        for tie in ("aria-describedby", "aria-labelledby"):
            found += [f"{tie} {tied}" for tied in given.get(tie, "").split() if tied not in ids]
        acts = [key for key in ("hx-get", "hx-post", "data-act", "data-look") if key in given]
        if acts and each.tag not in (*CONTROLS, "form") and "load" not in given["hx-trigger"]:
            found.append(f"only for a pointer: {each}")
        if each.tag == "fieldset" and "aria-label" not in given:
            inside = [part for part in page.elements if each in part.around]
            if not any(part.tag == "legend" for part in inside):
                found.append(f"a group of nothing: {each}")
    return found


def test_every_control_of_the_registers_can_be_reached_and_has_a_name(
    keeper: Desk, cast: Cast
) -> None:
    assert {path: unfit(page) for path, page in registers(keeper, cast) if unfit(page)} == {}


def test_every_control_of_matters_and_checklists_can_be_reached_and_has_a_name(
    writer: Desk, desk_of: Callable[..., Desk], cast: Cast
) -> None:
    pages = forms(writer, desk_of(cast.yu, Role.LEGAL_REVIEW))
    assert {path: unfit(page) for path, page in pages if unfit(page)} == {}


def test_whatever_is_drawn_anew_around_the_focus_can_be_found_again(
    writer: Desk, keeper: Desk, cast: Cast
) -> None:
    """htmx gives the focus back by id; a line of further rows goes away with its button."""
    draft = writer.send("/checklists/new", **HEAD).headers["Location"].removeprefix("/console")
    act(writer, draft.removesuffix("/edit"), "add_item", section="0")
    pages = [writer.page(draft), writer.page("/matters"), writer.page("/checklists")]
    for page in [*pages, keeper.page("/officers")]:
        for each in page.elements:
            redrawn = {"data-act", "data-look"} & set(each.attributes) or (
                each.tag in ("a", "button") and "hx-get" in each.attributes
            )
            if redrawn and not any(part.tag == "tr" for part in each.around):
                assert "id" in each.attributes, each


def test_an_act_of_the_editor_says_what_it_came_to(writer: Desk) -> None:
    answer = writer.send("/checklists/new", **HEAD)
    draft = answer.headers["Location"].removeprefix("/console").removesuffix("/edit")

    def said(act: str, **given: Any) -> str:
        now = revision(writer, draft)
        answer = writer.send(draft + "/edit", act=act, revision=now, **given)
        told = json.loads(answer.headers.get("HX-Trigger", '{"announce": ""}'))
        return str(told["announce"])

    assert said("add_item", section="0") == "已加一项 BD01"
    assert said("change_item", code="BD01", **WHOLE) == ""
    assert said("copy_item", code="BD01") == "已照 BD01 加一项 BD02"
    assert said("step_item", code="BD02", step="-1") == "BD02 现在是第 1 节第 1 项"
    assert said("add_section", title="人员") == "已加一节“人员”"
    assert said("move_section", section="1", to="0") == "“人员”现在是第 1 节"
    assert said("remove_item", code="BD02") == "已删除 BD02"
    wrong = said("change_item", code="BD01", **WHOLE | {"score": "许多"})
    assert wrong == "有 1 处没有存：“许多”不是数字"


def test_going_on_in_the_preview_says_where_one_is(writer: Desk) -> None:
    answer = writer.send("/checklists/new", **HEAD)
    draft = answer.headers["Location"].removeprefix("/console").removesuffix("/edit")
    for _ in range(2):
        act(writer, draft, "add_item", section="0")
    act(writer, draft, "change_item", code="BD02", **WHOLE)
    answer = writer.ask(f"{draft}/preview", part=True, to="BD02")
    told = json.loads(answer.headers["HX-Trigger"])["announce"]
    assert told == f"第 2 项，共 2 项：{ITEM['text']}"
    tried = writer.ask(f"{draft}/preview", part=True, item="BD02", **{"a-BD02": "fail"})
    assert "HX-Trigger" not in tried.headers


def test_what_was_wrong_in_a_short_form_opens_the_entry_it_was_of(keeper: Desk, cast: Cast) -> None:
    path = f"/officers/{cast.chen_officer}"
    [certificate] = keeper.page(path).named("certificate_id")
    answer = keeper.send(f"{path}/revoke", certificate_id=certificate.attributes["value"])
    page = Page(answer, 422)
    [reason] = [each for each in page.elements if "autofocus" in each.attributes]
    assert reason.attributes["aria-invalid"] == "true"
    [told] = [
        each
        for each in page.elements
        if each.attributes.get("id") == reason.attributes["aria-describedby"]
    ]
    assert told.text == "请写明注销的原因"
    assert [each for each in reason.around if each.tag == "details" and "open" in each.attributes]
    gone = Page(keeper.send(f"{path}/revoke", certificate_id=str(uuid.uuid4())), 422)
    assert "autofocus" in gone["error-reason"].attributes
