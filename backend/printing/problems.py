"""Why a slip cannot be made. A slip that lacks something is never printed silently."""

from __future__ import annotations


class PrintError(ValueError):
    """The document cannot be put on this paper as it is. The text is for the officer."""


class ImageMissing(PrintError):
    def __init__(self, sha256: str) -> None:
        super().__init__(f"签名图片还没到，不能打印（{sha256[:8]}）")


class ImageTooWide(PrintError):
    def __init__(self, width: int, dots: int) -> None:
        super().__init__(f"图片宽 {width} 点，纸面只有 {dots} 点")


class QrUnfit(PrintError):
    def __init__(self) -> None:
        super().__init__("二维码内容太长或含有不能编码的字符，纸上放不下")


class BlockUnknown(PrintError):
    def __init__(self, kind: str) -> None:
        super().__init__(f"不认识的版块：{kind}")
