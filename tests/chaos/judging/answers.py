"""What became of the customers' answers."""

from collections import defaultdict
from collections.abc import Iterator

from service.sandbox.played_dixa import Call
from tests.chaos.evidence import Evidence
from tests.chaos.notes import AnswerNote, AttemptNote, End

from .lateness import on_time


def never_thanked(evidence: Evidence) -> Iterator[str]:
    """Whoever wants to answer a link that arrived is thanked, or was for the same survey before."""
    thanked = {_survey(evidence, each) for each in _attempts(evidence, End.THANKED)}
    for attempt in evidence.notes.attempts:
        is_answered = _survey(evidence, attempt) in thanked
        if attempt.end is not End.THANKED and not (
            attempt.end is End.ANSWERED_ALREADY and is_answered
        ):
            yield f"{attempt.conversation}: {attempt.end}"


def lost(evidence: Evidence) -> Iterator[str]:
    """Thanked for, and not in Dixa."""
    for note in evidence.notes.answers:
        if note.is_acknowledged and not _given(evidence, note):
            yield f"{note.comment} is not in Dixa"


def doubled(evidence: Evidence) -> Iterator[str]:
    """In Dixa more than once, even without those that were late."""
    for note, given in _surplus(evidence):
        if len(on_time(evidence, given)) > 1:
            yield f"{note.comment} is in Dixa {len(given)} times"


def doubled_by_a_late_one(evidence: Evidence) -> Iterator[str]:
    """In Dixa more than once, but not without those that were late."""
    for note, given in _surplus(evidence):
        if len(on_time(evidence, given)) <= 1:
            yield f"{note.comment} is in Dixa {len(given)} times"


def overruled(evidence: Evidence) -> Iterator[str]:
    """The first confirmed answer wins: a rating is never given another."""
    given = defaultdict[str, set[tuple[str | None, int]]](set)
    for call in evidence.dixa.calls("submit"):
        if call.committed:
            given[call.path].add(_result(call))
    for path, results in given.items():
        if len(results) > 1:
            yield f"{path} was given {len(results)} answers"


def invented(evidence: Evidence) -> Iterator[str]:
    """In Dixa, though nobody sent a form that says so."""
    sent = {(note.comment, note.rating) for note in evidence.notes.answers}
    for call in evidence.dixa.calls("submit"):
        if call.committed and _result(call) not in sent:
            yield f"{call.conversation} was rated {_result(call)[1]}"


def _attempts(evidence: Evidence, end: End) -> Iterator[AttemptNote]:
    yield from (attempt for attempt in evidence.notes.attempts if attempt.end is end)


def _survey(evidence: Evidence, attempt: AttemptNote) -> str:
    return evidence.record.survey_behind(attempt.link)


def _surplus(evidence: Evidence) -> Iterator[tuple[AnswerNote, list[Call]]]:
    for note in evidence.notes.answers:
        if len(given := _given(evidence, note)) > 1:
            yield note, given


def _given(evidence: Evidence, note: AnswerNote) -> list[Call]:
    """The submissions of an answer that Dixa carried out."""
    submissions = evidence.dixa.submissions(note.conversation)
    return [call for call in submissions if _result(call) == (note.comment, note.rating)]


def _result(call: Call) -> tuple[str | None, int]:
    return call.body.get("comment"), call.body["ratingResult"]["value"]
