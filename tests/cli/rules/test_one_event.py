"""`rating-survey rules test`: one event, tried."""

import pytest

from service.cli.rules.hurdle_lines import _MUST
from service.lifecycle.record import Closing, Person
from service.ratings import RatingType
from service.rules.hurdles import Outlook, hurdles
from service.rules.past import BlankPast
from service.rules.survey_rule import SurveyRule
from service.sandbox.conversations import a_conversation, invented_id
from service.sandbox.events import closed

from .one_event_cases import HEAD, SURVEYS


def test_whoever_would_be_asked_is_told_condition_by_condition(run, event_file, surveys_file):
    result = run("rules", "test", event_file(tags=["refund"]), "--surveys", surveys_file())

    assert (
        result.stdout
        == f"""\
Conversation 4711, closed 2026-03-11 16:39:30 UTC
  channel   EMAIL, INBOUND
  queue     Support
  agent     Agnes Agent
  customer  Ada Sample, e-mail address known

Survey "sales" does not fit:
  holds  channels: must be EMAIL or WIDGET_CHAT; is EMAIL
  holds  directions: must be INBOUND; is INBOUND
  FAILS  queues: must be Sales; is Support ({invented_id("queues/Support")})

Survey "vip" does not fit:
  holds  directions: must be INBOUND; is INBOUND
  FAILS  tags: must have vip; has refund ({invented_id("tags/refund")})

Survey "support" fits:
  holds  directions: must be INBOUND; is INBOUND
  holds  without_tags: must not have spam; has refund ({invented_id("tags/refund")})

Survey "everything else" is not looked at, since "support" comes first.

What else must hold:
  holds  the customer is no colleague
  holds  the queue is not one that is left out
  holds  the agent is not one who is left out
  holds  it is among the 100 % of conversations that are asked about
  holds  it was not abandoned
  holds  somebody was assigned
  holds  a link can reach the customer
  holds  we hear of it within 7d of its closing
  later  the customer has not opted out
  later  the customer was offered no Csat rating for 30d
  later  Dixa says that nobody asked already, and that it was not opened again
  later  Dixa says that it is no side conversation or forwarded mail, nor anonymised

ASKED for a Csat rating, by survey "support"
  offered   2026-03-11 17:09:30 UTC, 30m after closing
  link      by email, or else by message
  expires   2026-03-18 17:09:30 UTC, after 7d
  hold      an answer can be changed for 5m

Without settings, every way is taken as set up: email, message, webhook. Taken as heard of at once.
What is marked “later” is looked up by the service, right before it asks.
"""
    )
    assert (result.exit_code, result.stderr) == (0, "")


def test_whoever_would_not_be_asked_is_told_why(run, event_file, surveys_file):
    bare = event_file(channel="TWITTER", direction="OUTBOUND", agent=None, name=None, queue=None)
    only_sales = surveys_file(SURVEYS.partition('[[survey]]\nname = "vip"')[0])

    result = run("rules", "test", bare, "--surveys", only_sales)

    assert (
        result.stdout
        == f"""\
Conversation 4711, closed 2026-03-11 16:39:30 UTC
  channel   TWITTER, OUTBOUND
  queue     none
  agent     nobody was assigned
  customer  {invented_id("customers/4711")}, no e-mail address

Survey "sales" does not fit:
  FAILS  channels: must be EMAIL or WIDGET_CHAT; is TWITTER
  FAILS  directions: must be INBOUND; is OUTBOUND
  FAILS  queues: must be Sales; is none

NOT ASKED (no rule), because no survey's conditions fit the conversation

Without settings, every way is taken as set up: email, message, webhook. Taken as heard of at once.
What is marked “later” is looked up by the service, right before it asks.
"""
    )
    assert (result.exit_code, result.stderr) == (1, "")


def test_what_else_must_hold_is_told_up_to_what_does_not(trial):
    result = trial(f'{HEAD}without_agents = ["Agnes Agent"]')

    assert (
        "What else must hold:\n"
        "  holds  the customer is no colleague\n"
        "  holds  the queue is not one that is left out\n"
        "  FAILS  the agent is not one who is left out\n\n"
        "NOT ASKED (agent left out), because its agent is one who is never asked about\n"
    ) in result.stdout


