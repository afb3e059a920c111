"""Whether an offer that nobody has answered can be found by reading.

Dixa's documentation does not say that its list shows such offers. If it does not, a lost offer is
never found, and sending it again would offer twice. So before that is done, an offer that we know
to be open, of any conversation, is asked to bear witness. Without one we believe what is likely.
"""

from collections.abc import Iterator

from service.dixa.errors import Rejected
from service.lifecycle.errors import RecordUnreadable
from service.lifecycle.reading import read_survey
from service.lifecycle.record import Survey
from service.lifecycle.states import ANSWERABLE
from workers.take_up import Borrowed

_LATEST = 20
"""Of the surveys that are due last, which are those invited last, so many are looked through."""


def would_be_listed(borrowed: Borrowed) -> bool:
    """Whether Dixa's list shows open offers, as far as anybody can tell.

    Raises:
        DixaError: `NotSent` or `OutcomeUnknown`: ask again later.
    """
    for witness in _witnesses(borrowed):
        try:
            rows = borrowed.tools.dixa.list_ratings(witness.closing.conversation)
        except Rejected:
            continue  # the conversation is gone, and says nothing
        return any(row.id == witness.offer_id for row in rows)
    return True


def _witnesses(borrowed: Borrowed) -> Iterator[Survey]:
    """Surveys whose offers have been open for long enough to be listed, the latest first."""
    redis = borrowed.tools.redis
    settled = borrowed.lease.now - borrowed.tools.settings.settle_seconds * 1000
    for survey_id in borrowed.tools.schedule.due_last(_LATEST):
        try:
            survey = read_survey(redis, survey_id)
        except RecordUnreadable:
            continue
        if survey and survey.state in ANSWERABLE and (survey.offered_at or 0) <= settled:
            yield survey
