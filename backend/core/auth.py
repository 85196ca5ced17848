"""Whose request this is, and who may do what. The access matrix in the tests repeats it by hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import g

from backend.core.problems import Problem


class Role(StrEnum):
    OFFICER = "officer"  # 执法人员
    LEADER = "leader"  # 组长
    SECTION_HEAD = "section_head"  # 科室负责人: assigns and reviews
    AGENCY_HEAD = "agency_head"  # 机关负责人: approves
    LEGAL_REVIEW = "legal_review"  # 法制审核
    MATTER_ADMIN = "matter_admin"  # 事项、表单管理员
    REGISTER_ADMIN = "register_admin"  # 名录库管理员
    DRAW_OPERATOR = "draw_operator"  # 抽取操作员
    DRAW_SUPERVISOR = "draw_supervisor"  # 抽取监督员
    INSPECTORATE = "inspector_general"  # 督查: reads, never writes
    SYSTEM_ADMIN = "system_admin"  # 三员: system
    SECURITY_ADMIN = "security_admin"  # 三员: security
    AUDIT_ADMIN = "audit_admin"  # 三员: audit


IN_WORDS = {
    Role.OFFICER: "执法人员",
    Role.LEADER: "组长",
    Role.SECTION_HEAD: "科室负责人",
    Role.AGENCY_HEAD: "机关负责人",
    Role.LEGAL_REVIEW: "法制审核",
    Role.MATTER_ADMIN: "事项表单管理员",
    Role.REGISTER_ADMIN: "名录库管理员",
    Role.DRAW_OPERATOR: "抽取操作员",
    Role.DRAW_SUPERVISOR: "抽取监督员",
    Role.INSPECTORATE: "督查",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}

IN_THE_FIELD = (Role.OFFICER, Role.LEADER)
MANAGERS = (Role.SECTION_HEAD, Role.AGENCY_HEAD)
# Who may read the work of a whole agency, with all agencies below it.
OVERSEERS = (*MANAGERS, Role.LEGAL_REVIEW, Role.INSPECTORATE)
# The three of 三员分立 never touch the business; none of them may hold a second role of these.
SEPARATED = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
BUSINESS = tuple(role for role in Role if role not in SEPARATED)


@dataclass(frozen=True)
class Caller:
    """Who asks. `agency_path` is the agency's place in the tree, for what lies below it."""

    account_id: uuid.UUID
    officer_id: uuid.UUID | None
    agency_id: uuid.UUID
    agency_path: str
    name: str
    roles: frozenset[Role]
    session_id: uuid.UUID

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


class NotSignedIn(Problem):
    code = "not-signed-in"
    status = HTTPStatus.UNAUTHORIZED
    title = "请先登录"


class SessionEnded(Problem):
    """Expired, ended elsewhere, or the account was changed."""

    code = "session-ended"
    status = HTTPStatus.UNAUTHORIZED
    title = "登录已过期，请重新登录，没发出的内容都还在"


class NotAllowed(Problem):
    code = "not-allowed"
    status = HTTPStatus.FORBIDDEN
    title = "您的岗位不能进行此操作"


class ForgedForm(Problem):
    code = "csrf"
    status = HTTPStatus.FORBIDDEN
    title = "页面已过期，请刷新后再提交"


def allow(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Stand above whatever reads the body; hand the view its caller as `by`."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            from backend.core.sessions import caller  # sessions build on this module

            by = caller()
            if not by.has(*roles):
                raise NotAllowed
            g.caller = by
            return view(*args, by=by, **kwargs)

        guarded.allowed = roles  # type: ignore[attr-defined]  # read by the OpenAPI page and tests
        return guarded

    return guard
