"""HTTP for printing: the profiles, which the phone keeps for when there is no signal, and what
only a font can draw."""

from __future__ import annotations

import base64
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import current_app

from backend.core.auth import BUSINESS, IN_THE_FIELD, Caller, allow
from backend.core.limits import spend
from backend.core.problems import NotFound, Problem
from backend.core.web import api_blueprint
from backend.printing import profiles, raster, segments, slips
from backend.printing.problems import PrintError
from backend.printing.schemas import (
    DrawnSchema,
    DrawSchema,
    GlyphQuery,
    GlyphSchema,
    ProfileSchema,
)

DRAWINGS = 30
DRAWING_WINDOW = timedelta(minutes=5)

blueprint = api_blueprint("printing", "便携打印机")


class Unprintable(Problem):
    """PrintError, as it is told over HTTP; what makes slips knows no web."""

    code = "unprintable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


@blueprint.route("/printers", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, ProfileSchema(many=True))
def printers(by: Caller) -> list[dict[str, Any]]:
    """Every printer that slips can be made for."""
    return [profile.as_json() for profile in profiles.load().values()]


@blueprint.route("/printers/glyph", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(GlyphQuery, location="query")
@blueprint.response(200, GlyphSchema)
def glyph(query: dict[str, str], by: Caller) -> dict[str, str]:
    """One character that no printer has, as dots."""
    drawn = raster.glyph(query["char"])
    return {"rows": drawn.rows.hex() if drawn else ""}


@blueprint.route("/printers/<string:profile_id>/drawing", methods=["POST"])
@allow(*IN_THE_FIELD)
@blueprint.arguments(DrawSchema)
@blueprint.response(200, DrawnSchema)
@blueprint.alt_response(422, description="打不到这种纸上")
def drawing(body: dict[str, Any], profile_id: str, by: Caller) -> dict[str, Any]:
    """What to send to a printer that gets its page as dots. Nothing of it is kept."""
    profile = profiles.load().get(profile_id)
    if profile is None:
        raise NotFound(id=profile_id[:32])
    spend(f"drawing:{by.account_id}", most=DRAWINGS, per=DRAWING_WINDOW)
    size = profile.signature
    images = {
        sha256: raster.from_strokes(strokes, size["width"], size["height"])
        for sha256, strokes in body["strokes"].items()
    }
    marks = {"demo": current_app.extensions["settings"].practice}
    marks |= {key: body[key] for key in ("reprint", "standing")}
    try:
        made = slips.commands(body["blocks"], profile, images, glyph=raster.glyph, **marks)
    except PrintError as error:
        raise Unprintable(why=str(error)) from error
    cut = segments.cut(made, profile.segment_bytes)
    return {
        "commands": [base64.b64encode(command).decode() for command in made],
        "segments": [
            {"offset": each.offset, "bytes": len(each.data), "crc32": each.crc32} for each in cut
        ],
        "seconds": segments.seconds(sum(map(len, made)), profile),
    }
