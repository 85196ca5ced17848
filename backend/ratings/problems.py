from http import HTTPStatus

from backend.core.problems import Problem


class NothingToRate(Problem):
    """No such code, or an inspection that is not handed in yet."""

    code = "rating-not-open"
    status = HTTPStatus.NOT_FOUND
    title = "现在还不能评价：检查还没有办完，或者网址不完整"


class AlreadyRated(Problem):
    """One for each inspection; it may have been somebody else with the same code."""

    code = "rating-given"
    status = HTTPStatus.CONFLICT
    title = "这次检查已经评价过，不能再评或者修改"


class RatingMissing(Problem):
    """No such rating, or none that the caller may read."""

    code = "rating-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这条评价，或不在您的督查范围内"
