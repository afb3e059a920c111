from dataclasses import replace
from time import monotonic

import pytest

from service.sandbox.conversations import a_conversation
from service.sandbox.played_dixa import Behaviour, PlayedDixa
from service.sandbox.played_dixa.rate_limit import TokenBucket

ORGANIZATION = "/organization"


def test_the_token_opens_the_door(api):
    assert api.get(ORGANIZATION).status == 200


@pytest.mark.parametrize("token", ["other", "Bearer played-token", "", None])
def test_any_problem_with_the_token_is_one_same_401(api, token):
    answer = api.get(ORGANIZATION, token=token)

    assert (answer.status, answer.body) == (401, {"message": "Unauthorized"})


def test_a_revoked_token_is_a_wrong_one_until_it_is_restored(api, dixa):
    dixa.revoke_token()
    revoked = api.get(ORGANIZATION).status

    dixa.restore_token()

    assert (revoked, api.get(ORGANIZATION).status) == (401, 200)


@pytest.mark.parametrize("version", ["/beta", "/v1"])
def test_either_version_is_understood(api, version):
    assert api.get(ORGANIZATION, version=version).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/organisation"),
        ("POST", "/organization"),
        ("PUT", "/conversations/1/ratings/offer"),
        ("GET", "/conversations/1/ratings/offer/"),
    ],
)
def test_a_wrong_path_or_method_is_refused_as_gateways_do(api, method, path):
    answer = api.ask(method, path)

    assert (answer.status, answer.body) == (403, {"message": "Missing Authentication Token"})


def test_a_path_without_a_version_is_wrong(api):
    assert api.get(ORGANIZATION, version="").status == 403


def test_the_fifth_call_at_once_is_turned_away(api, dixa):
    dixa.behaviour = Behaviour(rate=0.001)

    statuses = [api.get(ORGANIZATION).status for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert api.get(ORGANIZATION).body == {"message": "Too Many Requests"}


def test_calls_are_let_in_again_as_time_passes(api, dixa):
    dixa.behaviour = Behaviour(rate=0.001, burst=1)
    statuses = [api.get(ORGANIZATION).status for _ in range(2)]

    dixa.behaviour = replace(dixa.behaviour, rate=1e9)

    assert [*statuses, api.get(ORGANIZATION).status] == [200, 429, 200]


def test_a_call_that_was_overtaken_leaves_no_more_room_to_those_after_it():
    bucket, begun = TokenBucket(), monotonic()

    passed = [bucket.take(begun + seconds, 1.0, 1) for seconds in (5.0, 2.0, 5.5, 6.0)]

    assert passed == [True, False, False, True]


def test_what_is_turned_away_does_nothing(api, dixa):
    conversation = dixa.add(a_conversation())
    dixa.behaviour = Behaviour(rate=0.001, burst=1)
    api.get(ORGANIZATION)

    api.offer(conversation)

    assert dixa.offers(conversation) == []
    assert dixa.calls("offer")[0].status == 429


def test_the_limit_is_on_unless_it_is_switched_off():
    assert PlayedDixa().behaviour == Behaviour(rate_limited=True, rate=10.0, burst=4)


def test_a_choice_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="second_offer is one of"):
        Behaviour(second_offer="perhaps")
