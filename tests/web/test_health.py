from dataclasses import dataclass, field, replace

import pytest

from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.vitals import Health, Vitals
from service.web.app import create_app
from service.web.exposition import exposition

WELL = Health(redis=True, durable=True, workers=2, oldest_overdue_seconds=1.5)
TOKEN = "let-me-see"


@dataclass
class StatedVitals:
    """Vitals that find what a test states."""

    health: Health = WELL
    figures: dict[str, float] = field(default_factory=dict)
    is_away: bool = False

    def read(self):
        return self.health

    def metrics(self):
        if self.is_away:
            raise StoreUnavailable("away")
        return self.figures


@pytest.fixture
def visit(settings, parts):
    """Visit a path of an application with these vitals; keyword arguments are settings."""

    def visit(path, vitals, *, token=None, **changes):
        changed = replace(settings, **changes)
        app = create_app(changed, replace(parts, settings=changed, vitals=vitals))
        headers = {} if token is None else {"Authorization": token}
        return app.test_client().get(path, headers=headers)

    return visit


def test_a_process_that_serves_is_healthy_without_a_look_at_anything(visit):
    answer = visit("/healthz", None)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


def test_a_service_that_is_well_is_ready(visit):
    answer = visit("/readyz", StatedVitals(WELL))
    assert (answer.status_code, answer.json) == (
        200,
        {
            "ready": True,
            "redis": True,
            "durable": True,
            "workers": 2,
            "oldest_overdue_seconds": 1.5,
        },
    )


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"redis": False}, {"redis": False}),
        ({"durable": False}, {"durable": False}),
        ({"workers": 0}, {"workers": 0}),
        ({"oldest_overdue_seconds": 3600.0}, {"oldest_overdue_seconds": 3600.0}),
    ],
)
def test_a_service_with_anything_amiss_is_not_ready_and_says_what(visit, change, shown):
    answer = visit("/readyz", StatedVitals(replace(WELL, **change)))
    assert answer.status_code == 503
    assert answer.json["ready"] is False
    assert answer.json.items() >= shown.items()


@pytest.mark.parametrize("token", [None, "Bearer ", "Bearer None"])
def test_without_a_token_set_there_are_no_metrics(visit, token):
    assert visit("/metrics", StatedVitals(), token=token).status_code == 404


@pytest.mark.parametrize(
    "token",
    [None, "", TOKEN, "Bearer", "Bearer ", f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"],
)
def test_metrics_are_for_the_bearer_of_the_token(visit, token):
    answer = visit("/metrics", StatedVitals(), token=token, metrics_token=TOKEN)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_metrics_are_written_as_prometheus_reads_them(visit):
    figures = {"surveys_due": 3.0, "oldest_overdue_seconds": 0.25, "workers_alive": 1234567.0}
    answer = visit(
        "/metrics", StatedVitals(figures=figures), token=f"Bearer {TOKEN}", metrics_token=TOKEN
    )
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text == (
        "# HELP rating_survey_surveys_due Surveys with a next step to come, now or later.\n"
        "# TYPE rating_survey_surveys_due gauge\n"
        "rating_survey_surveys_due 3.0\n"
        "# HELP rating_survey_oldest_overdue_seconds"
        " How late the next step of a survey is, at most.\n"
        "# TYPE rating_survey_oldest_overdue_seconds gauge\n"
        "rating_survey_oldest_overdue_seconds 0.25\n"
        "# HELP rating_survey_workers_alive Workers that were heard of within the last minute.\n"
        "# TYPE rating_survey_workers_alive gauge\n"
        "rating_survey_workers_alive 1234567.0\n"
    )


def test_every_figure_says_what_it_counts(redis):
    text = exposition(Vitals(redis).metrics())
    assert "_surveys_submitted Surveys that have ended as submitted, so far.\n" in text
    assert "does not know" not in text
    assert "does not know" in exposition({"surveys_cloned": 1})


def test_metrics_that_cannot_be_read_are_to_be_asked_for_again(visit):
    answer = visit(
        "/metrics", StatedVitals(is_away=True), token=f"Bearer {TOKEN}", metrics_token=TOKEN
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
