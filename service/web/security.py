"""The headers that every answer carries, whatever it is and whoever made it."""

from urllib.parse import urlsplit

from flask import Flask, Response

from service.web.brand.worn import logo_origin

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src {pictures}; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    # Not `no-referrer`: with it browsers post `Origin: null`, which proxies and firewalls refuse.
    "Referrer-Policy": "same-origin",
}

HSTS = "max-age=31536000"
"""For a year; without `includeSubDomains`, since the neighbours of our host are not ours."""


def register_security(app: Flask, *, public_url: str) -> None:
    """Put the headers on every answer of the application.

    Args:
        app: the application.
        public_url: where customers reach it; under https, browsers are told to stay with https.
    """
    is_https = urlsplit(public_url).scheme == "https"
    headers = HEADERS | ({"Strict-Transport-Security": HSTS} if is_https else {})

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(headers)
        response.headers["Content-Security-Policy"] = _policy()
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _policy() -> str:
    """What the browser may load: our own files, and the brand's logo from where that is."""
    pictures = " ".join(filter(None, ("'self'", logo_origin())))
    return CONTENT_SECURITY_POLICY.format(pictures=pictures)
