from http import HTTPStatus

from backend.core.problems import Problem


class HashMismatch(Problem):
    """What was signed is not what was sent."""

    code = "document-hash-mismatch"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "文书内容与签名时的指纹不一致，签名还在手机里，请重新生成后再签"


class TemplateUnknown(Problem):
    code = "document-template-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "没有这个版本的文书模板，请更新后重新生成"


class FieldsMissing(Problem):
    code = "document-fields-missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "文书还缺：{which}"


class DocumentUnreadable(Problem):
    """Data that its template cannot show: nobody could have read what was signed."""

    code = "document-unreadable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "文书内容与模板不符（{where}），请更新小程序后重新生成"


class DocumentUnprintable(Problem):
    """Characters that no font shows, in what has not been signed yet."""

    code = "document-unprintable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "这些字印不出来，请换个写法再出文书：{characters}"


class NumberUnknown(Problem):
    code = "document-number-unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "这个文号不是为本任务预留的，请刷新任务取得文号"


class NumberTaken(Problem):
    code = "document-number-taken"
    status = HTTPStatus.CONFLICT
    title = "文号 {number} 已用于另一份文书"


class DocumentTaken(Problem):
    """Another document, or another content, under an id that was signed already."""

    code = "document-taken"
    status = HTTPStatus.CONFLICT
    title = "这份文书已经签过，内容不能再换；需要更正请另作一份"


class SignatureIncomplete(Problem):
    """L1 and L7 (食品生产经营监督检查管理办法 第三十四条): who signs, what a refusal needs."""

    code = "document-signature-incomplete"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class DocumentMissing(Problem):
    code = "document-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这份文书，或不在您的范围内"


class PdfNotReady(Problem):
    code = "document-pdf-not-ready"
    status = HTTPStatus.CONFLICT
    title = "PDF 还在生成，签名图片到齐后几秒内就好，请稍后再打开"


class SupersededAlready(Problem):
    """Somebody else corrected it first: this correction rests on an old version."""

    code = "document-superseded"
    status = HTTPStatus.CONFLICT
    title = "这份文书已经有更新的版本，请打开新版本再更正"


class NumberNotOffered(Problem):
    code = "document-number-not-offered"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "没有这种文书，取不了文号，请更新后再试"


class ConsentMissing(Problem):
    """L16 (行政处罚法 第六十一条第二款): without a signed confirmation nothing is served online."""

    code = "service-consent-missing"
    status = HTTPStatus.CONFLICT
    title = "当事人没有签过同意电子送达的《送达地址确认书》，请改用别的方式送达"


class ServiceUnproven(Problem):
    """L17 (民事诉讼法 第八十七条至第九十五条): what each way of serving has to show."""

    code = "service-unproven"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "{why}"


class ServiceSettled(Problem):
    code = "service-settled"
    status = HTTPStatus.CONFLICT
    title = "这次送达已经有结果了，请刷新后再看"
