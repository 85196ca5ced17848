"""Headers of every answer, the files that pages are made of, and the API's own page."""

from __future__ import annotations

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Flask, Response, current_app, redirect, request, send_from_directory
from werkzeug.wrappers import Response as Answer

from backend.core.settings import Settings

SWAGGER = Path(flask_swagger_ui.__file__).parent / "dist"
SWAGGER_FILES = ("swagger-ui.css", "swagger-ui-bundle.js")

# No page asks anything of another host. Photos are shown from memory (blob:, data:).
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline';"
    " font-src 'self' data:;"
    " script-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'self';"
    " base-uri 'none'; form-action 'self'; object-src 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
DOCS = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>接口文档</title>
<link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body></html>
"""
START = (
    'SwaggerUIBundle({url: "openapi.json", dom_id: "#swagger-ui", validatorUrl: null,'
    " deepLinking: true});"
)


def init_app(app: Flask) -> None:
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def home() -> Answer:
        return redirect("/preview/" if _settings().demo else "/console/")

    @pages.get("/favicon.ico")
    def icon() -> Answer:
        return redirect("/static/icon.svg")

    @pages.get("/h5/")
    @pages.get("/h5/<path:name>")
    def h5(name: str = "index.html") -> Response:
        """The phone's pages, built into one folder; hashed names may be kept for ever."""
        response = send_from_directory(_settings().web_folder.absolute(), name)
        fresh = name == "index.html"
        response.headers["Cache-Control"] = "no-cache" if fresh else "public, max-age=604800"
        return response

    @pages.get("/api/v1/docs")
    def docs() -> str:
        return DOCS

    @pages.get("/api/v1/docs/<string:name>")
    def docs_file(name: str) -> Response:
        if name == "start.js":
            return Response(START, mimetype="text/javascript")
        if name not in SWAGGER_FILES:
            name = "missing"
        return send_from_directory(SWAGGER, name)

    app.register_blueprint(pages)

    @app.after_request
    def guard(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if _settings().secure_cookies:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
