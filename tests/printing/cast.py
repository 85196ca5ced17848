"""Signatures that people could have written, as strokes on a pad of 660 x 300 pixels."""

from __future__ import annotations

from itertools import pairwise

Stroke = list[list[int]]

# Each character on a square of 100: polylines that a pen draws.
_CHARS: dict[str, list[list[tuple[int, int]]]] = {
    "孙": [
        [(8, 22), (38, 18), (20, 40), (26, 46), (26, 86), (14, 76)],
        [(4, 60), (44, 50)],
        [(70, 8), (71, 40), (70, 90), (60, 80)],
        [(58, 36), (46, 66)],
        [(80, 34), (96, 62)],
    ],
    "小": [
        [(50, 6), (51, 50), (50, 92), (36, 80)],
        [(28, 38), (20, 54), (6, 70)],
        [(72, 34), (84, 50), (96, 68)],
    ],
    "红": [
        [(30, 6), (12, 30), (32, 32), (8, 60), (36, 56)],
        [(6, 88), (40, 76)],
        [(50, 22), (92, 18)],
        [(70, 22), (70, 84)],
        [(44, 88), (98, 82)],
    ],
    "陈": [
        [(10, 12), (12, 94)],
        [(10, 14), (34, 14), (22, 36), (36, 48), (30, 62), (20, 58)],
        [(46, 24), (94, 20)],
        [(70, 4), (54, 46), (92, 44)],
        [(70, 34), (70, 92), (60, 84)],
        [(56, 62), (46, 78)],
        [(82, 60), (94, 76)],
    ],
    "立": [
        [(48, 6), (56, 18)],
        [(14, 30), (88, 26)],
        [(32, 44), (40, 72)],
        [(72, 40), (58, 80)],
        [(6, 88), (96, 84)],
    ],
    "群": [
        [(8, 14), (44, 12), (42, 44), (6, 46)],
        [(4, 30), (50, 27)],
        [(24, 14), (20, 50), (4, 76)],
        [(20, 60), (42, 60), (40, 86), (18, 88), (19, 60)],
        [(60, 8), (66, 20)],
        [(90, 6), (82, 20)],
        [(56, 28), (96, 25)],
        [(58, 46), (92, 44)],
        [(52, 66), (98, 62)],
        [(76, 26), (76, 96)],
    ],
}


def written(name: str) -> list[Stroke]:
    """[[[x, y, t], …], …]; between two corners the pen leaves samples, as on a phone."""
    strokes, moment = list[Stroke](), 0
    for place, char in enumerate(name):
        for corners in _CHARS[char]:
            stroke: Stroke = []
            for (x, y), (to_x, to_y) in pairwise(corners):
                for step in range(5):
                    across = 40 + 200 * place + 2 * (x + (to_x - x) * step // 4)
                    stroke.append([across, 50 + 2 * (y + (to_y - y) * step // 4), moment])
                    moment += 16
            strokes.append(stroke)
            moment += 120
    return strokes
