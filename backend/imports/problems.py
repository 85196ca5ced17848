from __future__ import annotations

from http import HTTPStatus

from backend.core.problems import Problem


class ImportMissing(Problem):
    """No such import, or one of another agency or for another role."""

    code = "import-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这次导入，或者不在您的范围内"


class ImportSettled(Problem):
    """Somebody has acted already; the caller should reload."""

    code = "import-settled"
    status = HTTPStatus.CONFLICT
    title = "这次导入现在是“{state_in_words}”，请刷新后再看"


class NothingToImport(Problem):
    code = "import-nothing"
    status = HTTPStatus.CONFLICT
    title = "没有一行可以导入，请改好错误行，或改好文件重新上传"


class NotYourFile(Problem):
    """The wrong rows hold personal data as it was typed."""

    code = "import-not-yours"
    status = HTTPStatus.CONFLICT
    title = "错误行里有个人信息，只有上传人 {name} 可以修改和下载"
