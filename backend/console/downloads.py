"""Sheets that somebody takes along from the console."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from backend.core import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(content: bytes, file: str) -> Response:
    """An .xlsx; the name may be Chinese (RFC 6266)."""
    response = Response(content, mimetype=XLSX)
    named = f'filename="{file}"' if file.isascii() else f"filename*=UTF-8''{quote(file)}"
    response.headers["Content-Disposition"] = f"attachment; {named}"
    return response


def sheet_of_today(content: bytes, name: str) -> Response:
    return sheet(content, f"{name}-{clock.today():%Y%m%d}.xlsx")
