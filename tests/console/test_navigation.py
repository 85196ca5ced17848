"""The menu: groups beside the page, and on a phone what one uses most with the rest behind 更多."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.core.auth import Role
from tests.cast import Cast
from tests.console.conftest import Desk
from tests.console.page import Page


def offered(page: Page, where: str) -> list[str]:
    """What stands there, in its order, by name."""
    ids = [each.attributes.get("data-testid", "") for each in page.elements]
    return [each.removeprefix(f"{where}-") for each in ids if each.startswith(f"{where}-")]


@pytest.mark.parametrize(
    ("role", "bar"),
    [
        (Role.SECTION_HEAD, ["tasks", "reviews", "rectifications", "alerts"]),
        (Role.AGENCY_HEAD, ["approvals", "tasks", "rectifications", "alerts"]),
        (Role.LEGAL_REVIEW, ["inspections", "reviews", "handovers", "rectifications"]),
        (Role.INSPECTORATE, ["tasks", "inspections", "rectifications", "alerts"]),
        (Role.REGISTER_ADMIN, ["subjects", "officers", "imports", "alerts"]),
    ],
)
def test_a_phone_shows_four_places_and_all_of_them_behind_more(
    noon: object, desk_of: Callable[..., Desk], cast: Cast, role: Role, bar: list[str]
) -> None:
    page = desk_of(cast.yu, role).page("/officers")
    assert offered(page, "bar") == bar
    assert offered(page, "all") == offered(page, "nav")
    assert set(bar) < set(offered(page, "all"))


def test_who_has_few_places_sees_them_all_at_once(
    noon: object, desk_of: Callable[..., Desk], cast: Cast
) -> None:
    page = desk_of(cast.yu, Role.MATTER_ADMIN).page("/matters")
    assert offered(page, "bar") == offered(page, "nav") == ["matters", "checklists", "templates"]
    assert "everything" not in page


def test_the_page_one_is_on_is_marked_where_it_stands(desk: Desk) -> None:
    page = desk.page("/tasks")
    for where in ("nav", "bar", "all"):
        assert page[f"{where}-tasks"].attributes["aria-current"] == "page"
    assert "现在在" not in page["everything"].text
    assert "现在在频次上限" in desk.page("/caps")["everything"].text
