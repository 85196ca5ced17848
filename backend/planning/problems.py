from http import HTTPStatus

from backend.core.problems import Problem


class PlanMissing(Problem):
    """No such plan, or none of the caller's agencies."""

    code = "plan-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这份计划，或者不归您的单位管"


class PlanSettled(Problem):
    """Somebody has moved it on already; the caller should reload."""

    code = "plan-settled"
    status = HTTPStatus.CONFLICT
    title = "这份计划现在是“{state_in_words}”，请刷新后再看"


class PlanUnfit(Problem):
    code = "plan-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class SubjectsUnknown(Problem):
    code = "plan-subjects-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "名单里这些没有找到：{missing}"


class BodyUnfit(Problem):
    code = "inspecting-body-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class CapUnfit(Problem):
    code = "cap-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class RuleChanged(Problem):
    """Nothing was overwritten: whoever comes second looks first."""

    code = "counting-rule-changed"
    status = HTTPStatus.CONFLICT
    title = "这条规则刚被别人改过，请刷新后再改"


class ApprovalMissing(Problem):
    """No such approval, or none that the caller decides or asked for."""

    code = "approval-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这份申请，或者不由您审批"


class ApprovalSettled(Problem):
    """Somebody decided otherwise, at the same moment or before."""

    code = "approval-settled"
    status = HTTPStatus.CONFLICT
    title = "{by}已经处理过：{state_in_words}，请刷新后再看"


class ApprovalOwn(Problem):
    code = "approval-own"
    status = HTTPStatus.FORBIDDEN
    title = "自己提的或者自己要去的检查不能自己审批，请另一位负责人处理"


class RemarksMissing(Problem):
    code = "approval-remarks-missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "退回或不批准要写明意见，让申请人知道怎么办"


class DelegationUnfit(Problem):
    code = "delegation-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class MergeMissing(Problem):
    code = "merge-proposal-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这个合并建议，或者与您的单位无关"


class MergeSettled(Problem):
    code = "merge-proposal-settled"
    status = HTTPStatus.CONFLICT
    title = "这个合并建议{state_in_words}，不能再改"
