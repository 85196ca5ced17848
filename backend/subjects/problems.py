"""Why something in the register cannot be done now."""

from __future__ import annotations

from http import HTTPStatus

from backend.core.problems import Problem


class SubjectChanged(Problem):
    """Somebody else changed it in the meantime."""

    code = "subject-changed"
    status = HTTPStatus.CONFLICT
    title = "这家主体刚被别人改过，请看过最新内容再改"


class SubjectKnown(Problem):
    """The same code or ID number is in the register."""

    code = "subject-known"
    status = HTTPStatus.CONFLICT
    title = "名录里已经有这个号码：{name}，不用再登记一次"


class SubjectMerged(Problem):
    """It lives on in another one."""

    code = "subject-merged"
    status = HTTPStatus.CONFLICT
    title = "这条已并入{name}，请到那一条上去办"


class CannotMerge(Problem):
    code = "subject-cannot-merge"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class OutsideArea(Problem):
    """Each keeps the register of the own region."""

    code = "subject-outside-area"
    status = HTTPStatus.FORBIDDEN
    title = "这家不在您单位的辖区里，请由当地的名录库管理员来改"


class LicenceKnown(Problem):
    code = "licence-known"
    status = HTTPStatus.CONFLICT
    title = "这家已登记过{kind} {number}"


class SourceOfOthers(Problem):
    """Who replaces a whole source must be who brought it."""

    code = "snapshot-source-of-others"
    status = HTTPStatus.CONFLICT
    title = "来源“{source}”是{name}在用，整份替换由那家做；要用自己的，请换一个来源名称"


class SourceBusy(Problem):
    code = "snapshot-source-busy"
    status = HTTPStatus.CONFLICT
    title = "来源“{source}”的上一份快照正在写入，等它写完或停下再比对"


class SnapshotOvertaken(Problem):
    """What it found is no longer so."""

    code = "snapshot-overtaken"
    status = HTTPStatus.CONFLICT
    title = "来源“{source}”后来又比对过，这次的结果已经过时，请看最新的那次"


class SnapshotComing(Problem):
    """A newer file of the source is looked at; what is written now would change what it finds."""

    code = "snapshot-coming"
    status = HTTPStatus.CONFLICT
    title = "来源“{source}”有新的文件正在比对，等它比完再写入；不想等就先把它停下"


class ReasonNeeded(Problem):
    code = "snapshot-reason-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "要移出 {removed} 户，超过原来的 5%；请先核对，写明原因再写入"


class NothingKept(Problem):
    code = "nothing-kept"
    status = HTTPStatus.NOT_FOUND
    title = "这里没有登记号码"


class RevealQuota(Problem):
    code = "reveal-quota"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "今天查看完整号码已满 {most} 次，明天再看；确需今天看的，请联系科室负责人"
