"""The OpenAPI page says what holds: who may call, how to sign in, and how problems look."""

from __future__ import annotations

from threading import Lock
from typing import Any

from apispec import BasePlugin
from flask import Flask, Response
from flask_smorest import Api, Blueprint
from werkzeug.routing import Rule

from backend.core.sessions import COOKIE, DEVICE_HEADER, FORM_TOKEN_HEADER
from backend.core.web import ProblemSchema

PROBLEM = "Problem"
_DESCRIBING = Lock()
SCHEMES: dict[str, dict[str, str]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "手机的登录凭据"},
    "device": {
        "type": "apiKey",
        "in": "header",
        "name": DEVICE_HEADER,
        "description": "登录时报的设备；凭据只在这台设备上有效",
    },
    "console": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "管理后台的登录"},
    "form": {
        "type": "apiKey",
        "in": "header",
        "name": FORM_TOKEN_HEADER,
        "description": "管理后台写入时的表单令牌",
    },
}


class _Plugin(BasePlugin):
    """Adds to each operation what its guard (auth.allow) and the problems say."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def operation_helper(
        self,
        path: str | None = None,
        operations: dict[Any, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        rule: Rule = kwargs["rule"]
        roles = getattr(self.app.view_functions[rule.endpoint], "allowed", ())
        for method, operation in (operations or {}).items():
            responses = operation["responses"]
            if "requestBody" in operation:
                responses |= dict.fromkeys(("400", "413", "415", "422"), PROBLEM)
            if roles:
                form: dict[str, list[str]] = {} if method == "get" else {"form": []}
                operation["security"] = [{"bearer": [], "device": []}, {"console": []} | form]
                operation["x-roles"] = [str(role) for role in roles]
                responses |= dict.fromkeys(("401", "403"), PROBLEM)
            for status in responses:
                if str(status) == "default" or int(status) >= 400:
                    responses[status] = PROBLEM


class _DescribedWhenAsked(Api):  # type: ignore[misc]
    """Describing every operation takes longer than loading the rest of the API, and a worker is
    seldom asked for it."""

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)

    def _openapi_json(self) -> Response:
        with _DESCRIBING:
            tagged = {each["name"] for each in self.spec._tags}
            for name, blueprint in self._app.blueprints.items():
                if isinstance(blueprint, Blueprint) and name not in tagged:
                    describe = blueprint.register_views_in_doc
                    describe(self, self._app, self.spec, name=name, parameters=None)
                    self.spec.tag({"name": name, "description": blueprint.description})
        answer: Response = super()._openapi_json()
        return answer


def describe(app: Flask) -> Api:
    """The API whose blueprints are described at /api/v1/openapi.json."""
    api = _DescribedWhenAsked(app, spec_kwargs={"extra_plugins": [_Plugin(app)]})
    content = {"application/problem+json": {"schema": ProblemSchema}}
    api.spec.components.response(PROBLEM, {"description": "不成的原因", "content": content})
    for unused in ("Error", "PaginationMetadata"):  # of flask-smorest, and not what we answer
        api.spec.components.schemas.pop(unused, None)
    for name, scheme in SCHEMES.items():
        api.spec.components.security_scheme(name, scheme)
    return api
