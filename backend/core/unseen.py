"""Characters that nobody sees: marks that turn the writing around, blanks of no width. Pure."""

from __future__ import annotations

import re

UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def visible(text: str) -> str:
    """Without them: a name holds what one reads, or nobody finds it and another may pose as it."""
    return UNSEEN.sub("", text)
