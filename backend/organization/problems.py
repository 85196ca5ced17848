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


class KeyTaken(Problem):
    """One key for each sign-in: another comes with the next one."""

    code = "session-key-taken"
    status = HTTPStatus.CONFLICT
    title = "这次登录已经登记过签名密钥，请退出后重新登录"


class NoConsole(Problem):
    code = "no-console"
    status = HTTPStatus.FORBIDDEN
    title = "您的岗位没有管理后台，请在手机上使用"


class AgencyChanged(Problem):
    """Somebody else changed it in the meantime."""

    code = "agency-changed"
    status = HTTPStatus.CONFLICT
    title = "这个单位刚被别人改过，请看过最新内容再改"


class AgencyKnown(Problem):
    code = "agency-known"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "这个统一社会信用代码已登记给{name}"


class AgencyMisplaced(Problem):
    """A place in the tree that would make a circle or lies outside the caller's part of it."""

    code = "agency-misplaced"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class EntrustmentUnfit(Problem):
    """行政处罚法 第二十条、第二十一条: who may entrust whom with what."""

    code = "entrustment-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class NotInspecting(Problem):
    """The agency inspects neither in its own name nor, in this field today, in another's."""

    code = "agency-not-inspecting"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class OfficerChanged(Problem):
    code = "officer-changed"
    status = HTTPStatus.CONFLICT
    title = "这名人员的登记刚被别人改过，请看过最新内容再改"


class OfficerKnown(Problem):
    code = "officer-known"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "这个身份证号已登记在{agency}，人员调动请由两个单位共同的上级名录库管理员办理"


class OfficerLeft(Problem):
    code = "officer-left"
    status = HTTPStatus.CONFLICT
    title = "{name}已离岗，先办理返岗再改"


class CertificateKnown(Problem):
    code = "certificate-known"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{issuer}的这个证号已经登记过，请核对证号"


class CertificateUnfit(Problem):
    code = "certificate-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class CertificateRevoked(Problem):
    code = "certificate-revoked"
    status = HTTPStatus.CONFLICT
    title = "这张执法证已在 {day} 注销"


class LeaveUnfit(Problem):
    code = "leave-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class AccountsUnfit(Problem):
    """Which of those to be opened cannot be, by the officer's id."""

    code = "accounts-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "有 {count} 人开不了账号，一个都没有开；改好标红的再提交"


class AccountChanged(Problem):
    code = "account-changed"
    status = HTTPStatus.CONFLICT
    title = "这个账号刚被别人改过，请看过最新内容再改"


class RolesUnfit(Problem):
    """三员分立, and who may grant what."""

    code = "roles-unfit"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class IdentityTaken(Problem):
    code = "identity-taken"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "这个钉钉用户号已绑定给别的账号"
