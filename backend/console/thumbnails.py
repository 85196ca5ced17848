"""Small copies of photos and signatures for the pages. The originals are never shown inline."""

from __future__ import annotations

import io
from http import HTTPStatus

from backend.core.problems import Problem

LONGEST_SIDE = 480
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


class NotDrawable(Problem):
    code = "photo-not-drawable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "这张照片不能预览，原件完好，可以下载后查看"


def thumbnail(original: bytes) -> bytes:
    """A JPEG drawn anew, upright, on white, without what the camera wrote into the file.

    Raises NotDrawable for other formats, damaged files and pictures that are too large.
    """
    from PIL import Image, ImageOps  # only here: most workers never draw one

    try:
        with Image.open(io.BytesIO(original), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotDrawable
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read at that scale
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            layered = upright.convert("RGBA")
            flat = Image.new("RGB", layered.size, "white")
            flat.paste(layered, mask=layered.getchannel("A"))
            kept = io.BytesIO()
            flat.save(kept, "JPEG", quality=82)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotDrawable from error
    return kept.getvalue()
