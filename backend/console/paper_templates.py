"""文书模板: which there are, what they look like on every paper, and what a version changed."""

from __future__ import annotations

import hashlib
import uuid
from io import BytesIO
from typing import Any

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from backend import documents, evidence, printing
from backend.console import forms
from backend.console.site import blueprint, page
from backend.core.auth import IN_WORDS, OVERSEERS, Caller, Role, allow
from backend.core.database import unit_of_work
from backend.core.problems import NotFound

READERS = (*OVERSEERS, Role.MATTER_ADMIN)
SLIPS = {"58": "escpos-58", "80": "escpos-80"}
A4 = "a4"
NUMBERED = {
    "accepted": "接收任务时预留",
    "asked": "需要时现取",
    "attached": "随检查笔录",
}
SITES = {"needed": "按处置出", "added": "可以加", "office": "不在现场出"}
SEALS = {"before": "预盖", "printed": "套印", "electronic": "电子签章", "later": "补盖"}
SLIP = {"original": "原件", "copy": "副本", "none": "不打"}


@blueprint.get("/templates")
@allow(*READERS)
def template_list(by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        found = documents.templates(session, by.agency_id)
    return page("templates/list.html", items=found, **_said())


@blueprint.get("/templates/<string:kind>")
@allow(*READERS)
def template_page(kind: str, by: Caller) -> Response:
    """A4, 58 mm and 80 mm beside each other, of the sample or of a document that was signed."""
    with unit_of_work(writes=False) as session:
        versions = _versions(session, kind)
        recent = documents.recent(session, by=by, kind=kind)
        found = _chosen(versions, request.args.get("version", ""))
        document = forms.as_uuid(request.args.get("document", ""))
        drawn = _pages(session, by, found, document)
    return page(
        "templates/one.html",
        found=found,
        versions=versions,
        recent=recent,
        document=document,
        sheets=len(drawn),
        outline=documents.outline.lines(found.program),
        slips=SLIPS,
        **_said(),
    )


@blueprint.get("/templates/<string:kind>/compare")
@allow(*READERS)
def template_diff(kind: str, by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        versions = _versions(session, kind)
    new = _chosen(versions, request.args.get("version", ""))
    older = [each for each in versions if each.version != new.version]
    wanted = request.args.get("with", "")
    old = next((each for each in older if str(each.version) == wanted), None)
    old = old or next((each for each in older if each.version < new.version), None)
    lines = documents.outline.compared(old.program if old else None, new.program)
    return page("templates/diff.html", new=new, old=old, older=older, lines=lines)


@blueprint.get("/templates/<string:kind>/preview/<string:paper>")
@allow(*READERS)
def template_preview(kind: str, paper: str, by: Caller) -> Response:
    """One picture: a page of A4, or the whole slip as the simulated printer draws it."""
    with unit_of_work(writes=False) as session:
        found = _chosen(_versions(session, kind), request.args.get("version", ""))
        document = forms.as_uuid(request.args.get("document", ""))
        if paper in SLIPS:
            blocks = _material(session, by, found, document)["blocks"]
            drawn = _slip(blocks, SLIPS[paper], found.handling["slip"])
        elif paper == A4:
            sheets = _pages(session, by, found, document)
            number = request.args.get("page", "1")
            if not (number.isdecimal() and 1 <= int(number) <= len(sheets)):
                raise NotFound(id=number[:64])
            drawn = sheets[int(number) - 1]
        else:
            raise NotFound(id=paper[:64])
    return Response(drawn, mimetype="image/png")


def _said() -> dict[str, Any]:
    return {"numbered": NUMBERED, "sites": SITES, "seals": SEALS, "slip": SLIP, "makers": IN_WORDS}


def _versions(session: Session, kind: str) -> list[documents.PublishedTemplate]:
    """Raises NotFound."""
    found = documents.versions(session, kind)
    if not found:
        raise NotFound(id=kind[:64])
    return found


def _chosen(
    versions: list[documents.PublishedTemplate], wanted: str
) -> documents.PublishedTemplate:
    """The one asked for, else the newest of everybody's."""
    return next((each for each in versions if str(each.version) == wanted), versions[0])


def _material(
    session: Session, by: Caller, found: documents.PublishedTemplate, document: uuid.UUID | None
) -> dict[str, Any]:
    """What a paper is drawn from: a signed document by the version it was signed by, or the sample.

    Raises DocumentMissing.
    """
    if document:
        signed = documents.find(session, by=by, document_id=document)
        blocks = documents.blocks(session, signed)
        return {"blocks": blocks, "images": _images(blocks), "data_sha256": signed.data_sha256}
    data = documents.samples.data(found.program)
    blocks = documents.rendered(found.program, data)
    images = {block["photo"]: documents.samples.picture() for block in blocks if "photo" in block}
    sample = hashlib.sha256(found.title.encode()).hexdigest()
    return {"blocks": blocks, "images": images, "data_sha256": sample}


def _images(blocks: list[dict[str, Any]]) -> dict[str, bytes]:
    """Signatures and photos that have arrived; the place of the others stays empty."""
    storage = current_app.extensions["storage"]
    images: dict[str, bytes] = {}
    for block in blocks:
        for slot in block.get("slots", []):
            if slot["image_sha256"] and not storage.has(slot["image_sha256"]):
                slot["image_sha256"] = ""
            elif slot["image_sha256"]:
                images[slot["image_sha256"]] = evidence.read(slot["image_sha256"])
        if "photo" in block:
            there = storage.has(block["photo"])
            images[block["photo"]] = evidence.read(block["photo"]) if there else b""
    return images


def _pages(
    session: Session, by: Caller, found: documents.PublishedTemplate, document: uuid.UUID | None
) -> list[bytes]:
    each_page = found.handling["each_page"]
    demo = current_app.extensions["settings"].practice or not document
    material = _material(session, by, found, document)
    return documents.pages(**material, demo=demo, each_page=each_page)


def _slip(blocks: list[dict[str, Any]], profile_id: str, standing: str) -> bytes:
    """Without the hands, which a slip gets from the phone that they were written on."""
    plain = [
        {**block, "slots": [{**slot, "image_sha256": ""} for slot in block["slots"]]}
        if "slots" in block
        else block
        for block in blocks
    ]
    profile = printing.load_profiles()[profile_id]
    practice = current_app.extensions["settings"].practice
    marks = {"demo": practice, "standing": standing}
    data = printing.emit(plain, profile, {}, glyph=printing.glyph, **marks)
    out = BytesIO()
    printing.print_out(data, profile).draw().save(out, "PNG")
    return out.getvalue()
