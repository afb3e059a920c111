"""A brand's colour as a small style sheet, since the page's policy allows none inside of it.

The address says the colour, so nothing is looked up and the sheet may be kept.
"""

import re

from flask import Blueprint, Response, abort, render_template

from service.contrast import PAPER, accent

_DAY = "public, max-age=86400"

brand = Blueprint("brand", __name__, template_folder="templates")


@brand.get("/brand/<color>.css")
def colors(color: str) -> Response:
    """The accent in light and in dark."""
    if not re.fullmatch("[0-9a-f]{6}", color):
        abort(404)
    accents = {scheme: accent(f"#{color}", scheme) for scheme in PAPER}
    sheet = Response(render_template("brand/colors.css", **accents), mimetype="text/css")
    sheet.headers["Cache-Control"] = _DAY
    return sheet
