"""The checklist editor. Every act is one request that names the revision it rests on; the answer
redraws what has changed, and a field that is being typed in is never touched."""

from __future__ import annotations

import re
import uuid
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from backend import checklists, matters
from backend.console.matters import READERS
from backend.console.site import blueprint, is_part, page
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound
from backend.core.text import Text
from backend.core.unseen import visible
from backend.matters import Checklist, State

LIMITS = {"text": 60, "how": 200, "measure": 120, "title": 60, "object": 100, "source": 200}
LONG = 4000
NUMBERS = ("section", "to", "place", "step")


@blueprint.get("/checklists/<uuid:checklist_id>/edit")
@allow(Role.MATTER_ADMIN)
def editor(checklist_id: uuid.UUID, by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        draft = matters.drafts.kept(session, by, checklist_id)
        if draft.state is not State.DRAFT:
            raise NotFound(id=str(checklist_id))
        values = _values(session, by, draft, request.args)
    return page("checklists/editor.html", **values)


@blueprint.post("/checklists/<uuid:checklist_id>/edit")
@allow(Role.MATTER_ADMIN)
def edit(checklist_id: uuid.UUID, by: Caller) -> Response:
    """One act; `item` is the one that is looked at."""
    form = MultiDict((key, visible(text)) for key, text in request.form.items(multi=True))
    act, given = form.get("act", ""), _given(form)
    wrong: dict[str, str] = {}
    if act == "change_item":
        with unit_of_work(writes=False) as session:
            draft = matters.drafts.kept(session, by, checklist_id)
        given, wrong = _item(form, matters.items(draft))
    revision = _number(form.get("revision", ""))
    draft = perform(
        matters.drafts.edit, by=by, checklist_id=checklist_id, revision=revision, act=act, **given
    )
    typed = act in ("change_item", "head", "title_section")
    return _answer(by, draft, form, wrong, typed=typed, looked_at=_looked_at(draft, act))


@blueprint.post("/checklists/<uuid:checklist_id>/undo")
@allow(Role.MATTER_ADMIN)
def undo(checklist_id: uuid.UUID, by: Caller) -> Response:
    """撤销, or 重做 with `again`."""
    again = "again" in request.form
    revision = _number(request.form.get("revision", ""))
    draft, said = perform(
        matters.drafts.undo, by=by, checklist_id=checklist_id, revision=revision, again=again
    )
    announce = f"{'已重做' if again else '已撤销'}：{said}"
    return _answer(by, draft, request.form, {}, announce=announce)


@blueprint.get("/checklists/<uuid:checklist_id>/item")
@allow(Role.MATTER_ADMIN)
def look_at(checklist_id: uuid.UUID, by: Caller) -> Response:
    """Another item in the middle, and on the phone beside it."""
    with unit_of_work(writes=False) as session:
        draft = matters.drafts.kept(session, by, checklist_id)
        values = _values(session, by, draft, request.args)
    return page("checklists/_parts.html", typed=False, **values)


@blueprint.get("/checklists/<uuid:checklist_id>/matters")
@allow(Role.MATTER_ADMIN)
def find_matters(checklist_id: uuid.UUID, by: Caller) -> Response:
    """监管事项 that the form may be tied to, as one types."""
    with unit_of_work(writes=False) as session:
        draft = matters.drafts.kept(session, by, checklist_id)
        values = _matters(session, by, draft, request.args)
    said = f"找到 {len(values['hits'])} 个" + ("，还有更多" if values["more_hits"] else "")
    return page("checklists/_matter_hits.html", announce=said, **values)


@blueprint.get("/checklists/<uuid:checklist_id>/preview")
@allow(*READERS)
def preview(checklist_id: uuid.UUID, by: Caller) -> Response:
    """As the phone shows it; `a-CODE` are answers tried out, so that conditions can be seen."""
    with unit_of_work(writes=False) as session:
        draft = matters.drafts.seen(session, by, checklist_id)
    values = _phone(matters.drafts.tree_of(draft), request.args)
    if not is_part():
        return page("checklists/preview.html", draft=draft, **values)
    said, item = "", values["item"]
    if item and "to" in request.args:
        said = f"第 {values['at'] + 1} 项，共 {len(values['every'])} 项：{item['text']}"
    return page("checklists/_phone.html", announce=said, draft=draft, **values)


@blueprint.get("/law-article")
@allow(*READERS)
def law_article(by: Caller) -> Response:
    """The words of an article, to quote from."""
    law, article = request.args.get("law", "")[:64], request.args.get("article", "")[:32].strip()
    found, why = None, ""
    if law and article:
        try:
            found = matters.law_article(law, article)
        except (LookupError, ValueError):
            why = f"留存的《{law}》里没有“{article}”，请核对条号，例如 第三十五条第一款"
    said = f"找到{found.citation}" if found else why
    return page("checklists/_article.html", announce=said, article=found, why=why)


def _given(form: MultiDict[str, str]) -> dict[str, Any]:
    """The arguments of an act as the page sends them."""
    found: dict[str, Any] = {}
    for key in ("code", "title", "field", "object", "source", "matter"):
        if key in form:
            longest = LIMITS.get(key, 60)
            found[key] = Text(longest, optional=True).deserialize(form[key][:longest])
    return found | {key: _number(form[key]) for key in NUMBERS if key in form}


def _item(
    form: MultiDict[str, str], known: dict[str, dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """{code, values} of what can be read, and what cannot by field; that is not taken over."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}

    def entry(key: str, read: Any, *fields: str) -> None:
        try:
            values[key] = read(*(form.get(each, "")[:LONG].strip() for each in fields or (key,)))
        except (ValueError, TypeError, matters.expressions.Untranslatable) as error:
            wrong[key] = str(error)

    cells = matters.cells
    for key in ("text", "how", "measure"):
        entry(key, lambda text, most=LIMITS[key]: text[:most])
    values["key"] = "key" in form
    values["required"] = None if "required" in form else False
    entry("basis", cells.basis)
    entry(
        "answer",
        lambda kind, bounds, options: cells.answer(kind, bounds, cells.options(options)),
        *("answer", "bounds", "options"),
    )
    entry("typical", cells.lines)
    entry("score", lambda text: cells.number(text) if text else None)
    entry("points", lambda text: cells.points(text) if text else None)
    entry("deadline", cells.deadline)
    for key in ("show_if", "fails"):
        entry(key, lambda text, key=key: _rule(text, key, known))
    photos = form.get("photos", "")
    what = cells.lines(form.get("what", "")[:LONG])
    values["evidence"] = {"photos_on_fail": int(photos) if photos.isdecimal() else 0, "what": what}
    values["dispositions"] = [
        each for each in form.getlist("dispositions") if each in matters.rules.DISPOSITIONS
    ]
    return {"code": form.get("code", ""), "values": values}, wrong


def _rule(text: str, key: str, known: dict[str, dict[str, Any]]) -> Any:
    """A condition, or of `fails` the values alone."""
    if not text:
        return None
    values = matters.cells.lines(text) if text[:1] not in "{[" else []
    if key == "fails" and values and all(re.fullmatch(r"[A-Za-z0-9_-]+", each) for each in values):
        return values
    logic = matters.expressions.parse(text, {code: code for code in known})
    options = {code: checklists.options_of(item) for code, item in known.items()}
    return matters.expressions.choices_meant(logic, options)


def _looked_at(draft: Checklist, act: str) -> str:
    """After adding, the new item; otherwise the one that was looked at."""
    if act not in ("add_item", "copy_item"):
        return ""
    newest = max(matters.items(draft).values(), key=lambda item: item["code"])
    return str(newest["code"])


def _answer(
    by: Caller,
    draft: Checklist,
    form: MultiDict[str, str],
    wrong: dict[str, str],
    *,
    typed: bool = False,
    looked_at: str = "",
    announce: str = "",
) -> Response:
    asked = form.copy()
    if looked_at:
        asked["item"] = looked_at
    with unit_of_work(writes=False) as session:
        values = _values(session, by, draft, asked) | {"wrong": wrong}
    said = announce or ("" if typed else _said(values["tree"], values["steps"], form))
    if wrong:
        said = f"有 {len(wrong)} 处没有存：{next(iter(wrong.values()))}"
    return page("checklists/_parts.html", announce=said, typed=typed, **values)


def _said(tree: dict[str, Any], steps: dict[str, str], form: MultiDict[str, str]) -> str:
    """What an act came to; of a move where it ended, which one who does not see it asks first."""
    act, last = form.get("act", ""), len(tree["sections"]) - 1
    if act in ("step_item", "move_item"):
        s, i = matters.editing.place_of(tree, form["code"])
        return f"{form['code']} 现在是第 {s + 1} 节第 {i + 1} 项"
    if act == "move_section":
        at = min(max(_number(form["to"]), 0), last)
        return f"“{tree['sections'][at]['title']}”现在是第 {at + 1} 节"
    return f"已{steps['undo']}" if steps["undo"] else ""


def _matters(
    session: Session, by: Caller, draft: Checklist, asked: MultiDict[str, str]
) -> dict[str, Any]:
    q = asked.get("matter_q", "")[:60].strip()
    hits, more = matters.serving.offered(session, by=by, draft=draft, q=q)
    return {"matter_q": q, "hits": hits, "more_hits": more}


def _values(
    session: Session, by: Caller, draft: Checklist, asked: MultiDict[str, str]
) -> dict[str, Any]:
    tree = matters.drafts.tree_of(draft)
    phone = _phone(tree, asked)
    item = phone["item"]
    return (
        phone
        | _matters(session, by, draft, asked)
        | {
            "draft": draft,
            "tree": tree,
            "served": matters.serving.chosen(session, tree["matters"]),
            "left_out": matters.serving.left_out(session, by=by, checklist=draft),
            "steps": matters.drafts.steps(session, draft),
            "wrong": {},
            "act_done": asked.get("act", ""),
            "flaws": matters.drafts.flaws(session, draft),
            "cells": matters.xlsform.cells_of({"title": ""}, item) if item else {},
            "kinds": matters.cells.ANSWERS,
            "dispositions": matters.rules.DISPOSITIONS,
            "laws": sorted({each.name for each in matters.laws.laws()}),
            "before": _before(tree, item["code"]) if item else [],
        }
    )


def _before(tree: dict[str, Any], code: str) -> list[dict[str, Any]]:
    """What a condition may ask for: the items before this one, with their choices."""
    found = []
    for item in matters.editing.items(tree):
        if item["code"] == code:
            break
        found.append(
            {"code": item["code"], "text": item["text"]} | {"options": checklists.options_of(item)}
        )
    return found


def _phone(tree: dict[str, Any], asked: MultiDict[str, str]) -> dict[str, Any]:
    """The item that is looked at, and what the answers tried out come to."""
    every = matters.editing.items(tree)
    code = asked.get("to") or asked.get("look") or asked.get("item", "")
    at = next((n for n, each in enumerate(every) if each["code"] == code), 0)
    tried = {
        key[2:]: {"value": value} for key, value in asked.items() if key.startswith("a-") and value
    }
    standing = None
    if every and not matters.checking.flaws(tree):
        standing = checklists.evaluate({"sections": tree["sections"]}, _fitting(every, tried))
    item = every[at] if every else None
    return {
        "every": every,
        "item": item,
        "at": at,
        "section": next(
            (each for each in tree["sections"] if item in each["items"]), {"title": ""}
        ),
        "tried": {code: each["value"] for code, each in tried.items()},
        "standing": standing,
        "options_of": checklists.options_of,
        "kind_of": checklists.kind_of,
        "rendered": matters.expressions.render,
    }


def _fitting(every: list[dict[str, Any]], tried: dict[str, Any]) -> dict[str, Any]:
    known = {item["code"]: item for item in every}
    return {
        code: given
        for code, given in tried.items()
        if code in known and checklists.accepts(known[code], given["value"])
    }


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 8 else -1
