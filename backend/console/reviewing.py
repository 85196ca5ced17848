"""What a reviewer decides on one inspection's page: approve, return, flaws, 先行登记保存."""

from __future__ import annotations

import uuid
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as Answer

from backend import inspections
from backend.console import forms
from backend.console.inspection import show
from backend.console.site import blueprint
from backend.core import clock
from backend.core.auth import MANAGERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem
from backend.inspections import Decision

STAYS = dict.fromkeys(("flaws-undecided", "emergency-unapproved", "review-own-work"), "remarks")


@blueprint.post("/inspections/<uuid:inspection_id>/approve")
@allow(*MANAGERS)
def approve(inspection_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(forms.ApproveForm, request.form)
    return _done(inspection_id, by, inspections.reviews.approve, given, errors, "approved")


@blueprint.post("/inspections/<uuid:inspection_id>/return")
@allow(*MANAGERS)
def send_back(inspection_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(forms.ReturnForm, request.form)
    return _done(inspection_id, by, inspections.reviews.send_back, given, errors, "returned")


@blueprint.post("/inspections/<uuid:inspection_id>/flaws/<uuid:flaw_id>")
@allow(*MANAGERS)
def decide_flaw(inspection_id: uuid.UUID, flaw_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(forms.FlawForm, request.form)
    if errors:
        return show(
            inspection_id, by, {f"{field}-{flaw_id}": said for field, said in errors.items()}
        )
    given["decision"] = Decision(given["decision"])
    perform(inspections.reviews.decide_flaw, by=by, flaw_id=flaw_id, **given)
    return redirect(f"/console/inspections/{inspection_id}#review", 303)


@blueprint.post("/inspections/<uuid:inspection_id>/preserved/<uuid:which>/<string:act>")
@allow(*MANAGERS)
def preservation(inspection_id: uuid.UUID, which: uuid.UUID, act: str, by: Caller) -> Answer:
    """The head approves or refuses; a manager writes down what was decided about the things."""
    if act not in PRESERVING or (act != "decide" and not by.has(Role.AGENCY_HEAD)):
        raise NotFound(id=act)
    form, use_case = PRESERVING[act]
    given, errors = forms.read(form, request.form)
    if errors:
        wrong = {f"{field}-{which}": said for field, said in errors.items()}
        return show(inspection_id, by, wrong)
    perform(use_case, by=by, at=clock.now(), preservation_id=which, **given)
    return redirect(f"/console/inspections/{inspection_id}#preservation", 303)


PRESERVING: dict[str, tuple[type[forms.Form], Any]] = {
    "approve": (forms.ApproveForm, inspections.preserving.approve),
    "refuse": (forms.ReturnForm, inspections.preserving.refuse),
    "decide": (forms.DecideForm, inspections.preserving.decide),
}


def _done(
    inspection_id: uuid.UUID,
    by: Caller,
    use_case: Any,
    given: dict[str, Any],
    errors: dict[str, str],
    said: str,
) -> Answer:
    with unit_of_work(writes=False) as session:
        inspections.find(session, by=by, inspection_id=inspection_id)
    if not errors:
        try:
            perform(use_case, by=by, at=clock.now(), inspection_id=inspection_id, **given)
            return redirect(f"/console/inspections/{inspection_id}?done={said}", 303)
        except Problem as problem:
            errors = forms.beside(problem, STAYS)
    return show(inspection_id, by, errors)
