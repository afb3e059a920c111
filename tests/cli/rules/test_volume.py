"""A simulation, as the table that people read."""

from collections import Counter

from service.cli.rules.volume import volume
from service.rules.reasons import SuppressReason
from service.rules.simulation import Case, Simulation

DAY = 24 * 3600 * 1000
BEGINNING = 1_773_216_000_000  # 11 March 2026, 08:00 UTC


def case(channel, queue, survey=None, *, way=None, reason=None):
    return Case(channel=channel, queue=queue, survey=survey, way=way, reason=reason)


WEEK = Simulation(
    cases=Counter(
        {
            case("EMAIL", "Returns", "returns", way="email"): 12_000,
            case("EMAIL", "Returns", "returns", reason=SuppressReason.NO_AGENT): 1_500,
            case("EMAIL", None, "support", way="message"): 160,
            case("EMAIL", None, "support", reason=SuppressReason.NOT_SAMPLED): 1_440,
            case("WIDGET_CHAT", "Chat", reason=SuppressReason.NO_RULE): 900,
        }
    ),
    closings=17_345,
    first_at=BEGINNING,
    last_at=BEGINNING + 7 * DAY,
)


def test_a_week_is_told_in_one_table():
    lines = "\n".join(volume(WEEK, file="surveys.toml"))

    assert (
        lines
        == """\
Conversations: 16,000; closings: 17,345; 2026-03-11 08:00:00 to 2026-03-18 08:00:00 UTC.
surveys.toml would ask 12,160 of them, 1,737 a day, 12,000 by email first, 160 by message first.

               closed   asked   share  no rule  not sampled  no agent
all            16,000  12,160  76.0 %      900        1,440     1,500
survey
  returns      13,500  12,000  88.9 %        0            0     1,500
  support       1,600     160  10.0 %        0        1,440         0
  none            900       0   0.0 %      900            0         0
channel
  EMAIL        15,100  12,160  80.5 %        0        1,440     1,500
  WIDGET_CHAT     900       0   0.0 %      900            0         0
queue
  Returns      13,500  12,000  88.9 %        0            0     1,500
  none          1,600     160  10.0 %        0        1,440         0
  Chat            900       0   0.0 %      900            0         0

no rule: no survey's conditions fit the conversation
not sampled: it is not in the share of conversations that is asked
no agent: nobody was assigned when it closed

Counted from the record: who opted out, and who was last asked before these days (cool-down).
Fewer will really be asked. Not known here: what is opened again before its delay is over,
and what only Dixa knows: whom it has asked already, who was anonymised, side conversations
and forwarded mails. A conversation counts once, as it last closed with an agent. Closings
are kept for 8 days."""
    )


def test_less_than_a_day_is_not_made_into_a_number_a_day():
    morning = Simulation(
        cases=Counter({case("EMAIL", "Returns", "returns", way="email"): 3}),
        closings=3,
        first_at=BEGINNING,
        last_at=BEGINNING + DAY - 1,
    )

    _, asked, *_ = volume(morning, file="surveys.toml")

    assert asked == "surveys.toml would ask 3 of them, 3 by email first."


def test_where_nobody_is_asked_that_is_said():
    silence = Simulation(
        cases=Counter({case("EMAIL", None, reason=SuppressReason.NO_RULE): 2}),
        closings=2,
        first_at=BEGINNING,
        last_at=BEGINNING + 2 * DAY,
    )

    _, asked, *_ = volume(silence, file="surveys.toml")

    assert asked == "surveys.toml would ask 0 of them, 0 a day."
