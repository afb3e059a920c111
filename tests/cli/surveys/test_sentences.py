"""Each line of a ledger, as a sentence."""

from dataclasses import replace

import pytest

from service.cli.surveys.sentences import sentence
from service.lifecycle.reading import LedgerEntry
from service.lifecycle.states import State
from service.ratings import RatingType


def entry(before, after, reason):
    return LedgerEntry(at=0, before=before, after=after, reason=reason)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            ("scheduled", "scheduled", "an earlier asking is not settled"),
            "The offer has to wait: an earlier asking is not settled.",
        ),
        (
            (None, "received", "event activity-ddebe8dc"),
            "Dixa's activity log told of the closing; its webhook had not.",
        ),
        (
            ("scheduled", "suppressed", "already asked"),
            "Not asked (already asked), because Dixa or another tool has asked already.",
        ),
        (
            ("offering", "offering", "Dixa could not be reached in time"),
            "The offer has to wait: Dixa could not be reached in time.",
        ),
        (
            ("offering", "offer_unknown", "Dixa's answer was lost: no answer in time"),
            "Whether Dixa has the offer is not known: Dixa's answer was lost: no answer in time.",
        ),
        (
            ("offer_unknown", "offer_unknown", "not in Dixa, first look"),
            "Dixa does not show it: one more look.",
        ),
        (
            ("offer_unknown", "offering", "not in Dixa, second look"),
            "Dixa does not have it: it will be sent again.",
        ),
        (
            ("offering", "offered", "the open offer is taken over"),
            "The open offer in Dixa is used once more.",
        ),
        (
            ("offered", "offered", "email: 550 no such user"),
            "The link has not been delivered yet: email: 550 no such user.",
        ),
        (
            ("offered", "expired", "the customer does not want to be asked"),
            "The customer does not want to be asked: the link was not sent.",
        ),
        (
            ("invited", "invited", "reminded by email"),
            "Nobody has answered yet: reminded by email.",
        ),
        (
            ("submitting", "submitting", "Dixa limits us"),
            "The answer has to wait: Dixa limits us.",
        ),
        (
            ("submitting", "submit_unknown", "503 no message"),
            "Whether Dixa has the answer is not known: 503 no message.",
        ),
        (
            ("submit_unknown", "submitting", "not in Dixa, sent again"),
            "Dixa does not have it: it will be sent again.",
        ),
        (
            ("submit_unknown", "submitting", "not in Dixa, first look"),
            "Dixa does not show it: one more look.",
        ),
        (("submit_unknown", "submitted", "found in Dixa"), "Dixa has the answer: found in Dixa."),
        (
            ("submitting", "parked", "Dixa refuses: 400 \x1b[31mInvalid\nvalue"),
            "It stopped, and waits for a person (Dixa refuses: 400 [31mInvalid value).",
        ),
        (
            ("invited", "superseded", "asked again"),
            "The customer was asked again: the link leads there now.",
        ),
        (("invited", "expired", "nobody answered"), "Nobody answered in time."),
        (
            ("scheduled", "expired", "it could not be offered in time"),
            "It is over: it could not be offered in time.",
        ),
        (
            ("offering", "cancelled", "a cause {from} later"),
            "It was called off before anything was offered: a cause {from} later.",
        ),
        (("parked", "parked", "still"), "It still waits for a person (still)."),
        (
            ("answered", "answered", "answer changed from 4 to 2"),
            "The customer changed the answer from 4 to 2.",
        ),
        (
            ("answered", "invited", "answer disowned, it was 4"),
            "The customer says that they did not give the answer 4: it is withdrawn.",
        ),
        (
            ("submitted", "submitted", "answer disowned, it was 4"),
            "The customer says that they did not give the answer 4, but Dixa may have it.",
        ),
        (("submitted", "erased", None), "What was personal was erased."),
    ],
)
def test_what_happened_is_said_with_its_reason(survey, line, words):
    assert sentence(entry(*line), survey) == words


@pytest.mark.parametrize(
    "line", [("scheduled", "offering", None), ("answered", "submitting", None)]
)
def test_what_only_the_service_itself_cares_about_is_passed_over(survey, line):
    assert sentence(entry(*line), survey) == ""


@pytest.mark.parametrize("stays", [False, True])
@pytest.mark.parametrize("state", State)
def test_whatever_stands_in_a_ledger_can_be_told(survey, state, stays):
    told = sentence(entry(state if stays else None, state, "why"), survey)

    assert told.endswith(".")
    assert "{" not in told


@pytest.mark.parametrize(
    ("rating_type", "rating"),
    [("Csat", "a Csat rating"), ("Nps", "an Nps rating"), (None, "a rating")],
)
def test_what_is_asked_for_has_its_article(survey, rating_type, rating):
    asked = replace(survey, rating_type=RatingType(rating_type) if rating_type else None)

    told = sentence(entry("received", "scheduled", "survey support"), asked)

    assert told == f'Decided to ask for {rating}, by survey "support".'


@pytest.mark.parametrize("changes", [{"changes": 1}, {"rating": None}], ids=str)
def test_an_answer_that_is_another_one_now_is_not_said_to_have_been_given_then(survey, changes):
    told = sentence(entry("invited", "answered", None), replace(survey, **changes))

    assert told == "The customer answered."
