"""派任务: choose a subject, a checklist, a team and a date."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from backend import planning, subjects, tasks
from backend.console import forms, picking, words
from backend.console.site import blueprint, is_part, page
from backend.core import clock, workdays
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem
from backend.core.text import Text

FOUND = 8
QUICK = (3, 5, 10, 20)  # working days offered beside the date
USUAL = 5
# A joint visit comes of a proposal that every agency accepted.
ASKED_MODES = (planning.Mode.SITE, planning.Mode.OFFSITE, planning.Mode.WRITTEN)


@blueprint.get("/tasks/new")
@allow(Role.SECTION_HEAD)
def new_task(by: Caller) -> Response:
    """The empty form; `subject_id` and `q` also work without scripts."""
    return _form(by, request.args, {})


@blueprint.get("/tasks/new/subjects")
@allow(Role.SECTION_HEAD)
def find_subjects(by: Caller) -> Response:
    """Search hits while one types."""
    found = _search(request.args)
    said = f"找到 {len(found)} 家" if found else "没有找到"
    return page(
        "assign/_hits.html",
        announce=said if request.args.get("q", "").strip() else "",
        q=request.args.get("q", ""),
        hits=found,
        most=FOUND,
    )


@blueprint.get("/tasks/new/subject")
@allow(Role.SECTION_HEAD)
def choose_subject(by: Caller) -> Response:
    """The chosen one as a card, or the search again when none is named."""
    chosen = _chosen(by, request.args)
    deadline = _deadline(request.args) or clock.today()
    with unit_of_work(writes=False) as session:
        team = picking.officers(session, by, deadline, chosen["id"] if chosen else None)
    values = _subject(request.args, chosen) | {"given": request.args, "officers": team}
    said = f"已选 {chosen['name']}" if chosen else ""
    return page("assign/_subject_and_team.html", announce=said, errors={}, **values)


@blueprint.get("/tasks/new/deadline")
@allow(Role.SECTION_HEAD)
def count_deadline(by: Caller) -> Response:
    """How the date counts, and who may still go by then."""
    deadline = _deadline(request.args)
    with unit_of_work(writes=False) as session:
        subject_id = forms.as_uuid(request.args.get("subject_id", ""))
        team = picking.officers(session, by, deadline or clock.today(), subject_id)
    values = _deadline_values(deadline) | {"given": request.args, "errors": {}, "officers": team}
    said = values["counted"]["words"] if deadline else ""
    return page("assign/_deadline_and_team.html", announce=said, **values)


@blueprint.post("/tasks/new")
@allow(Role.SECTION_HEAD)
def assign(by: Caller) -> Answer:
    """Give the task; what was wrong stands beside its field and nothing is lost."""
    given, errors = forms.read(forms.AssignForm, request.form)
    gates: list[dict[str, Any]] = []
    if not errors:
        reasons = forms.reasons(request.form)
        try:
            task = perform(tasks.assign, by=by, reasons=reasons, **given)
            return redirect(f"/console/tasks/{task.id}?done=assigned", 303)
        except tasks.GatesOpen as problem:
            gates = _gates(problem)
        except Problem as problem:
            errors = _beside(problem, given)
    return _form(by, request.form, errors, gates)


def _gates(problem: tasks.GatesOpen) -> list[dict[str, Any]]:
    """What stands in the way, as the page tells it: to put right, or to give a reason for."""
    found: list[dict[str, Any]] = problem.details["gates"]  # type: ignore[assignment]
    return found


@blueprint.post("/tasks/new/ask")
@allow(Role.SECTION_HEAD)
def ask(by: Caller) -> Answer:
    """报负责人批准: the same form, for what no plan covers."""
    given, errors = forms.read(forms.AssignForm, request.form)
    if errors:
        return _form(by, request.form, errors)
    wish = {key: value for key, value in given.items() if key not in ("note", "emergency")}
    try:
        approval = perform(
            tasks.ask_for_team, by=by, approval_id=clock.uuid7(), reason=given["note"], **wish
        )
    except tasks.GatesOpen as problem:
        return _form(by, request.form, {}, _gates(problem))
    except Problem as problem:
        return _form(by, request.form, _beside(problem, given))
    return redirect(f"/console/approvals/{approval.id}", 303)


def _beside(problem: Problem, given: dict[str, Any]) -> dict[str, str]:
    if problem.details.get("id") == str(given["checklist_id"]):
        return {"checklist_id": "这张检查表已经停用，请另选一张"}
    return forms.beside(problem)


def _form(
    by: Caller,
    given: MultiDict[str, str],
    errors: dict[str, str],
    gates: list[dict[str, Any]] | None = None,
) -> Response:
    chosen = _chosen(by, given)
    deadline = _deadline(given) if given.get("deadline") or given.get("workdays") else _usual()
    with unit_of_work(writes=False) as session:
        values: dict[str, Any] = {
            "checklists": picking.checklists(session, by),
            "officers": picking.officers(
                session, by, deadline or clock.today(), chosen["id"] if chosen else None
            ),
        }
    return page(
        "assign/page.html",
        422 if errors or gates else 200,
        given=given,
        errors=errors,
        gates=gates or [],
        may_ask=[gate["rule"] for gate in gates or [] if gate["severity"] == "block"] == ["P4"],
        kinds={kind: planning.KIND_IN_WORDS[kind] for kind in forms.ASSIGNED},
        modes={mode: planning.MODE_IN_WORDS[mode] for mode in ASKED_MODES},
        triggers={each: planning.TRIGGER_IN_WORDS[each] for each in planning.CHOSEN},
        notices=planning.NOTICE_IN_WORDS,
        **values,
        **_subject(given, chosen),
        **_deadline_values(deadline),
    )


def _subject(given: MultiDict[str, str], chosen: dict[str, Any] | None) -> dict[str, Any]:
    hits = _search(given) if given.get("q") and not chosen else []
    return {"subject": chosen, "q": given.get("q", ""), "hits": hits, "most": FOUND}


def _chosen(by: Caller, given: MultiDict[str, str]) -> dict[str, Any] | None:
    subject_id = forms.as_uuid(given.get("subject_id", ""))
    if subject_id is None:
        return None
    try:
        with unit_of_work(writes=False) as session:
            return picking.subject(session, by, subject_id)
    except NotFound:
        if is_part():
            raise
        return None


def _search(given: MultiDict[str, str]) -> list[dict[str, Any]]:
    q = Text(64, optional=True).deserialize(given.get("q", "")[:64].replace("\0", ""))
    if not q:
        return []
    with unit_of_work(writes=False) as session:
        return [subjects.row(each) for each in subjects.search(session, q=q, limit=FOUND)]


def _deadline(given: MultiDict[str, str]) -> date | None:
    days = given.get("workdays", "")
    if days.isdecimal() and int(days) in QUICK:
        return workdays.add_working_days(clock.today(), int(days)).date
    return forms.as_day(given.get("deadline", ""))


def _usual() -> date:
    return workdays.add_working_days(clock.today(), USUAL).date


def _deadline_values(deadline: date | None) -> dict[str, Any]:
    today = clock.today()
    return {
        "deadline": deadline,
        "today": today,
        "latest": today + forms.LONGEST,
        "counted": words.counted(deadline) if deadline else {"words": "", "strip": []},
        "quick": [(n, workdays.add_working_days(today, n).date) for n in QUICK],
    }
