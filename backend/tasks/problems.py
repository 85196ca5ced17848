from http import HTTPStatus

from backend.core.problems import Problem


class TaskMissing(Problem):
    """No such task, or none that the caller has a part in."""

    code = "task-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这个任务，可能已经改派给别人"


class TaskSettled(Problem):
    """Somebody has acted otherwise already; the caller should reload."""

    code = "task-settled"
    status = HTTPStatus.CONFLICT
    title = "该任务现在是“{state_in_words}”，请刷新后再看"


class TaskElsewhere(Problem):
    """It went on to another unit; who offered it before has it no more."""

    code = "task-elsewhere"
    status = HTTPStatus.CONFLICT
    title = "该任务已经转给{agency}，这条移交不能再签收，请退回或联系对方"


class NotInTeam(Problem):
    code = "task-not-in-team"
    status = HTTPStatus.FORBIDDEN
    title = "您不在这个任务的检查组里，请联系派任务的人"


class TeamUnfit(Problem):
    """L1, L2, L4 (行政处罚法 第四十二条、第五十五条、第四十三条): found before anybody leaves."""

    code = "task-team-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class DeadlinePast(Problem):
    code = "task-deadline-past"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "完成期限不能早于今天"


class PresenceWrong(Problem):
    code = "presence-code-wrong"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "到场码不对或已过期，请看组长手机上现在的数"


class GatesOpen(Problem):
    """What stands in the way before anybody leaves, each with its rule, article and way on."""

    code = "gates-open"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "现在还不能开始：{first}"


class TaskTaken(Problem):
    """The phone chooses the id; another's stands under it."""

    code = "task-id-taken"
    status = HTTPStatus.CONFLICT
    title = "这个任务编号已被使用，请重新发起"
