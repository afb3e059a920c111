import dataclasses

import pytest

from service.lifecycle.states import State
from service.web.app import create_app

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.fixture(
    params=["form", "recorded", "thanks", "closed", "refused", "away", "stop", 404, 405, 413]
)
def page(request, client, surveys, asked):
    """Each kind of HTML answer that a customer can get."""
    answer = {"answered_at": 1, "rating": 4}
    states = {
        "recorded": {"state": State.ANSWERED, **answer},
        "thanks": {"state": State.ANSWERED, **answer},
        "closed": {"state": State.EXPIRED},
    }
    path = f"/s/{surveys.put(asked(**states.get(request.param, {})))}"
    surveys.is_away = request.param == "away"
    visits = {
        "thanks": lambda: client.get(f"{path}/thanks"),
        "refused": lambda: client.post(path),
        "stop": lambda: client.get(f"{path}/unsubscribe"),
        404: lambda: client.get("/nowhere"),
        405: lambda: client.delete(path),
        413: lambda: client.post(path, data=b"x" * 100_000),
    }
    return visits.get(request.param, lambda: client.get(path))()


def test_every_page_carries_the_headers(page):
    assert page.mimetype == "text/html"
    assert page.headers["Content-Security-Policy"] == POLICY
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("path", ["/s/never/thanks", "/robots.txt", "/healthz", "/webhooks/dixa"])
def test_so_does_every_other_answer(client, path):
    answer = client.get(path, buffered=True)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_without_https_browsers_are_not_told_to_stay_with_it(settings, parts):
    local = dataclasses.replace(settings, public_url="http://localhost:8000")
    page = create_app(local, parts).test_client().get("/s/never")
    assert "Strict-Transport-Security" not in page.headers
