"""One document: what it says, whether it still holds, and how it reached the party (送达)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Response, redirect, request
from marshmallow import fields
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from backend import documents
from backend.console import forms
from backend.console.site import blueprint, page
from backend.console.trail import trail
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem
from backend.core.text import Text

DONE = {"serve": "送达已登记", "served": "送达结果已登记"}


def _told(most: int = 200) -> Text:
    return Text(most, optional=True)


class ServeForm(forms.Form):
    manner = fields.Enum(
        documents.Manner,
        by_value=True,
        required=True,
        error_messages=dict.fromkeys(("required", "unknown"), "请选送达方式"),
    )
    begun_on = fields.Date(
        required=True, error_messages=dict.fromkeys(("required", "invalid"), "请填日期")
    )
    receiver, place, reference = _told(), _told(), _told()
    reason, witness = _told(500), _told()


class ServedForm(forms.Form):
    service_id = fields.UUID(required=True)
    served_on = fields.Date(load_default=None, error_messages={"invalid": "请填日期"})
    reason = _told(500)


@blueprint.get("/documents/<uuid:document_id>")
@allow(*OVERSEERS)
def document_page(document_id: uuid.UUID, by: Caller) -> Response:
    return _show(document_id, by, "", {})


@blueprint.post("/documents/<uuid:document_id>/<string:act>")
@allow(Role.SECTION_HEAD)
def serve_document(document_id: uuid.UUID, act: str, by: Caller) -> Answer:
    """serve, served: the forms of the page."""
    known: dict[str, type[forms.Form]] = {"serve": ServeForm, "served": ServedForm}
    if act not in known:
        raise NotFound(id=act[:64])
    given, errors = forms.read(known[act], request.form)
    if not errors:
        try:
            if act == "serve":
                perform(_serve, by=by, document_id=document_id, **given)
            else:
                perform(_served, by=by, document_id=document_id, **given)
            return redirect(f"/console/documents/{document_id}?done={act}", 303)
        except Problem as problem:
            errors = _beside(problem, act)
    return _show(document_id, by, act, errors)


def _beside(problem: Problem, act: str) -> dict[str, str]:
    said = problem.body()
    if said["code"] == "service-unproven":
        return {str(said["details"]["field"]): said["title"]}
    beside = {"service-consent-missing": "manner", "service-settled": "settled"}
    return forms.beside(problem, beside)


def _serve(session: Session, /, *, by: Caller, document_id: uuid.UUID, **given: Any) -> None:
    document = documents.find(session, by=by, document_id=document_id)
    documents.serving.begin(session, by=by, document=document, **given)


def _served(
    session: Session,
    *,
    by: Caller,
    document_id: uuid.UUID,
    service_id: uuid.UUID,
    served_on: date | None,
    reason: str,
) -> None:
    documents.find(session, by=by, document_id=document_id)
    own = documents.serving.of_documents(session, [document_id]).get(document_id, [])
    if service_id not in {each.id for each in own}:
        raise NotFound(id=str(service_id))
    documents.serving.finish(
        session, by=by, service_id=service_id, served_on=served_on, reason=reason
    )


def _show(document_id: uuid.UUID, by: Caller, act: str, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        found = documents.find(session, by=by, document_id=document_id)
        values: dict[str, Any] = {
            "document": found,
            "blocks": documents.blocks(session, found),
            "served": documents.serving.of_documents(session, [document_id]).get(document_id, []),
            "trail": trail(session, [document_id]) | {"next": None},
        }
    return page(
        "document/page.html",
        422 if errors else 200,
        wrong=act,
        errors=errors,
        given=request.form,
        may_serve=by.has(Role.SECTION_HEAD),
        manners=documents.serving.WORDS,
        states=documents.serving.STATES,
        today=clock.today(),
        done=DONE.get(request.args.get("done", ""), ""),
        **values,
    )
