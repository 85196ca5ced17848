"""What the console offers to whom: the menu, and where one arrives."""

from __future__ import annotations

from typing import NamedTuple

from backend.core.auth import OVERSEERS, Caller, Role


class Place(NamedTuple):
    name: str  # `here` of its pages
    title: str
    icon: str
    roles: tuple[Role, ...]

    @property
    def address(self) -> str:
        return "/console/tasks/new" if self.name == "assign" else f"/console/{self.name}"


MENU: dict[str, tuple[Place, ...]] = {
    "工作": (
        Place("tasks", "任务", "list", OVERSEERS),
        Place("assign", "派任务", "plus", (Role.SECTION_HEAD,)),
        Place("inspections", "检查", "eye", OVERSEERS),
        Place("reviews", "复核", "okc", OVERSEERS),
        Place("rectifications", "问题与整改", "swap", OVERSEERS),
        Place("handovers", "移交", "hand", OVERSEERS),
        Place("alerts", "预警", "alarm", (*OVERSEERS, Role.REGISTER_ADMIN)),
        Place("ratings", "企业评价", "star", (Role.INSPECTORATE,)),
    ),
    "计划审批": (
        Place("approvals", "审批", "okc", OVERSEERS),
        Place("plans", "检查计划", "cal", OVERSEERS),
        Place("merges", "综合查一次", "link", OVERSEERS),
        Place("caps", "频次上限", "alarm", OVERSEERS),
        Place("counting", "计数规则", "hash", OVERSEERS),
        Place("bodies", "主体公布", "shield", (*OVERSEERS, Role.REGISTER_ADMIN)),
    ),
    "名录": (
        Place("subjects", "监管对象", "shop", (*OVERSEERS, Role.REGISTER_ADMIN)),
        Place("officers", "人员", "users", (*OVERSEERS, Role.REGISTER_ADMIN)),
        Place("agencies", "单位", "tower", (*OVERSEERS, Role.REGISTER_ADMIN)),
        Place(
            *("accounts", "账号", "user"),
            (Role.REGISTER_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        ),
        Place("imports", "导入", "dl", (Role.REGISTER_ADMIN, Role.SECTION_HEAD)),
    ),
    "表单文书": (
        Place("matters", "监管事项", "book", (*OVERSEERS, Role.MATTER_ADMIN)),
        Place("checklists", "检查表", "docs", (*OVERSEERS, Role.MATTER_ADMIN)),
        Place("templates", "文书模板", "doc", (*OVERSEERS, Role.MATTER_ADMIN)),
    ),
}

# What each role comes for most; whoever has several gets those of the first one named here.
MOST_USED: dict[Role, tuple[str, ...]] = {
    Role.SECTION_HEAD: ("tasks", "reviews", "rectifications", "alerts"),
    Role.AGENCY_HEAD: ("approvals", "tasks", "rectifications", "alerts"),
    Role.LEGAL_REVIEW: ("inspections", "reviews", "handovers", "rectifications"),
    Role.INSPECTORATE: ("tasks", "inspections", "rectifications", "alerts"),
    Role.REGISTER_ADMIN: ("subjects", "officers", "imports", "alerts"),
    Role.MATTER_ADMIN: ("matters", "checklists", "templates"),
}
ROOM = 5  # in the bar of a phone

ON_THE_WAY = frozenset({"alerts", "bodies"})  # nobody comes for these alone


def menu(by: Caller) -> dict[str, list[Place]]:
    """The groups in which there is anything for the caller."""
    offered = {
        title: [place for place in places if by.has(*place.roles)] for title, places in MENU.items()
    }
    return {title: places for title, places in offered.items() if places}


def bar(by: Caller) -> list[Place]:
    """What stands in the bar of a phone; the rest is behind 更多, where there is a rest."""
    offered = {place.name: place for places in menu(by).values() for place in places}
    if len(offered) <= ROOM:
        return list(offered.values())
    role = next(role for role in MOST_USED if by.has(role))
    return [offered[name] for name in MOST_USED[role]]


def served() -> list[Role]:
    """Roles for which the console has pages to come for."""
    places = [place for group in MENU.values() for place in group if place.name not in ON_THE_WAY]
    return [role for role in Role if any(role in place.roles for place in places)]


def names(by: Caller) -> set[str]:
    """What the caller may open, by the name of its pages."""
    return {place.name for places in menu(by).values() for place in places}


def first(by: Caller) -> str | None:
    """The address of what one came for; None where the console has nothing for the caller."""
    offered = [place for places in menu(by).values() for place in places]
    return next((each.address for each in offered if each.name not in ON_THE_WAY), None)
