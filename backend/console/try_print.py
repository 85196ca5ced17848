"""A signed document as it would come out of each kind of printer, without one."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from backend import documents, evidence, printing
from backend.console.site import blueprint, page
from backend.core.auth import OVERSEERS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.problems import NotFound, Problem

USUAL = "escpos-80"


@dataclass(frozen=True)
class Tried:
    document: documents.Document
    profile: printing.Profile
    trial: printing.Trial | None
    why: str  # it does not go on this paper


@blueprint.get("/documents/<uuid:document_id>/try-print")
@allow(*OVERSEERS)
def try_print(document_id: uuid.UUID, by: Caller) -> Response:
    """What would be sent, how long that takes, and the paper."""
    with unit_of_work(writes=False) as session:
        tried = _tried(session, by, document_id)
    return page(
        "try_print.html",
        document=tried.document,
        profile=tried.profile,
        profiles=list(printing.load_profiles().values()),
        trial=tried.trial,
        why=tried.why,
        lasts=_lasts,
    )


@blueprint.get("/documents/<uuid:document_id>/paper.png")
@allow(*OVERSEERS)
def paper(document_id: uuid.UUID, by: Caller) -> Response:
    """The simulated printer's paper, one pixel a dot."""
    with unit_of_work(writes=False) as session:
        tried = _tried(session, by, document_id)
    if tried.trial is None:
        raise NotFound(id=str(document_id))
    made = io.BytesIO()
    tried.trial.paper.draw().save(made, "PNG")
    response = Response(made.getvalue(), mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _lasts(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"


def _tried(session: Session, by: Caller, document_id: uuid.UUID) -> Tried:
    """Raises DocumentMissing, NotFound."""
    document = documents.find(session, by=by, document_id=document_id)
    profile = printing.load_profiles().get(request.args.get("profile") or USUAL)
    if profile is None:
        raise NotFound(id=str(document_id))
    blocks = documents.blocks(session, document)
    images = {
        each["image_sha256"]: _ink(each, profile)
        for each in document.signatures
        if each["image_sha256"]
    }
    demo = current_app.extensions["settings"].practice
    try:
        trial = printing.try_out(
            blocks, profile, images, demo=demo, standing=documents.slip_of(session, document)
        )
    except printing.PrintError as error:
        return Tried(document, profile, None, str(error))
    return Tried(document, profile, trial, "")


def _ink(signature: dict[str, Any], profile: printing.Profile) -> printing.Bitmap:
    """From the strokes, as the phone draws them. Raises PrintError while they are on their way."""
    size = profile.signature
    sha256 = signature["strokes_sha256"] or ""
    try:
        return printing.from_json(evidence.read(sha256), size["width"], size["height"])
    except (Problem, ValueError) as error:
        raise printing.ImageMissing(sha256) from error
