"""The files that pages are made of, and how long browsers may keep them.

A page asks for a file under the fingerprint of its content (`asset_url`), so it may be kept for
good; asked for in any other way, a file is checked again each time.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request, url_for

FOLDER = Path(__file__).parent / "static"
_FOR_GOOD = "public, max-age=31536000, immutable"


def register_assets(app: Flask) -> None:
    """Teach the application and its templates about the files under `static/`."""
    app.add_template_global(asset_url)
    app.after_request(_allow_keeping)
    app.add_url_rule("/robots.txt", "robots", lambda: app.send_static_file("robots.txt"))
    app.add_url_rule("/favicon.ico", "favicon", lambda: app.send_static_file("favicon.svg"))


def asset_url(name: str) -> str:
    """The address of a file under `static/`, which changes whenever the file does.

    Raises:
        KeyError: there is no such file.
    """
    return url_for("static", filename=name, v=fingerprints()[name])


@cache
def fingerprints() -> Mapping[str, str]:
    """The files under `static/` by name, each with a short name for its content."""
    return {file.name: sha256(file.read_bytes()).hexdigest()[:16] for file in FOLDER.iterdir()}


def _allow_keeping(response: Response) -> Response:
    name = (request.view_args or {}).get("filename", "")
    asked_for = request.args.get("v")
    if request.endpoint == "static" and asked_for and asked_for == fingerprints().get(name):
        response.headers["Cache-Control"] = _FOR_GOOD
    return response
