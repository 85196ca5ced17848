from http import HTTPStatus

from backend.core.problems import Problem


class HandoverMissing(Problem):
    """No such hand-over, or none that the caller has a part in."""

    code = "handover-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这条移交，可能已被撤回或不归您办理"


class HandoverSettled(Problem):
    """Somebody has acted otherwise already; the caller should reload."""

    code = "handover-settled"
    status = HTTPStatus.CONFLICT
    title = "这条移交现在是“{state_in_words}”，请刷新后再看"


class HandoverTaken(Problem):
    """Another content under an id that was used already."""

    code = "handover-id-taken"
    status = HTTPStatus.CONFLICT
    title = "这条移交已经发出过，内容和这次不一样，请重新发起一条"


class NotYoursToAnswer(Problem):
    code = "handover-not-yours"
    status = HTTPStatus.FORBIDDEN
    title = "{why}"


class HandoverUnfit(Problem):
    """What was picked cannot go that way, or to that receiver."""

    code = "handover-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class AlreadyHanded(Problem):
    code = "handover-already"
    status = HTTPStatus.CONFLICT
    title = "{what}已经在移交给{receiver}，等对方答复，或先撤回那一条"


class MaterialMissing(Problem):
    """L20 (行政执法机关移送涉嫌犯罪案件的规定 第六条): neither there nor explained."""

    code = "handover-material-missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "还差{parts}；没有的写明原因再移送"


class MaterialUnknown(Problem):
    code = "handover-material-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "选的材料不在这次检查里，请重新选材料"


class MaterialNotHere(Problem):
    code = "handover-material-not-here"
    status = HTTPStatus.NOT_FOUND
    title = "这份材料的原件还没送达，请过一会儿再看"


class TeamNeeded(Problem):
    code = "handover-team-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "签收转来的任务要指定检查组，请在管理后台签收"
