from http import HTTPStatus

from backend.core.problems import Problem


class AlertMissing(Problem):
    """No such alert, or none that is for the caller."""

    code = "alert-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这条预警，可能已经办完"


class AlertClosed(Problem):
    """Ended otherwise already; the caller should reload."""

    code = "alert-closed"
    status = HTTPStatus.CONFLICT
    title = "这条预警已经{how}，请刷新后再看"


class ThresholdChanged(Problem):
    code = "alert-threshold-changed"
    status = HTTPStatus.CONFLICT
    title = "预警设置刚被别人改过，请看过最新的再改"
