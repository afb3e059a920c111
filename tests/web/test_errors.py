import pytest
from structlog.testing import capture_logs
from werkzeug.exceptions import BadRequest, Forbidden, TooManyRequests

from service.lifecycle.errors import StoreUnavailable


@pytest.fixture
def raising(app):
    """A function that makes the application raise an error, and gives its answer."""

    def visit(error: Exception):
        def fail():
            raise error

        app.add_url_rule("/fails", "fails", fail)
        return app.test_client().get("/fails")

    return visit


@pytest.mark.parametrize("error", [BadRequest(), Forbidden(), TooManyRequests()], ids=str)
def test_every_http_error_is_a_page(raising, error):
    page = raising(error)
    assert (page.status_code, page.mimetype) == (error.code, "text/html")
    assert page.text.count("<h1>") == 1


def test_a_wrong_method_is_told_the_right_ones(client):
    page = client.post("/s/any/thanks")
    assert page.status_code == 405
    assert "GET" in page.headers["Allow"]


def test_an_unforeseen_error_is_a_page_without_a_trace_of_it(raising):
    with capture_logs() as logs:
        page = raising(RuntimeError("a secret detail"))
    assert page.status_code == 500
    assert "secret detail" not in page.text
    assert logs == [
        {"event": "request_failed", "endpoint": "fails", "exc_info": True, "log_level": "error"}
    ]


def test_a_record_out_of_reach_is_a_page_that_says_when_to_come_back(raising):
    with capture_logs() as logs:
        page = raising(StoreUnavailable("refused"))
    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert logs[0]["event"] == "store_unavailable"


def test_a_log_line_never_holds_a_survey_s_address(client, surveys, asked):
    token = surveys.put(asked())
    surveys.is_away = True
    with capture_logs() as logs:
        client.get(f"/s/{token}")
    assert logs
    assert token not in str(logs)
