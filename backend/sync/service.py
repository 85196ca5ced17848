"""The phone's one way in (design.md, way 1): keep the raw batch, then answer each command."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import current_app
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.database import Busy, perform, unit_of_work
from backend.core.problems import InvalidInput, Problem, unexpected
from backend.core.receipts import digest, sign
from backend.core.text import Text, clean
from backend.sync.models import Batch, Command

Answer = dict[str, Any]
MOST = 200
CLOCKS_DIFFER = timedelta(minutes=5)  # more is a clock that was set wrong
ABOUT = (  # what later commands rest on; "id" is what a hand-over's items are known by
    *("task_id", "inspection_id", "document_id", "handover_id"),
    *("preservation_id", "order_id", "approval_id", "alert_id", "id"),
)


@dataclass(frozen=True)
class Handler:
    """How one kind of command is read, done and shown.

    `do(session, by=, at=, **payload)` is a use case; `before(by, payload)` runs ahead of it in
    transactions of its own, for what must survive a refusal.
    """

    takes: type[Schema]
    do: Callable[..., object]
    gives: type[Schema]
    before: Callable[[Caller, dict[str, Any]], None] | None = None


class KindUnknown(Problem):
    code = "command-kind-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "当前版本不支持此操作，请升级后再试"


class IdTaken(Problem):
    """Another content, or another officer's, under an id that was answered already."""

    code = "command-id-taken"
    status = HTTPStatus.CONFLICT
    title = "该操作编号已被使用"


def _version_7(value: uuid.UUID) -> None:
    if value.version != 7:
        raise ValidationError("应为 UUIDv7")


class CommandSchema(Schema):
    id = fields.UUID(required=True, validate=_version_7)
    device = Text(64)
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=2**53 - 1))
    at = fields.AwareDateTime(
        required=True,
        validate=validate.Range(datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)),
    )
    kind = Text(64)
    payload = fields.Dict(required=True)


def keep_batch(session: Session, body: bytes, by: Caller) -> uuid.UUID:
    batch = Batch(agency_id=by.agency_id, account_id=by.account_id, body=body)
    session.add(batch)
    session.flush()
    return batch.id


def answer_all(items: list[Any], batch_id: uuid.UUID, by: Caller) -> list[Answer]:
    """Each on its own and in its order.

    What is about the same as one that could not be done now waits for it: done out of turn it
    would be refused, and a refusal is for good.
    """
    answers: list[Answer] = []
    stuck: set[str] = set()
    for item in items:
        about = _about(item)
        waits = not stuck.isdisjoint(about)
        answer = _refusal(_id_given(item), Busy()) if waits else _answer(item, batch_id, by)
        if answer.get("problem", {}).get("status", 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
            stuck |= about
        answers.append(answer)
    return answers


def _about(item: Any) -> set[str]:
    """The ids that it names itself, or in a list of its."""
    payload = item.get("payload") if isinstance(item, dict) else None
    if not isinstance(payload, dict):
        return set()
    listed = [value for value in payload.values() if isinstance(value, list)]
    parts = [payload, *(each for value in listed for each in value if isinstance(each, dict))]
    named = [part.get(key) for part in parts for key in ABOUT]
    return {each for each in named if isinstance(each, str)}


def _id_given(item: Any) -> str | None:
    """What an answer may repeat."""
    given = item.get("id") if isinstance(item, dict) else None
    return given if isinstance(given, str) and clean(given) else None


def _answer(item: Any, batch_id: uuid.UUID, by: Caller) -> Answer:
    try:
        command = _load(CommandSchema, item)
        row = {
            "id": command["id"],
            "batch_id": batch_id,
            "account_id": by.account_id,
            "device": command["device"],
            "seq": command["seq"],
            "kind": command["kind"],
            "content": item,
            "sha256": _digest(item),
        }
    except InvalidInput as problem:  # nothing to know it by when it comes again
        return _refusal(_id_given(item), problem)
    try:
        handler, payload = _handler(row, command)
        if handler.before and not _is_known(row):
            handler.before(by, payload)
        return perform(_carry_out, row, handler, payload, _when(command["at"]), by)
    except Problem as problem:
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # ours, so not recorded either
            return _refusal(item["id"], problem)
        return perform(_refuse, row, problem)
    except Exception as error:  # not recorded: sent again, it is tried again
        return _refusal(item["id"], unexpected(error))


def _when(at: datetime) -> datetime:
    """When it was done, as the phone says. Nothing is done after it arrived: a clock that is far
    ahead decides neither the year of a visit nor the day of a certificate; what it said is kept
    with the command."""
    received = clock.now()
    return at if at <= received + CLOCKS_DIFFER else received


def _digest(item: Any) -> str:
    if not clean(item):
        raise InvalidInput(fields={"payload": ["含有无法保存的字符"]})
    try:
        return digest(item)
    except ValueError as error:
        raise InvalidInput(fields={"payload": ["含有超出范围的数"]}) from error


def _handler(row: dict[str, Any], command: dict[str, Any]) -> tuple[Handler, dict[str, Any]]:
    handlers: Mapping[str, Handler] = current_app.extensions["commands"]
    handler = handlers.get(row["kind"])
    if handler is None:
        raise KindUnknown(kind=row["kind"])
    return handler, _load(handler.takes, command["payload"])


def _is_known(row: dict[str, Any]) -> bool:
    with unit_of_work(writes=False) as session:
        return session.get(Command, row["id"]) is not None


def _carry_out(
    session: Session,
    row: dict[str, Any],
    handler: Handler,
    payload: dict[str, Any],
    at: datetime,
    by: Caller,
) -> Answer:
    if known := session.get(Command, row["id"]):
        return _again(known, row)
    result = handler.do(session, by=by, at=at, **payload)
    session.flush()
    received = clock.now()
    answer = {
        "id": str(row["id"]),
        "outcome": "accepted",
        "result": handler.gives().dump(result),
        "receipt": sign(
            {
                "command": str(row["id"]),
                "sha256": row["sha256"],
                "outcome": "accepted",
                "received_at": received.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            }
        ),
    }
    session.add(Command(**row, answer=answer, received_at=received))
    return answer


def _again(known: Command, row: dict[str, Any]) -> Answer:
    """What was answered before, with its receipt; a repetition changes nothing."""
    if (known.account_id, known.sha256) != (row["account_id"], row["sha256"]):
        raise IdTaken(id=str(row["id"]))
    accepted = known.answer["outcome"] == "accepted"
    return known.answer | ({"outcome": "duplicate"} if accepted else {})


def _refuse(session: Session, row: dict[str, Any], problem: Problem) -> Answer:
    answer = _refusal(str(row["id"]), problem)
    known = session.get(Command, row["id"])
    if known is None:
        session.add(Command(**row, answer=answer, received_at=clock.now()))
    elif (known.account_id, known.sha256) == (row["account_id"], row["sha256"]):
        return _again(known, row)
    return answer


def _refusal(command_id: object, problem: Problem) -> Answer:
    return {"id": command_id, "outcome": "refused", "problem": problem.body()}


def _load(schema: type[Schema], data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise InvalidInput(fields={"_schema": ["应为对象"]})
    try:
        loaded: dict[str, Any] = schema().load(data)
    except ValidationError as error:
        raise InvalidInput(fields=error.messages_dict) from error
    return loaded
