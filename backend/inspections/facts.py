"""What the stages of backend/gates read, gathered from a record. Pure: no database, no web; the
phone gathers the same in miniapp/src/pages/facts.ts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from backend import checklists, gates
from backend.inspections.rules import PRESENT, Record

NOBODY = ("closed", "unreachable")


def broken(
    record: Record,
    form: checklists.Form,
    *,
    team: Mapping[str, bool],
    preserved: Mapping[str, Any] | None = None,
) -> list[gates.Broken]:
    """Every rule found broken once the inspection is handed in. Never a reason to refuse.

    `team` says of each officer whether the certificate was valid on the day; `preserved` is
    {unapproved, days_left} of what is kept by 先行登记保存.
    """
    found = gates.broken("after", after(record, form, team=team, preserved=preserved or {}))
    fine = (record["conclusion"] or {}).get("fine")
    return found + (gates.broken("fine", of_fine(fine)) if fine else [])


def after(
    record: Record,
    form: checklists.Form,
    *,
    team: Mapping[str, bool],
    preserved: Mapping[str, Any],
) -> dict[str, Any]:
    standing = checklists.evaluate(form, record["answers"])
    shown, asked = record["credentials"], record["avoidance"]
    first = min((_seconds(a["first_at"]) for a in record["answers"].values()), default=None)
    unable = (record["conclusion"] or {}).get("unable")
    here = [o for o, p in record["presence"].items() if p["state"] == PRESENT and o in team]
    return {
        "present": len(here),
        "expired": [officer for officer, valid in team.items() if not valid],
        "nobody": bool(unable and unable["how"] in NOBODY),
        "credentials_at": shown and _seconds(shown["at"]),
        "avoidance_at": asked and _seconds(asked["at"]),
        "avoidance": asked and asked["answer"],
        "first_answer_at": first,
        "unanswered": 0 if unable else len(standing.missing),
        "unproven": unproven(form, record["answers"], standing.problems),
        "preserved_unapproved": bool(preserved.get("unapproved")),
        "preserved_days_left": preserved.get("days_left"),
        **_handed(record),
    }


def of_fine(fine: Mapping[str, Any]) -> dict[str, Any]:
    """当场处罚: a warning has no amount."""
    return {key: fine[key] for key in ("amount", "party", "heard", "cash", "ground")}


def of_signing(signatures: Collection[Mapping[str, Any]]) -> dict[str, Any]:
    """Who signed a document and who did not. No recording can be tied to a refusal yet."""
    party = next((each for each in signatures if each["role"] == "party"), None)
    signed = [
        each["role"] for each in signatures if each["state"] == "signed" and each["strokes_sha256"]
    ]
    return {
        "party": party and party["state"],
        "reason": party["reason"] if party else "",
        "officers": signed.count("officer"),
        "witness": "witness" in signed,
        "recorded": False,
    }


def of_result(record: Record, form: checklists.Form) -> dict[str, Any]:
    """What gates.contradictions looks at."""
    conclusion = record["conclusion"]
    kinds = [each["kind"] for each in conclusion["dispositions"]]
    unable = conclusion.get("unable") or {"photos": [], "visits": 1, "mailed": False}
    findings = [a["finding"] for a in record["answers"].values() if a["finding"]]
    photos = sum(len(each["photos"]) for each in findings) + len(unable["photos"])
    return {
        "result": conclusion["result"],
        "failed": len(checklists.evaluate(form, record["answers"]).problems),
        "kinds": kinds,
        "measures": len([kind for kind in kinds if kind != "D0"]),
        "photos": photos,
        "visits": unable["visits"],
        "mailed": unable["mailed"],
        "fined": conclusion.get("fine") is not None,
    }


def unproven(
    form: checklists.Form, answers: Mapping[str, Any], problems: Iterable[str]
) -> list[str]:
    """Codes of failed items with fewer photos than the checklist asks for."""
    wanted = {
        item["code"]: item["evidence"]["photos_on_fail"] for item in checklists.items_of(form)
    }
    return [
        code
        for code in problems
        if len((answers[code]["finding"] or {"photos": []})["photos"]) < wanted[code]
    ]


def _handed(record: Record) -> dict[str, bool]:
    dispositions = (record["conclusion"] or {"dispositions": []})["dispositions"]
    police = [each for each in dispositions if each["kind"] == "D6"]
    other = [each for each in dispositions if each["kind"] == "D5"]
    return {
        "crime_without_reason": any(not each.get("reason") for each in police),
        "handed_to_nobody": any(not each.get("to") for each in other),
    }


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
