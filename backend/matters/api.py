"""HTTP for checklists and the law behind them."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from marshmallow import Schema, fields

from backend.core.auth import BUSINESS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.problems import Problem
from backend.core.text import Text
from backend.core.web import api_blueprint
from backend.matters import laws, service

blueprint = api_blueprint("matters", "检查表单和法律条文")


class ArticleMissing(Problem):
    code = "article-missing"
    status = HTTPStatus.NOT_FOUND
    title = "留存的法律文本里没有这一条，请核对条号"


class ChecklistRowSchema(Schema):
    id = fields.UUID()
    code = fields.String()
    version = fields.Integer()
    title = fields.String()
    field = fields.String()
    item_count = fields.Integer()
    key_count = fields.Integer()


class ChecklistSchema(ChecklistRowSchema):
    sections = fields.List(fields.Dict())


class ChecklistsSchema(Schema):
    items = fields.List(fields.Nested(ChecklistRowSchema))


class ArticleQuery(Schema):
    law = Text(64)
    article = Text(32)


class ArticleSchema(Schema):
    law = fields.String()
    title = fields.String()
    version = fields.String()
    article = fields.String()
    text = fields.String()
    sha256 = fields.String()


@blueprint.route("/checklists", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, ChecklistsSchema)
def index(by: Caller) -> dict[str, Any]:
    """The latest published version of each checklist."""
    with unit_of_work(writes=False) as session:
        return {"items": [service.brief(each) for each in service.published(session)]}


@blueprint.route("/checklists/<uuid:checklist_id>", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, ChecklistSchema)
def show(checklist_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """One published version, whole."""
    with unit_of_work(writes=False) as session:
        return service.shown(service.find(session, checklist_id))


class LawsQuery(Schema):
    q = Text(64)


class LawsSchema(Schema):
    items = fields.List(fields.Nested(ArticleSchema))
    total = fields.Integer()


MOST_ARTICLES = 30


@blueprint.route("/laws/search", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(LawsQuery, location="query")
@blueprint.response(200, LawsSchema)
def find_articles(query: dict[str, str], by: Caller) -> dict[str, Any]:
    """Articles of the kept copies by words of their text or their citation."""
    items, total = laws.search(query["q"], MOST_ARTICLES)
    return {"items": items, "total": total}


@blueprint.route("/laws/article", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(ArticleQuery, location="query")
@blueprint.response(200, ArticleSchema)
def article(query: dict[str, str], by: Caller) -> laws.Article:
    """An article in the words of the kept copy."""
    try:
        return laws.article(query["law"], query["article"])
    except (laws.NotInCopy, ValueError) as error:
        raise ArticleMissing(**query) from error
