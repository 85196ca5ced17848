"""Tiles of 天地图 or 高德, fetched by the server: the key stays here, and phones ask us alone."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus

from backend.core.problems import NotFound, Problem
from backend.core.settings import Settings

CONNECT_SECONDS, READ_SECONDS = 2.0, 5.0
LARGEST = 512 * 1024  # bytes
KEPT = 400  # tiles a process, some 8 MB
KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class TileMissing(Problem):
    """Shown by the map as an empty square; asked for again when one looks there again."""

    code = "tile-missing"
    status = HTTPStatus.BAD_GATEWAY
    title = "底图服务没有应答，标注照常能看，过一会儿再试"


@dataclass(frozen=True)
class Source:
    """Layers from the ground up, by name, and the system in which they are drawn."""

    crs: str
    layers: dict[str, str]
    farthest: int
    nearest: int


SOURCES = {
    "tianditu": Source(
        "WGS84",
        {
            "ground": "https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk={key}",
            "names": "https://t0.tianditu.gov.cn/DataServer?T=cva_w&x={x}&y={y}&l={z}&tk={key}",
        },
        3,
        18,
    ),
    "amap": Source(
        "GCJ02",
        {
            "ground": "https://webrd01.is.autonavi.com/appmaptile"
            "?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}"
        },
        3,
        18,
    ),
}

_kept: OrderedDict[tuple[str, str, int, int, int], tuple[bytes, str]] = OrderedDict()
_guard = threading.Lock()


def tile(settings: Settings, layer: str, z: int, x: int, y: int) -> tuple[bytes, str]:
    """A picture and its media type. Raises NotFound, TileMissing."""
    source = SOURCES.get(settings.map_tiles)
    if source is None or layer not in source.layers or not source.farthest <= z <= source.nearest:
        raise NotFound
    if not (0 <= x < 1 << z and 0 <= y < 1 << z):
        raise NotFound
    key = (settings.map_tiles, layer, z, x, y)
    with _guard:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _fetch(source.layers[layer].format(x=x, y=y, z=z, key=settings.map_key))
    with _guard:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _fetch(address: str) -> tuple[bytes, str]:
    import requests  # 0.1 s: only who has a map of a provider needs it

    try:
        with requests.get(
            address,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            stream=True,
            allow_redirects=False,
            headers={"User-Agent": "zszf-map"},
        ) as answer:
            content = answer.raw.read(LARGEST + 1, decode_content=True)
            good = answer.status_code == HTTPStatus.OK and len(content) <= LARGEST
    except (requests.RequestException, OSError):
        good = False
    if good:
        for head, media_type in KINDS.items():
            if content.startswith(head):
                return content, media_type
    raise TileMissing  # not from the error, whose words hold the address with the key
