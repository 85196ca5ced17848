from http import HTTPStatus

from backend.core.problems import Problem


class HashMismatch(Problem):
    """The bytes are kept for inquiry, but not as this evidence."""

    code = "evidence-hash-mismatch"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "传来的文件与手机上算的指纹不一致，原件还在手机里，请再传一次"


class NotEvidence(Problem):
    code = "evidence-unreadable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "文件为空或类型不对，请重新拍摄"


class PictureTooLarge(Problem):
    """A few bytes may say that they are a picture of gigabytes: no paper could show it."""

    code = "evidence-picture-too-large"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "照片的像素太多（最多 {most} 万），请把相机的照片尺寸调小，重新拍摄"


class NotYours(Problem):
    code = "evidence-not-yours"
    status = HTTPStatus.FORBIDDEN
    title = "您不在这次检查的检查组里，不能往里加证据"


class EvidenceMissing(Problem):
    code = "evidence-missing"
    status = HTTPStatus.NOT_FOUND
    title = "没有这份证据，或不在您的范围内"


class EvidenceDamaged(Problem):
    """The stored bytes no longer have their hash: never hand them out as evidence."""

    code = "evidence-damaged"
    status = HTTPStatus.CONFLICT
    title = "这份证据的原件与登记的指纹不一致，已停止提供，请联系系统管理员"
