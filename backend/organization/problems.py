from http import HTTPStatus

from backend.core.problems import Problem


class CodeRejected(Problem):
    """The platform's sign-in code was used, is too old or of another kind."""

    code = "sign-in-code-rejected"
    status = HTTPStatus.UNAUTHORIZED
    title = "登录码已失效，请退出后重新进入掌上执法"


class AccountMissing(Problem):
    code = "account-missing"
    status = HTTPStatus.FORBIDDEN
    title = "您还没有开通掌上执法账号，请联系本单位系统管理员"


class PlatformDown(Problem):
    code = "platform-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "钉钉暂时没有回应，请过一会儿再登录，没发出的内容都还在"


class NoConsole(Problem):
    code = "no-console"
    status = HTTPStatus.FORBIDDEN
    title = "您的岗位没有管理后台，请在手机上使用"
