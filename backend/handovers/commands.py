"""What the phone may do to hand-overs. The console does the same through the same use cases."""

from __future__ import annotations

from backend.handovers import schemas, service
from backend.sync import Handler


def _handler(takes: type[schemas.OfHandover], do: object) -> Handler:
    assert callable(do)
    return Handler(takes, do, schemas.HandoverStateSchema)


HANDLERS = {
    "handover.send": _handler(schemas.SendCommand, service.send),
    "handover.approve": _handler(schemas.OfHandover, service.approve),
    "handover.refuse": _handler(schemas.ReasonCommand, service.refuse),
    "handover.transfer": _handler(schemas.TransferCommand, service.transfer),
    "handover.receive": _handler(schemas.ReceiveCommand, service.receive),
    "handover.return": _handler(schemas.ReturnCommand, service.give_back),
    "handover.resend": _handler(schemas.ResendCommand, service.resend),
    "handover.withdraw": _handler(schemas.ReasonCommand, service.withdraw),
}