def test_every_hurdle_is_told_in_words():
    rule = SurveyRule(name="any", rating=RatingType.CSAT)
    closing = Closing(
        organization="1",
        conversation="2",
        event_id="3",
        closed_at=4,
        channel="EMAIL",
        direction="INBOUND",
        customer=Person(id="5"),
    )
    outlook = Outlook(reachable=lambda *_: (), past=BlankPast(), now=4)

    assert [each.reason for each in hurdles(closing, rule, outlook)] == list(_MUST)


@pytest.mark.parametrize(
    ("traits", "key", "told"),
    [
        (
            {"requester_type": "Member"},
            "",
            """\
NOT ASKED (internal), because the customer is a colleague
""",
        ),
        (
            {},
            "sample = 0.125",
            """\
NOT ASKED (not sampled), because it is not in the share of conversations that is asked
  survey "support" asks 12.5 %, chosen by the conversation's id
""",
        ),
        (
            {"agent": None},
            "",
            """\
NOT ASKED (no agent), because nobody was assigned when it closed
  if it closes again with an agent, it is decided anew
""",
        ),
        (
            {"channel": "TWITTER"},
            'deliver = ["message", "email"]',
            """\
NOT ASKED (unreachable), because no way of delivering the link reaches the customer
  survey "support" delivers by message, email
  here: no e-mail address, channel TWITTER
""",
        ),
    ],
)
def test_each_reason_comes_with_what_it_rests_on(trial, traits, key, told):
    result = trial(f"{HEAD}{key}", **traits)

    assert f"\n\n{told}\n" in result.stdout
    assert result.exit_code == 1


def test_a_survey_that_asks_a_share_says_that_this_one_is_in_it(trial):
    result = trial(f"{HEAD}sample = 0.25", csid=4712)

    assert "  sample    among the 25 % of conversations that are asked\n" in result.stdout


def test_the_reminder_is_told_and_nothing_of_a_hold_that_is_none(trial):
    result = trial(f'{HEAD}reminder = "3d"\nhold = "0"')

    assert "  reminder  3d after the link, once, if unanswered\n" in result.stdout
    assert "  hold" not in result.stdout.partition("ASKED")[2]


def test_a_survey_without_conditions_says_so(trial):
    result = trial(f"{HEAD}directions = []")

    assert 'Survey "support" fits:\n  it has no conditions\n' in result.stdout


def test_what_is_probably_not_meant_is_noted_last(trial):
    result = trial(f'{HEAD}channels = ["E-MAIL"]')

    *_, note = result.stdout.splitlines()
    assert note.startswith(
        "Note: survey support: channel E-MAIL is none that we know: did you mean EMAIL? "
    )


def test_a_way_that_is_not_set_up_can_be_left_out(trial):
    result = trial(HEAD, "--way", "message")

    assert "  link      by message\n" in result.stdout
    assert "Taken as set up: message. Taken as heard of at once.\n" in result.stdout


def test_with_settings_the_ways_are_those_that_are_set_up(run_process, event_file, surveys_file):
    mail = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "support@example.com"}
    arguments = ("rules", "test", event_file(), "--surveys", surveys_file(HEAD))

    without, with_mail = run_process(*arguments, REDIS_URL=""), run_process(*arguments, **mail)

    assert "  link      by message\n" in without.stdout
    assert "\nSet up: message. Taken as heard of at once.\n" in without.stdout
    assert "  link      by email, or else by message\n" in with_mail.stdout


def test_the_surveys_are_those_of_surveys_file_if_none_are_named(run, event_file, surveys_file):
    result = run("rules", "test", event_file(), surveys_file=str(surveys_file()))

    assert 'ASKED for a Csat rating, by survey "support"' in result.stdout


def test_without_a_file_it_is_the_survey_that_the_service_then_uses(run, event_file):
    result = run("rules", "test", event_file())

    assert 'ASKED for a Csat rating, by survey "default"\n' in result.stdout
    assert "UTC, at once\n" in result.stdout


def test_the_event_may_come_from_standard_input(run):
    event = closed(a_conversation(csid=4711))

    result = run("rules", "test", "-", stdin=event.body)

    assert result.stdout.startswith("Conversation 4711, closed ")
