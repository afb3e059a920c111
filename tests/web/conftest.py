"""The web application over a record that is kept in memory.

`surveys` stands in for the record: it keeps what a test puts there, remembers every answer it was
given, and can go away. `client` visits the application; `asked()` makes a survey as it is when
its customer has just been asked.
"""

from dataclasses import replace
from time import time

import pytest

from service.lifecycle.answers import AnswerOutcome, ChangeOutcome, DisownOutcome
from service.lifecycle.errors import StoreUnavailable
from service.lifecycle.links import Links
from service.lifecycle.provenance import Provenance, Signal
from service.lifecycle.record import Closing, Person, Survey
from service.lifecycle.states import State
from service.ratings import RatingType
from service.rules.survey_rule import Brand, SurveyRule
from service.settings import Settings, load_settings
from service.web.app import create_app
from service.web.dependencies import Dependencies

DAY_MS = 24 * 3600 * 1000
CLOSED_AT = 1_763_719_200_000  # 21 November 2025, 10:00 UTC


class RecordingAnswers:
    """Answers kept in memory; `recorded` lists the calls that were made to record one."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._surveys: dict[str, Survey] = {}
        self._forms: dict[str, str] = {}
        self._changes: dict[str, str] = {}
        self._disowned: dict[str, str] = {}
        self.recorded: list[tuple[str, int, str | None]] = []
        self.provenances: list[Provenance | None] = []
        self.signals_of_changes: list[frozenset[Signal]] = []
        self.is_away = False
        self.forgets_to_reply = False

    def put(self, survey: Survey) -> str:
        self._surveys[survey.id] = survey
        return self._links.token(survey.id)

    def find(self, token: str) -> Survey | None:
        self._answer_if_there()
        known = {
            self._links.token(survey_id): survey for survey_id, survey in self._surveys.items()
        }
        return known.get(token)

    def record(
        self,
        survey_id: str,
        *,
        nonce: str,
        rating: int,
        comment: str | None,
        solved: bool | None = None,
        version: int = 0,
        provenance: Provenance | None = None,
        is_held: bool = False,
    ) -> AnswerOutcome:
        self._answer_if_there()
        if survey_id in self._forms:
            survey = self._surveys[survey_id]
            is_same = self._forms[survey_id] == nonce
            is_same = is_same and (survey.rating, survey.comment) == (rating, comment)
            return AnswerOutcome.RECORDED if is_same else AnswerOutcome.ALREADY_ANSWERED
        self._forms[survey_id] = nonce
        self.recorded.append((survey_id, rating, comment))
        self.provenances.append(provenance)
        answer = {
            "rating": rating,
            "comment": comment,
            "solved": solved,
            "answered_at": round(time() * 1000),
            "answer_version": version + 1,
        }
        self.put(replace(self._surveys[survey_id], state=State.ANSWERED, **answer))
        if self.forgets_to_reply:
            raise StoreUnavailable("the reply was lost")
        return AnswerOutcome.RECORDED

    def change(
        self,
        survey_id: str,
        *,
        nonce: str,
        version: int,
        rating: int,
        comment: str | None,
        solved: bool | None = None,
        signals: frozenset[Signal] = frozenset(),
    ) -> ChangeOutcome:
        self._answer_if_there()
        self.signals_of_changes.append(signals)
        survey = self._surveys[survey_id]
        if self._changes.get(survey_id) == nonce:
            return ChangeOutcome.CHANGED
        if not survey.is_answered or survey.answer_version != version:
            return ChangeOutcome.OUTDATED
        if not survey.is_answer_untouched:
            return ChangeOutcome.TOO_LATE
        self._changes[survey_id] = nonce
        counted = {"answer_version": version + 1, "changes": survey.changes + 1}
        self.put(replace(survey, rating=rating, comment=comment, solved=solved, **counted))
        if self.forgets_to_reply:
            raise StoreUnavailable("the reply was lost")
        return ChangeOutcome.CHANGED

    def disown(self, survey_id: str, *, nonce: str, version: int) -> DisownOutcome:
        self._answer_if_there()
        survey = self._surveys[survey_id]
        if survey.disowned_at is not None:
            return DisownOutcome.NOTED
        if self._disowned.get(survey_id) == nonce:
            return DisownOutcome.WITHDRAWN
        if not survey.is_answered or survey.answer_version != version:
            return DisownOutcome.OUTDATED
        if not survey.is_answer_untouched:
            self.put(replace(survey, disowned_at=CLOSED_AT))
            return DisownOutcome.NOTED
        self._disowned[survey_id] = nonce
        self._forms.pop(survey_id, None)
        gone = {"rating": None, "comment": None, "solved": None, "answered_at": None, "changes": 0}
        self.put(replace(survey, state=State.INVITED, answer_version=version + 1, **gone))
        return DisownOutcome.WITHDRAWN

    def _answer_if_there(self) -> None:
        if self.is_away:
            raise StoreUnavailable("away")


class ContentCustomers:
    """Those who may go on being asked: of customers, the pages only look whether they have left."""

    def is_opted_out(self, _closing: Closing) -> bool:
        return False

    def opt_out(self, organization: str, customer: str) -> None:
        """Forget it at once."""


@pytest.fixture
def settings() -> Settings:
    environ = {
        "DIXA_API_TOKEN": "token",
        "DIXA_WEBHOOK_SECRET": "00ff",
        "PUBLIC_URL": "https://surveys.example.com",
        "REDIS_URL": "redis://127.0.0.1:1",
        "SECRET_KEY": "a key that signs in tests and nowhere else",
    }
    rule = SurveyRule(name="support", rating=RatingType.CSAT, brand=Brand(name="Example"))
    return replace(load_settings(environ), surveys=(rule,))


@pytest.fixture
def surveys(settings) -> RecordingAnswers:
    return RecordingAnswers(Links(settings.secret_keys))


@pytest.fixture
def parts(settings, surveys) -> Dependencies:
    """The routes' dependencies; what the survey's pages must not touch is not there."""
    links = Links(settings.secret_keys)
    absent = {"intake": None, "vitals": None}
    kept = {"answers": surveys, "customers": ContentCustomers()}
    return Dependencies(settings=settings, links=links, **kept, **absent)


@pytest.fixture
def app(settings, parts):
    return create_app(settings, parts)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def asked():
    """A function that makes a survey whose customer has just been asked."""

    def make(rating_type: RatingType = RatingType.CSAT, **changes) -> Survey:
        closing = Closing(
            organization="org",
            conversation="4711",
            event_id="event",
            closed_at=CLOSED_AT,
            channel="EMAIL",
            direction="INBOUND",
            customer=Person(id="customer", name="Ada Example", email="ada@example.com"),
            agent=Person(id="agent", name="Mia"),
            subject="Où est ma commande ?",
        )
        survey = Survey(
            id="survey-1",
            state=State.INVITED,
            closing=closing,
            cycle=1,
            received_at=CLOSED_AT,
            rule="support",
            rating_type=rating_type,
            offer_id="offer",
            expires_at=round(time() * 1000) + 14 * DAY_MS,
        )
        return replace(survey, **changes)

    return make
