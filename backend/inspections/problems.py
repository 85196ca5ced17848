from http import HTTPStatus

from backend.core.problems import Problem


class InspectionMissing(Problem):
    """No such inspection, or none that the caller has a part in."""

    code = "inspection-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这次检查，请先在任务里登记到场"


class InspectionTaken(Problem):
    """Another inspection of the same task began earlier, most often on the other phone."""

    code = "inspection-taken"
    status = HTTPStatus.CONFLICT
    title = "这个任务已在另一部手机上开始检查，请在那部手机上继续"


class InspectionClosed(Problem):
    code = "inspection-closed"
    status = HTTPStatus.CONFLICT
    title = "这次检查{state_in_words}，内容不能再改；确需更正请联系组长"


class ItemUnknown(Problem):
    code = "checklist-item-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "检查表里没有第 {item} 项，请更新检查表"


class AnswerMalformed(Problem):
    """The phone offers only what the item can have: another version of the form, or none at all."""

    code = "answer-malformed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "第 {item} 项的答案和检查表要求的不一样，请更新检查表后重新填写这一项"


class DocumentsUnsigned(Problem):
    """L5 (行政处罚法 第五十五条): no closing without the record."""

    code = "documents-unsigned"
    status = HTTPStatus.CONFLICT
    title = "还有文书没有签完：{which}"
