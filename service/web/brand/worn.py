"""Whose page it is: the brand that the answer to this request wears.

The survey's brand is put on once the survey is known. From then on every page has its name, its
colour and its logo, errors included. Only an answer with a logo lets the browser load a picture
from elsewhere, and only from where that logo is.
"""

import re
from urllib.parse import urlsplit

from flask import Flask, g, has_request_context, url_for

from service.rules.survey_rule import Brand

NOBODY = Brand()

_HOST = re.compile(r"[a-zA-Z0-9.-]+(:[0-9]+)?")


def register_brand(app: Flask) -> None:
    """Let every template know the brand."""
    app.context_processor(_shown)


def wear(brand: Brand) -> None:
    """Answer this request in a brand's look from here on."""
    g.brand = brand


def worn() -> Brand:
    """The brand of this request."""
    found: Brand = g.get("brand", NOBODY) if has_request_context() else NOBODY
    return found


def logo_origin() -> str | None:
    """Where this answer's logo is loaded from, such as `https://example.com`."""
    parts = urlsplit(worn().logo or "")
    is_plain = _HOST.fullmatch(parts.netloc)  # anything else could say more than a host there
    return f"{parts.scheme}://{parts.netloc}" if is_plain else None


def _shown() -> dict[str, object]:
    brand = worn()
    colors = url_for("brand.colors", color=brand.color[1:].lower()) if brand.color else None
    logo = brand.logo if logo_origin() else None
    return {"brand": brand.name, "colors": colors, "logo": logo, "privacy_url": brand.privacy_url}
