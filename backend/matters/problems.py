from http import HTTPStatus

from backend.core.problems import Problem


class MatterWrong(Problem):
    """`fields` tells what is wrong by field."""

    code = "matter-wrong"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "有 {count} 处要改，改好再保存"


class MatterMissing(Problem):
    code = "matter-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这个事项，或者它不归您的单位维护"


class CodeTaken(Problem):
    code = "matter-code-taken"
    status = HTTPStatus.CONFLICT
    title = "编码 {taken} 已经有了，请核对"


class ChangedMeanwhile(Problem):
    """Nothing was overwritten: whoever comes second looks first."""

    code = "changed-meanwhile"
    status = HTTPStatus.CONFLICT
    title = "{name}在 {at} 改过，您的这次没有保存，也没有盖掉对方的。请看过最新的再改"


class ChecklistMissing(Problem):
    code = "checklist-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这张检查表，或者它不归您的单位维护"


class ChecklistSettled(Problem):
    """Somebody has moved it on already."""

    code = "checklist-settled"
    status = HTTPStatus.CONFLICT
    title = "这张表现在是“{state_in_words}”，请刷新后再看"


class ChecklistFlawed(Problem):
    """`flaws` tells place by place what is to be mended."""

    code = "checklist-flawed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "还有 {count} 处要改，改好才能送审和发布"


class OwnWork(Problem):
    """Who wrote it does not review it."""

    code = "checklist-own-work"
    status = HTTPStatus.FORBIDDEN
    title = "这一版您参与过编写，要由另一个人审核"


class DraftThere(Problem):
    code = "checklist-draft-there"
    status = HTTPStatus.CONFLICT
    title = "这张表已经有一份第 {version} 版的{state_in_words}，请接着改那一份"


class EditRefused(Problem):
    code = "checklist-edit-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class NothingToUndo(Problem):
    code = "checklist-no-step"
    status = HTTPStatus.CONFLICT
    title = "没有可以{way}的了"
