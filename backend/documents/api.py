"""HTTP for documents: templates for the phone, the PDF, and the public page behind the QR code."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint as PlainBlueprint
from flask import Response, current_app, render_template, request
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy.orm import Session

from backend import evidence
from backend.core.auth import BUSINESS, IN_THE_FIELD, OVERSEERS, Caller, allow
from backend.core.database import perform, unit_of_work
from backend.core.limits import spend
from backend.core.problems import NotFound
from backend.core.web import api_blueprint
from backend.documents import numbers, published, service, several
from backend.documents import party as own
from backend.documents.models import PublishedTemplate
from backend.documents.problems import PdfNotReady

blueprint = api_blueprint("documents", "文书")
public = PlainBlueprint("verify", __name__, template_folder="html")

CODE = re.compile(r"[\w-]{1,64}", re.ASCII)
LOOKS = 60
JUDGED = {
    "original": {
        "tone": "issued",
        "words": "是原件",
        "more": "每一个字节都与机关签发的文件一致。",
    },
    "superseded": {
        "tone": "voided",
        "words": "是更正以前的版本",
        "more": "这份文件曾经有效，现已更正。请以机关签发的现行版本为准。",
    },
    "altered": {
        "tone": "voided",
        "words": "与原件不一致",
        "more": "签发以后被改过，或者是另一份文书。请以机关签发的原件为准，有疑问请联系签发机关。",
    },
    "unsealed": {
        "tone": "voided",
        "words": "不是原件",
        "more": "上面没有电子签章，可能是扫描件或另存的副本，看不出内容有没有改过。",
    },
    "unknown": {
        "tone": "reserved",
        "words": "暂时不能比对",
        "more": "原件还在生成，请过几分钟再试。",
    },
    "missing": {
        "tone": "reserved",
        "words": "没有收到文件",
        "more": "请先选择 PDF 文件，再点比对。",
    },
}
LOOK_WINDOW = timedelta(minutes=1)


def _is_name(value: str) -> None:
    if not several.NAME.fullmatch(value):
        raise ValidationError("不是文书的名字")


class TemplateSchema(Schema):
    kind = fields.String()
    version = fields.Integer()
    title = fields.String()
    program = fields.Dict()
    handling = fields.Dict()


class NumbersSchema(Schema):
    kinds = fields.List(
        fields.String(validate=[validate.Length(max=35), _is_name]),
        load_default=list,
        validate=validate.Length(max=20),
    )


class NumbersShownSchema(Schema):
    numbers = fields.Dict()


class DocumentSchema(Schema):
    id = fields.UUID()
    kind = fields.String()
    title = fields.String()
    number = fields.String()
    data_sha256 = fields.String()
    signed_at = fields.AwareDateTime()
    blocks = fields.List(fields.Dict())
    data = fields.Dict()
    ink = fields.Dict(keys=fields.String(), values=fields.String())


@blueprint.route("/templates", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, TemplateSchema(many=True))
def templates(by: Caller) -> list[PublishedTemplate]:
    """The published block programs, the latest version of each kind."""
    with unit_of_work(writes=False) as session:
        return published.templates(session, by.agency_id)


@blueprint.route("/tasks/<uuid:task_id>/numbers", methods=["POST"])
@allow(*IN_THE_FIELD)
@blueprint.arguments(NumbersSchema)
@blueprint.response(200, NumbersShownSchema)
def reserve(data: dict[str, Any], by: Caller, task_id: uuid.UUID) -> dict[str, Any]:
    """Numbers for these kinds, `kind.2` for the second of one that repeats, beside those the task
    has; all of them, as the task's page shows."""
    return {"numbers": perform(_reserve, by=by, task_id=task_id, kinds=data["kinds"])}


def _reserve(
    session: Session, *, by: Caller, task_id: uuid.UUID, kinds: list[str]
) -> dict[str, dict[str, str]]:
    series: numbers.Series = current_app.extensions["number_series"](session, by, task_id)
    numbers.reserve(session, series, kinds)
    return service.numbers_shown(session, task_id)


@blueprint.route("/documents/<uuid:document_id>", methods=["GET"])
@allow(*IN_THE_FIELD, *OVERSEERS)
@blueprint.response(200, DocumentSchema)
def show(document_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """A signed document as its block list, and what it was made from. `ink`: by the picture of a
    signature that the blocks name, the strokes that a printer draws it from."""
    with unit_of_work(writes=False) as session:
        document = service.find(session, by=by, document_id=document_id)
        names = ("id", "kind", "title", "number", "data_sha256", "signed_at", "data")
        shown = {name: getattr(document, name) for name in names}
        ink = service.ink(document)
        return shown | {"blocks": service.blocks(session, document), "ink": ink}


@blueprint.route("/documents/<uuid:document_id>/pdf", methods=["GET"])
@allow(*IN_THE_FIELD, *OVERSEERS)
@blueprint.response(200, {"type": "string"}, content_type="application/pdf")
def pdf(document_id: uuid.UUID, by: Caller) -> Response:
    """The A4 PDF, as an attachment."""
    with unit_of_work(writes=False) as session:
        document = service.find(session, by=by, document_id=document_id)
    if document.pdf_sha256 is None:
        raise PdfNotReady(id=str(document_id))
    response = Response(evidence.read(document.pdf_sha256), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{document.id}.pdf"'
    return response


@public.get("/v/<string:code>")
def verify(code: str) -> tuple[str, int]:
    """Anybody may look: number, agency, date and state, nothing personal."""
    found = _looked_up(code)
    return render_template("verify.html", found=found, code=code), 200 if found else 404


@public.post("/v/<string:code>")
def compare(code: str) -> tuple[str, int]:
    """Whether the PDF that somebody holds is the original. Nothing of it is kept."""
    request.max_content_length = current_app.extensions["settings"].max_upload_bytes
    found = _looked_up(code)
    if found is None:
        return render_template("verify.html", found=None), 404
    file = request.files.get("file")
    verdict = service.judge(found, file.read()) if file else "missing"
    return render_template("verify.html", found=found, code=code, judged=JUDGED[verdict]), 200


@public.get("/p/<string:code>")
def party(code: str) -> tuple[str, int, dict[str, str]]:
    """The party's own documents, for whoever was given the code on site."""
    _spend("party")
    with unit_of_work(writes=False) as session:
        found = own.page(session, code) if CODE.fullmatch(code) else None
    shown = render_template("party.html", found=found, code=code)
    return shown, 200 if found else 404, {"Cache-Control": "no-store"}


@public.get("/p/<string:code>/<uuid:document_id>.pdf")
def party_pdf(code: str, document_id: uuid.UUID) -> Response:
    """One of them as it was sealed. Raises NotFound."""
    _spend("party")
    with unit_of_work(writes=False) as session:
        found = own.pdf(session, code, document_id) if CODE.fullmatch(code) else None
    if found is None:
        raise NotFound(id=str(document_id))
    response = Response(found[1], mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{document_id}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _spend(what: str) -> None:
    spend(f"{what}:{request.remote_addr}", most=LOOKS, per=LOOK_WINDOW)


def _looked_up(code: str) -> dict[str, Any] | None:
    _spend("verify")
    with unit_of_work(writes=False) as session:
        return service.public_state(session, code) if CODE.fullmatch(code) else None
