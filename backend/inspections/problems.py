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


class ReviewSettled(Problem):
    """Another reviewer was first, or it was not handed in."""

    code = "review-settled"
    status = HTTPStatus.CONFLICT
    title = "这次检查现在是“{state_in_words}”，不在待复核，请刷新后再看"


class FlawsUndecided(Problem):
    code = "flaws-undecided"
    status = HTTPStatus.CONFLICT
    title = "还有 {count} 项程序瑕疵没有处理意见，请科室负责人在工作台逐项处理后再通过"


class EmergencyUnapproved(Problem):
    """P4: begun first, and the head has not answered yet."""

    code = "emergency-unapproved"
    status = HTTPStatus.CONFLICT
    title = "这次紧急检查还没有补办批准，请机关负责人先在“审批”里决定，再来复核"


class OnlyOwnWork(Problem):
    """Four eyes, unless the installation says otherwise (REVIEW_OWN_WORK)."""

    code = "review-own-work"
    status = HTTPStatus.FORBIDDEN
    title = "这次检查只由您一人填写，请科室负责人或机关负责人复核"


class FlawMissing(Problem):
    code = "flaw-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这项程序瑕疵，或者不归您处理"


class FlawDecided(Problem):
    code = "flaw-decided"
    status = HTTPStatus.CONFLICT
    title = "这项瑕疵已由{by}处理为“{decision_in_words}”，请刷新后再看"


class PreservationMissing(Problem):
    code = "preservation-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这件先行登记保存，或者不归您处理"


class PreservationSettled(Problem):
    code = "preservation-settled"
    status = HTTPStatus.CONFLICT
    title = "这件先行登记保存现在是“{state_in_words}”，请刷新后再看"


class PaperTooEarly(Problem):
    code = "paper-too-early"
    status = HTTPStatus.CONFLICT
    title = "这份文书现在还不能做：{why}"


class PaperMade(Problem):
    """Somebody else was faster, or one's own first press."""

    code = "paper-made"
    status = HTTPStatus.CONFLICT
    title = "{title}已经做过了，文号 {number}，请在文书里打开看"
