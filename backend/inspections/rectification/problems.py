from http import HTTPStatus

from backend.core.problems import Problem


class OrderMissing(Problem):
    """No such order, or none that the caller has a part in."""

    code = "rectification-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这份责令改正，或不在您的范围内"


class OrderSettled(Problem):
    """Somebody has acted otherwise already; the caller should reload."""

    code = "rectification-settled"
    status = HTTPStatus.CONFLICT
    title = "这份责令改正现在是“{state_in_words}”，不能再{act}，请刷新后再看"


class NotOfTheOrder(Problem):
    code = "rectification-not-yours"
    status = HTTPStatus.FORBIDDEN
    title = "您不在这份责令改正的检查组里，请联系组长或科室负责人"


class DateNotLater(Problem):
    code = "rectification-date-not-later"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "新的期限要晚于今天，也要晚于原来的 {due}"


class ReportTaken(Problem):
    """Another report under an id that was used already."""

    code = "rectification-report-taken"
    status = HTTPStatus.CONFLICT
    title = "这份整改报告已经交过，内容不能再换；要补充请另交一份"


class ReportsTooMany(Problem):
    code = "rectification-reports-too-many"
    status = HTTPStatus.CONFLICT
    title = "已经交过 {count} 份整改报告，不能再交；请联系签发机关"
