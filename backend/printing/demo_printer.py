"""A printer for the demo, reached as a phone reaches one: by writes of 20 bytes.

Registered only in a demo. app.config["DEMO_PRINTER_FOLDER"] is where its paper lies.
"""

from __future__ import annotations

import io
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, send_file, url_for
from marshmallow import Schema, ValidationError, fields, validate
from PIL import Image

from backend.core.problems import InvalidInput, Problem
from backend.core.text import Text, read_json
from backend.printing import profiles
from backend.printing.simulator.printer import MOST_AT_ONCE, Fault, Printer, Written

LONGEST_NAME = 64
USUAL = "escpos-80"

blueprint = Blueprint(
    "demo_printer",
    __name__,
    url_prefix="/demo/printer",
    template_folder="demo_pages",
    static_folder="demo_pages",
    static_url_path="/files",
)


class PrinterBusy(Problem):
    """Nothing was taken; the same bytes may be offered again."""

    code = "printer-busy"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "打印机的缓存满了，这一次没有收下"


class PrinterSilent(Problem):
    """What was written may have arrived or not: the phone cannot know."""

    code = "printer-silent"
    status = HTTPStatus.GATEWAY_TIMEOUT
    title = "打印机没有应答"


class PrinterGone(Problem):
    code = "printer-gone"
    status = HTTPStatus.GONE
    title = "打印机断开了，请重新连接"


FAULTS = {
    Fault.NONE: "一切正常",
    Fault.REFUSED: "时常不收（忙）",
    Fault.LOST: "中途有一次不应答",
    Fault.DISCONNECTED: "中途断开一次",
    Fault.SLOW: "打得慢，缓存满",
    Fault.PAPER_OUT: "缺纸",
    Fault.LID_OPEN: "上盖没关",
}
REFUSALS = {
    Written.REFUSED: PrinterBusy,
    Written.LOST: PrinterSilent,
    Written.DISCONNECTED: PrinterGone,
}


class FaultsSchema(Schema):
    """The writes, counted from 1, that go wrong."""

    refused = fields.List(fields.Integer(validate=validate.Range(1)), load_default=list)
    lost = fields.List(fields.Integer(validate=validate.Range(1)), load_default=list)
    disconnected = fields.List(fields.Integer(validate=validate.Range(1)), load_default=list)


def _known(profile: str) -> None:
    if profile not in profiles.load():
        raise ValidationError("没有这种打印机")


class SetSchema(Schema):
    """What kind of printer it is, and what goes wrong with it."""

    profile = fields.String(load_default=USUAL, validate=_known)
    fault = fields.Enum(Fault, by_value=True, load_default=Fault.NONE)


class WriteSchema(Schema):
    hex = fields.String(
        required=True, validate=validate.Regexp(rf"^([0-9A-Fa-f]{{2}}){{1,{MOST_AT_ONCE}}}$")
    )


@blueprint.post("/<string:name>/open")
def connect(name: str) -> dict[str, Any]:
    printer = _printer(name)
    printer.open(_load(FaultsSchema()))
    return _shown(name, printer)


@blueprint.post("/<string:name>/set")
def order(name: str) -> dict[str, Any]:
    """From the page beside the phone: which printer stands there, and what is wrong with it."""
    printer = _printer(name)
    printer.set(**_load(SetSchema()))
    return _shown(name, printer)


@blueprint.post("/<string:name>/write")
def write(name: str) -> dict[str, Any]:
    """{hex} of at most 20 bytes. Answers what a Bluetooth write would, and what it made heard."""
    data = bytes.fromhex(_load(WriteSchema())["hex"])
    printer = _printer(name)
    heard = printer.ask(data, _profile(printer))
    if heard:
        return {"state": "printing", "bytes": 0, "heard": heard.hex()}
    try:
        outcome = printer.write(data)
    except ValueError as error:
        raise InvalidInput(fields={"hex": [str(error)]}) from error
    if outcome in REFUSALS:
        raise REFUSALS[outcome]
    return {"state": "printing", "bytes": len(data), "heard": ""}


@blueprint.post("/<string:name>/finish")
def finish(name: str) -> dict[str, Any]:
    printer = _printer(name)
    printer.finish()
    return _shown(name, printer)


@blueprint.get("/<string:name>/status")
def status(name: str) -> dict[str, Any]:
    return _shown(name, _printer(name))


@blueprint.get("/<string:name>/paper.png")
def paper(name: str) -> Response:
    """The paper so far, one pixel a dot."""
    made = io.BytesIO()
    printer = _printer(name)
    drawn = printer.paper(_profile(printer))[0].draw()
    drawn.convert("1", dither=Image.Dither.NONE).save(made, "PNG")
    made.seek(0)
    response = send_file(made, mimetype="image/png")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<string:name>")
def watch(name: str) -> str:
    """A page on which the paper grows."""
    return render_template(
        "paper.html",
        name=name,
        shown=_shown(name, _printer(name)),
        profiles=list(profiles.load().values()),
        faults=FAULTS,
    )


def _printer(name: str) -> Printer:
    try:
        Text(LONGEST_NAME).deserialize(name)
    except ValidationError as error:
        raise InvalidInput(fields={"name": error.messages}) from error
    return Printer(Path(current_app.config["DEMO_PRINTER_FOLDER"]), name)


def _profile(printer: Printer) -> profiles.Profile:
    known = profiles.load()
    return known.get(printer.shown()["profile"]) or known[USUAL]


def _load(schema: Schema) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(read_json(request))
    except ValidationError as error:
        raise InvalidInput(fields=error.messages_dict) from error
    return loaded


def _shown(name: str, printer: Printer) -> dict[str, Any]:
    """{device, profile, title, fault, state, bytes, text, height_mm, qr, garbled, png_url}; state
    garbled when rubbish follows; device is the name under which a phone finds the printer."""
    data, profile = printer.received(), _profile(printer)
    paper, garbled = printer.paper(profile)
    shown = printer.shown()
    return {
        "device": f"演示打印机 {profile.id}",
        "profile": profile.id,
        "title": profile.title,
        "fault": shown["fault"],
        "state": "garbled" if garbled else shown["state"],
        "bytes": len(data),
        "text": paper.text,
        "height_mm": paper.height_mm,
        "qr": paper.qr,
        "garbled": str(garbled) if garbled else "",
        "png_url": url_for("demo_printer.paper", name=name, bytes=len(data)),
    }
